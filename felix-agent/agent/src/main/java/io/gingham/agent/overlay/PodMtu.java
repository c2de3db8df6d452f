package io.gingham.agent.overlay;

import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.dataplane.overlay.WantedTunnel;
import io.gingham.netlink.message.Link;
import io.gingham.value.IpAddress;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// How large a pod's packets may be, so that they leave this node whole whatever way they take: the
/// MTU of the uplink, or of the narrowest tunnel. Pure.
final class PodMtu {

    /// Ethernet's, where nothing is known.
    static final int DEFAULT = 1500;

    /// What the kernel can give a veth.
    private static final int LARGEST = 65_535;

    private PodMtu() {}

    /// @param self addresses of this node
    static int of(Collection<IpAddress> self, Uplinks uplinks, Collection<WantedTunnel> tunnels) {
        IntStream ofUplinks =
                self.stream()
                        .map(uplinks::mtu)
                        .filter(OptionalInt::isPresent)
                        .mapToInt(OptionalInt::getAsInt);
        return smallest(ofUplinks, tunnels.stream().mapToInt(WantedTunnel::mtu));
    }

    /// While nothing is known of the cluster: what an earlier agent made, and the narrowest uplink.
    static int unknown(Uplinks uplinks, Collection<Link> links) {
        IntStream ofTunnels =
                links.stream()
                        .filter(link -> TunnelDevices.NAMES.contains(link.name()))
                        .mapToInt(Link::mtu);
        return Math.min(
                DEFAULT, smallest(uplinks.all().stream().mapToInt(Uplinks.Uplink::mtu), ofTunnels));
    }

    private static int smallest(IntStream uplinks, IntStream tunnels) {
        return Math.min(LARGEST, IntStream.concat(uplinks, tunnels).min().orElse(DEFAULT));
    }
}
