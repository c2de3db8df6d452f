package io.gingham.agent.export;

import io.gingham.bgp.rib.BestPath;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.message.RouteTarget.NextHop;
import io.gingham.netlink.message.RouteTarget.Via;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Optional;

/// Where a best path leads, as the kernel is told it.
public final class Targets {

    private Targets() {}

    /// Via the next hop, or spread over all that are used at once (multipath). Next hops of the
    /// other family (RFC 8950) are left out.
    ///
    /// @return empty if no next hop is left
    public static Optional<RouteTarget> of(IpFamily family, BestPath path) {
        List<IpAddress> hops =
                path.nextHops().stream().filter(hop -> hop.family() == family).distinct().toList();
        if (hops.size() > 1) {
            return Optional.of(
                    new RouteTarget.Multipath(
                            hops.stream()
                                    .sorted()
                                    .map(hop -> new NextHop(new Via(hop, 0, false), 1))
                                    .toList()));
        }
        return path.nextHop().family() == family
                ? Optional.of(new Via(path.nextHop(), 0, false))
                : Optional.empty();
    }
}
