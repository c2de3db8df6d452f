package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;

/// A route.
///
/// @param table routing table, an unsigned 32-bit number; 254 is main
/// @param protocol who made it, 0..255 (RTPROT_…, /etc/iproute2/rt_protos); the key to "ours"
/// @param scope IPv4 only; see [Scope]
/// @param metric unsigned 32 bits, lower wins; for IPv6 the kernel turns 0 into 1024
/// @param source preferred source address; unspecified (0.0.0.0 or ::) for none
/// @param mtu of the path (RTAX_MTU), in bytes; 0 for unsaid
/// @param advmss the segment size told to TCP's other end (RTAX_ADVMSS), in bytes; 0 for unsaid
public record Route(
        IpPrefix destination,
        RouteTarget target,
        int table,
        int protocol,
        Scope scope,
        int metric,
        IpAddress source,
        int mtu,
        int advmss)
        implements RtMessage {

    public static final int MAIN_TABLE = 254;
    public static final int LOCAL_TABLE = 255;

    /// In a request to delete: whoever made it.
    public static final int ANY_PROTOCOL = 0;

    /// RTPROT_KERNEL, RTPROT_BOOT, RTPROT_STATIC.
    public static final int PROTOCOL_KERNEL = 2;

    public static final int PROTOCOL_BOOT = 3;
    public static final int PROTOCOL_STATIC = 4;

    private static final int IPV6_DEFAULT_METRIC = 1024;

    public Route {
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("protocol " + protocol + " is not in 0..255");
        }
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException(
                    "the source " + source + " has another family than " + destination);
        }
        boolean ipv6 = destination.family() == IpFamily.IPV6;
        scope = ipv6 ? Scope.UNIVERSE : scope;
        metric = ipv6 && metric == 0 ? IPV6_DEFAULT_METRIC : metric;
    }

    /// Nothing said of sizes.
    public Route(
            IpPrefix destination,
            RouteTarget target,
            int table,
            int protocol,
            Scope scope,
            int metric,
            IpAddress source) {
        this(destination, target, table, protocol, scope, metric, source, 0, 0);
    }

    /// In the main table, made by "boot", with the scope `ip route` would choose.
    public static Route to(IpPrefix destination, RouteTarget target) {
        Scope scope = target instanceof RouteTarget.OnLink ? Scope.LINK : Scope.UNIVERSE;
        return new Route(
                destination, target, MAIN_TABLE, PROTOCOL_BOOT, scope, 0, none(destination));
    }

    public static Route via(IpPrefix destination, IpAddress gateway, int linkIndex) {
        return to(destination, new RouteTarget.Via(gateway, linkIndex, false));
    }

    public static Route onLink(IpPrefix destination, int linkIndex) {
        return to(destination, new RouteTarget.OnLink(linkIndex));
    }

    public static Route blackhole(IpPrefix destination) {
        return to(destination, new RouteTarget.Blackhole());
    }

    public Route withTable(int newTable) {
        return new Route(
                destination, target, newTable, protocol, scope, metric, source, mtu, advmss);
    }

    public Route withProtocol(int newProtocol) {
        return new Route(
                destination, target, table, newProtocol, scope, metric, source, mtu, advmss);
    }

    public Route withMetric(int newMetric) {
        return new Route(
                destination, target, table, protocol, scope, newMetric, source, mtu, advmss);
    }

    public Route withSource(IpAddress newSource) {
        return new Route(
                destination, target, table, protocol, scope, metric, newSource, mtu, advmss);
    }

    public Route withScope(Scope newScope) {
        return new Route(
                destination, target, table, protocol, newScope, metric, source, mtu, advmss);
    }

    public Route withSizes(int newMtu, int newAdvmss) {
        return new Route(
                destination, target, table, protocol, scope, metric, source, newMtu, newAdvmss);
    }

    /// What the kernel holds at most one of: a second route with the same key replaces the first or
    /// is refused.
    public record Key(int table, IpPrefix destination, int metric) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTable = Integer.compareUnsigned(table, other.table);
            int byPrefix = destination.compareTo(other.destination);
            return byTable != 0
                    ? byTable
                    : byPrefix != 0 ? byPrefix : Integer.compareUnsigned(metric, other.metric);
        }
    }

    public Key key() {
        return new Key(table, destination, metric);
    }

    /// True if the kernel's route is what this one asks for: equal, but an interface left to the
    /// kernel (index 0) may be any.
    public boolean isSatisfiedBy(Route actual) {
        return withTarget(new RouteTarget.Blackhole())
                        .equals(actual.withTarget(new RouteTarget.Blackhole()))
                && target.isSatisfiedBy(actual.target);
    }

    @Override
    public String toString() {
        return destination
                + " "
                + target
                + (table == MAIN_TABLE ? "" : " table " + Integer.toUnsignedString(table))
                + " proto "
                + protocol
                + (metric == 0 ? "" : " metric " + Integer.toUnsignedString(metric))
                + (source.isUnspecified() ? "" : " src " + source)
                + (mtu == 0 ? "" : " mtu " + Integer.toUnsignedString(mtu))
                + (advmss == 0 ? "" : " advmss " + Integer.toUnsignedString(advmss));
    }

    private Route withTarget(RouteTarget newTarget) {
        return new Route(
                destination, newTarget, table, protocol, scope, metric, source, mtu, advmss);
    }

    private static IpAddress none(IpPrefix destination) {
        return destination.family() == IpFamily.IPV4 ? IpAddress.ipv4(0) : IpAddress.ipv6(0, 0);
    }
}
