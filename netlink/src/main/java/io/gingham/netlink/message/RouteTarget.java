package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import java.util.List;

/// Where a route leads.
public sealed interface RouteTarget {

    /// To a neighbour.
    ///
    /// @param gateway may be IPv6 for an IPv4 destination (RTA_VIA)
    /// @param linkIndex 0 in a request: the kernel finds the interface by the gateway
    /// @param onlink the gateway is taken to be on the link though no route says so
    record Via(IpAddress gateway, int linkIndex, boolean onlink) implements RouteTarget {
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
