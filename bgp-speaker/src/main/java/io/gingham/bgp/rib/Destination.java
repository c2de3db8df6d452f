package io.gingham.bgp.rib;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import org.jspecify.annotations.Nullable;

/// A prefix with the routes to it. There are as many as routes in the world, so it is as small as
/// can be: the bits of the prefix stand in it, and its routes hang on a chain.
sealed class Destination permits Destination.Ipv6 {

    /// The address, or of an IPv6 address the lower half.
    final long low;

    /// Its place in arrays that say something of each destination; reused when it is gone.
    final int index;

    private final byte length;

    /// Without routes, and to be removed when nobody needs it any more.
    boolean doomed;

    /// All routes to it, refused ones too; the chain goes on in [Route#next].
    @Nullable Route routes;

    /// The one that is used.
    @Nullable Route best;

    /// The one the kernel was told of; never one of ours.
    @Nullable Route reported;

    private Destination(IpPrefix prefix, int index) {
        this.low = prefix.address().low();
        this.length = (byte) prefix.length();
        this.index = index;
    }

    static Destination of(IpPrefix prefix, int index) {
        return prefix.address().isIpv4() ? new Destination(prefix, index) : new Ipv6(prefix, index);
    }

    static final class Ipv6 extends Destination {
        private final long high;

        private Ipv6(IpPrefix prefix, int index) {
            super(prefix, index);
            this.high = prefix.address().high();
        }

        @Override
        long high() {
            return high;
        }

        @Override
        boolean isIpv4() {
            return false;
        }
    }

    /// The upper half of an IPv6 address, else 0.
    long high() {
        return 0;
    }

    boolean isIpv4() {
        return true;
    }

    /// In bits.
    int length() {
        return length & 0xff;
    }

    IpPrefix prefix() {
        return new IpPrefix(
                isIpv4() ? IpAddress.ipv4((int) low) : IpAddress.ipv6(high(), low), length());
    }

    IpFamily family() {
        return isIpv4() ? IpFamily.IPV4 : IpFamily.IPV6;
    }

    boolean is(IpPrefix prefix) {
        return low == prefix.address().low()
                && high() == prefix.address().high()
                && length() == prefix.length()
                && isIpv4() == prefix.address().isIpv4();
    }

    int hash() {
        return hash(high(), low, length(), isIpv4());
    }

    static int hash(IpPrefix prefix) {
        return hash(
                prefix.address().high(),
                prefix.address().low(),
                prefix.length(),
                prefix.family() == IpFamily.IPV4);
    }

    private static int hash(long high, long low, int length, boolean ipv4) {
        long mixed = (low * 0x9e37_79b9_7f4a_7c15L + high) * 0xc2b2_ae3d_27d4_eb4fL;
        mixed += (length << 1 | (ipv4 ? 1 : 0)) * 0x1656_67b1_9e37_79f9L;
        return (int) (mixed ^ mixed >>> 29 ^ mixed >>> 43);
    }

    /// The route of that source with that path identifier of the peer's.
    @Nullable Route find(@Nullable AdjRibIn owner, int pathId) {
        for (Route route = routes; route != null; route = route.next) {
            if (route.source.owner() == owner && route.pathId() == pathId) {
                return route;
            }
        }
        return null;
    }

    /// @param old of the same source, if there was one
    void put(@Nullable Route old, Route route) {
        if (old == null) {
            add(route);
        } else {
            replace(old, route);
        }
    }

    /// Takes its own name among the routes to this destination (RFC 7911 section 2).
    void add(Route route) {
        route.localId = freeId();
        route.next = routes;
        routes = route;
    }

    /// In the place of one of the same source; the name stays.
    void replace(Route old, Route route) {
        route.localId = old.localId;
        route.next = old.next;
        if (routes == old) {
            routes = route;
            return;
        }
        before(old).next = route;
    }

    void remove(Route route) {
        if (routes == route) {
            routes = route.next;
        } else {
            before(route).next = route.next;
        }
    }

    private Route before(Route route) {
        for (Route each = routes; each != null; each = each.next) {
            if (each.next == route) {
                return each;
            }
        }
        throw new IllegalStateException(route + " is no route to " + prefix());
    }

    private int freeId() {
        int id = 1;
        for (Route each = routes; each != null; each = each.next) {
            if (each.localId == id) {
                return highestId() + 1;
            }
        }
        return id;
    }

    private int highestId() {
        int highest = 0;
        for (Route each = routes; each != null; each = each.next) {
            highest = Math.max(highest, each.localId);
        }
        return highest;
    }

    @Override
    public String toString() {
        return prefix().toString();
    }
}
