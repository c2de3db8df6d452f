package io.gingham.agent.export;

import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Hop;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.message.RouteTarget.NextHop;
import io.gingham.netlink.message.RouteTarget.Via;
import io.gingham.value.IpFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Where a best path leads, as the kernel is told it.
public final class Targets {

    private Targets() {}

    /// Via the next hop, or spread over all that are used at once (multipath). IPv4 may go via IPv6
    /// (RFC 8950); IPv6 goes via IPv6 only.
    ///
    /// @param links the number of the interface with a name, 0 if there is none now: a link-local
    ///   next hop there is left out
    /// @return empty if no next hop is left
    public static Optional<RouteTarget> of(
            IpFamily family, BestPath path, ToIntFunction<String> links) {
        List<Via> ways =
                path.nextHops().stream()
                        .filter(hop -> family == IpFamily.IPV4 || !hop.address().isIpv4())
                        .flatMap(hop -> way(hop, links).stream())
                        .distinct()
                        .sorted(Comparator.comparing(Via::gateway).thenComparing(Via::linkIndex))
                        .toList();
        return switch (ways.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(ways.getFirst());
            default ->
                    Optional.of(
                            new RouteTarget.Multipath(
                                    ways.stream().map(way -> new NextHop(way, 1)).toList()));
        };
    }

    private static Optional<Via> way(Hop hop, ToIntFunction<String> links) {
        if (hop.address().isIpv4() || !hop.address().isLinkLocal()) {
            return Optional.of(new Via(hop.address(), 0, false));
        }
        int link = hop.link().map(name -> links.applyAsInt(name)).orElse(0);
        return link == 0 ? Optional.empty() : Optional.of(new Via(hop.address(), link, false));
    }
}
