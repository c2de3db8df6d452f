package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// MP_REACH_NLRI and MP_UNREACH_NLRI for IPv4 and IPv6 unicast (RFC 4760). Errors end the session:
/// the prefixes can't be found then (RFC 7606 section 5.3). Other families are left as they came,
/// see [#isPlain].
final class MpCodec {

    private MpCodec() {}

    /// True if the attribute's value can be one of a family of plain prefixes; too short a value
    /// too, so that it is found to be malformed, and a family without prefixes, an End-of-RIB.
    static boolean isPlain(ByteBuffer value) {
        return value.remaining() <= 3
                || new AddressFamily(
                                value.getShort(value.position()) & 0xffff,
                                value.get(value.position() + 2) & 0xff)
                        .unicast()
                        .isPresent();
    }

    static MpReach readReach(ByteBuffer in) {
        if (in.remaining() < 5) {
            throw malformed("MP_REACH_NLRI has " + in.remaining() + " octets, not 5 or more");
        }
        AddressFamily family = readFamily(in);
        int length = in.get() & 0xff;
        if (length + 1 > in.remaining()) {
            throw malformed("next hops of " + length + " octets overrun MP_REACH_NLRI");
        }
        List<IpAddress> nextHops = readNextHops(Wire.take(in, length), family);
        in.get(); // reserved, was a count of SNPAs
        return new MpReach(family, nextHops, prefixes(in, family));
    }

    /// 4 octets for IPv4, 16 or 32 (global, link-local) for IPv6, which IPv4 routes may have too
    /// (RFC 8950).
    private static List<IpAddress> readNextHops(ByteBuffer in, AddressFamily family) {
        int length = in.remaining();
        if (length == 4 && plain(family) == IpFamily.IPV4) {
            return List.of(Wire.address(in, IpFamily.IPV4));
        }
        if (length != 16 && length != 32) {
            throw malformed("a next hop of " + length + " octets for " + family);
        }
        List<IpAddress> nextHops = new ArrayList<>(2);
        while (in.hasRemaining()) {
            nextHops.add(Wire.address(in, IpFamily.IPV6));
        }
        return nextHops;
    }

    static MpUnreach readUnreach(ByteBuffer in) {
        if (in.remaining() < 3) {
            throw malformed("MP_UNREACH_NLRI has " + in.remaining() + " octets, not 3 or more");
        }
        AddressFamily family = readFamily(in);
        return new MpUnreach(family, in.hasRemaining() ? prefixes(in, family) : List.of());
    }

    static void write(MpReach reach, ByteArrayOutputStream out) {
        write(reach.family(), out);
        out.write(reach.nextHops().stream().mapToInt(a -> a.family().addressBytes()).sum());
        reach.nextHops().forEach(address -> Wire.write(out, address));
        out.write(0);
        Wire.write(out, reach.announced());
    }

    static void write(MpUnreach unreach, ByteArrayOutputStream out) {
        write(unreach.family(), out);
        Wire.write(out, unreach.withdrawn());
    }

    private static void write(AddressFamily family, ByteArrayOutputStream out) {
        Wire.writeShort(out, family.afi());
        out.write(family.safi());
    }

    private static List<IpPrefix> prefixes(ByteBuffer in, AddressFamily family) {
        try {
            return Wire.prefixes(in, plain(family));
        } catch (BgpException e) {
            throw malformed(e.getMessage());
        }
    }

    private static AddressFamily readFamily(ByteBuffer in) {
        return new AddressFamily(Wire.unsignedShort(in), in.get() & 0xff);
    }

    private static IpFamily plain(AddressFamily family) {
        return family.unicast().orElseThrow(() -> malformed("no plain prefixes in " + family));
    }

    private static BgpException malformed(@Nullable String what) {
        return new BgpException(BgpError.OPTIONAL_ATTRIBUTE, String.valueOf(what));
    }
}
