package io.gingham.agent.enforce;

import io.gingham.cni.EndpointId;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the kernel forget the connections of pods that are gone. What conntrack knows as
/// established is accepted before policies are asked, and a UDP flow lives on there for minutes:
/// the next pod that gets the address must not inherit it. For the agent's loop.
///
/// At an agent's start nothing is gone: connections of pods that stayed must live on.
final class GoneConnections {

    private static final Logger LOG = LoggerFactory.getLogger(GoneConnections.class);

    /// @see io.gingham.netlink.Conntrack#forget
    private final ToIntFunction<Set<IpAddress>> forget;

    private Map<EndpointId, List<IpAddress>> before = Map.of();
    private boolean failing;

    GoneConnections(ToIntFunction<Set<IpAddress>> forget) {
        this.forget = forget;
    }

    /// Call when the rules of what is gone are gone, and before a new pod's gate is opened.
    ///
    /// @param wired the pods that are wired now
    void update(Collection<WorkloadEndpoint> wired) {
        Map<EndpointId, List<IpAddress>> now = new HashMap<>();
        wired.forEach(endpoint -> now.put(endpoint.id(), endpoint.ips()));
        Set<IpAddress> gone = new HashSet<>();
        before.forEach(
                (id, ips) -> {
                    if (!now.containsKey(id)) {
                        gone.addAll(ips);
                    }
                });
        if (gone.isEmpty() || forgotten(gone)) {
            before = now;
        } else {
            // Tried again with the next change, together with what is gone then.
            Map<EndpointId, List<IpAddress>> still = new HashMap<>(before);
            still.putAll(now);
            before = still;
        }
    }

    /// Whether something is still to be forgotten.
    boolean isFailing() {
        return failing;
    }

    /// A failure does not keep policies from being enforced.
    private boolean forgotten(Set<IpAddress> gone) {
        try {
            int count = forget.applyAsInt(gone);
            LOG.debug("{} connections of {} are forgotten", count, gone);
            failing = false;
            return true;
        } catch (NetlinkException e) {
            if (!failing) {
                LOG.warn(
                        "the kernel does not forget the connections of pods that are gone ({}): {}; the"
                                + " next pod of such an address may be reached over them until they time out",
                        gone,
                        e.getMessage());
            }
            failing = true;
            return false;
        }
    }
}
