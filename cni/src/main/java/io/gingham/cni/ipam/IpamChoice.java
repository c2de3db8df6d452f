package io.gingham.cni.ipam;

import io.gingham.cni.PodCidrs;
import io.gingham.cni.spec.NetworkConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Who gives out the addresses of a network, by its `ipam.type`: the agent itself, under a name of
/// its own, or the plugin of that name. A DEL asks the same as its ADD did, as it brings the same
/// configuration.
public final class IpamChoice {

    private final Map<String, Ipam> own;
    private final Ipam delegated;

    /// @param own by the `ipam.type` they answer to; a plugin of such a name is not run
    public IpamChoice(Map<String, Ipam> own, Ipam delegated) {
        this.own = Map.copyOf(own);
        this.delegated = delegated;
    }

    /// Plugins alone.
    ///
    /// @param limit how long one may run
    /// @param socket of this agent
    public static IpamChoice delegated(Duration limit, PodCidrs podCidrs, Path socket) {
        return new IpamChoice(Map.of(), new DelegatedIpam(limit, podCidrs, socket));
    }

    public Ipam of(NetworkConfig config) {
        return own.getOrDefault(config.ipamType(), delegated);
    }
}
