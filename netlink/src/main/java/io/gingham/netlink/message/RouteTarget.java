package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import java.util.List;

/// Where a route leads.
public sealed interface RouteTarget {

    /// The index of the interface that it leads out of; 0 if there is none, or not only one.
    default int link() {
        return switch (this) {
            case Via(_, int index, _) -> index;
            case OnLink(int index) -> index;
            case Other(_, int index) -> index;
            case Multipath _, Blackhole _, Unreachable _, Prohibit _ -> 0;
        };
    }

    /// True if the kernel's target is what this one asks for: equal, but an interface left to the
    /// kernel (index 0) may be any, and several next hops may stand in any order.
    default boolean isSatisfiedBy(RouteTarget actual) {
        return switch (this) {
            case Via via -> actual instanceof Via there && via.isMetBy(there);
            case Multipath(var hops) ->
                    actual instanceof Multipath(var others)
                            && hops.size() == others.size()
                            && hops.stream()
                                    .allMatch(hop -> others.stream().anyMatch(hop::isMetBy));
            case OnLink _, Blackhole _, Unreachable _, Prohibit _, Other _ -> equals(actual);
        };
    }

    /// To a neighbour.
    ///
    /// @param gateway may be IPv6 for an IPv4 destination (RTA_VIA)
    /// @param linkIndex 0 in a request: the kernel finds the interface by the gateway
    /// @param onlink the gateway is taken to be on the link though no route says so
    record Via(IpAddress gateway, int linkIndex, boolean onlink) implements RouteTarget {

        private boolean isMetBy(Via actual) {
            return gateway.equals(actual.gateway)
                    && onlink == actual.onlink
                    && (linkIndex == 0 || linkIndex == actual.linkIndex);
        }

        @Override
        public String toString() {
            return "via " + gateway + " dev " + linkIndex + (onlink ? " onlink" : "");
        }
    }

    /// Straight onto an interface.
    record OnLink(int linkIndex) implements RouteTarget {
        @Override
        public String toString() {
            return "dev " + linkIndex;
        }
    }

    /// To several at once; flows are spread by weight.
    record Multipath(List<NextHop> nextHops) implements RouteTarget {
        public Multipath {
            nextHops = List.copyOf(nextHops);
        }
    }

    /// @param weight 1..256
    record NextHop(Via via, int weight) {
        public NextHop {
            if (weight < 1 || weight > 256) {
                throw new IllegalArgumentException("weight " + weight + " is not in 1..256");
            }
        }

        private boolean isMetBy(NextHop actual) {
            return weight == actual.weight && via.isMetBy(actual.via);
        }
    }

    /// Dropped without a word.
    record Blackhole() implements RouteTarget {}

    /// Answered with ICMP host unreachable.
    record Unreachable() implements RouteTarget {}

    /// Answered with ICMP administratively prohibited.
    record Prohibit() implements RouteTarget {}

    /// Local, broadcast, multicast and the like: the kernel's own.
    ///
    /// @param type RTN_…
    record Other(int type, int linkIndex) implements RouteTarget {}
}
