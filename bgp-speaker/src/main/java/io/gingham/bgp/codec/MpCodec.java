package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// MP_REACH_NLRI and MP_UNREACH_NLRI for families of plain prefixes (RFC 4760). Errors end the
/// session: the prefixes can't be found then (RFC 7606 section 5.3). Other families are left as
/// they came, see [#isPlain].
final class MpCodec {

    private static final int VPN = 128;

    private MpCodec() {}

    /// True if the attribute's value can be one of a family of plain prefixes; too short a value
    /// too, so that it is found to be malformed, and a family without prefixes, an End-of-RIB.
    static boolean isPlain(ByteBuffer value) {
        return value.remaining() <= 3
                || new AddressFamily(
                                value.getShort(value.position()) & 0xffff,
                                value.get(value.position() + 2) & 0xff)
                        .prefixes()
                        .isPresent();
    }

    static MpReach readReach(ByteBuffer in, CodecContext context) {
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
        return new MpReach(family, nextHops, prefixes(in, family, context));
    }

    /// 4 octets for IPv4, 16 or 32 (global, link-local) for IPv6, and each for routes of both
    /// families: IPv4 over IPv6 is RFC 8950, IPv6 over IPv4 is what some send, and what no import
    /// policy here takes.
    private static List<IpAddress> readNextHops(ByteBuffer in, AddressFamily family) {
        int length = in.remaining();
        if (length == 4) {
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

    static MpUnreach readUnreach(ByteBuffer in, CodecContext context) {
        if (in.remaining() < 3) {
            throw malformed("MP_UNREACH_NLRI has " + in.remaining() + " octets, not 3 or more");
        }
        AddressFamily family = readFamily(in);
        return new MpUnreach(family, in.hasRemaining() ? prefixes(in, family, context) : List.of());
    }

    static void write(MpReach reach, CodecContext context, ByteArrayOutputStream out) {
        write(reach.family(), out);
        out.write(reach.nextHops().stream().mapToInt(a -> a.family().addressBytes()).sum());
        reach.nextHops().forEach(address -> Wire.write(out, address));
        out.write(0);
        NlriCodec.write(out, reach.announced(), context.out().addPath().contains(reach.family()));
    }

    static void write(MpUnreach unreach, CodecContext context, ByteArrayOutputStream out) {
        write(unreach.family(), out);
        NlriCodec.write(
                out, unreach.withdrawn(), context.out().addPath().contains(unreach.family()));
    }

    private static void write(AddressFamily family, ByteArrayOutputStream out) {
        Wire.writeShort(out, family.afi());
        out.write(family.safi());
    }

    private static List<Nlri> prefixes(ByteBuffer in, AddressFamily family, CodecContext context) {
        try {
            return NlriCodec.read(in, plain(family), context.in().addPath().contains(family));
        } catch (BgpException e) {
            throw malformed(e.getMessage());
        }
    }

    /// Families whose prefixes are not read: of VPN routes (RFC 4364) at least the lengths must
    /// fit.
    ///
    /// @param reach MP_REACH_NLRI, not MP_UNREACH_NLRI
    /// @return whether it announces anything
    /// @throws BgpException 3/9
    static boolean checkForeign(ByteBuffer value, boolean reach, CodecContext context) {
        ByteBuffer in = value.duplicate();
        AddressFamily family = readFamily(in);
        if (reach) {
            int nextHop = in.get() & 0xff;
            if (nextHop + 1 > in.remaining()) {
                throw malformed("next hops of " + nextHop + " octets overrun MP_REACH_NLRI");
            }
            in.position(in.position() + nextHop + 1);
        }
        if (family.safi() == VPN && family.afi() <= 2) {
            checkVpn(in, family.afi() == 1 ? IpFamily.IPV4 : IpFamily.IPV6, context);
        }
        return reach && in.hasRemaining();
    }

    /// Whether there are path identifiers can't be known of a family nobody agreed upon: on a
    /// session that knows add-path, either way will do.
    private static void checkVpn(ByteBuffer in, IpFamily family, CodecContext context) {
        try {
            NlriCodec.checkVpn(in.duplicate(), family, false);
        } catch (BgpException plain) {
            if (context.in().addPath().isEmpty()) {
                throw malformed(plain.getMessage());
            }
            try {
                NlriCodec.checkVpn(in.duplicate(), family, true);
            } catch (BgpException neither) {
                throw malformed(neither.getMessage());
            }
        }
    }

    private static AddressFamily readFamily(ByteBuffer in) {
        return new AddressFamily(Wire.unsignedShort(in), in.get() & 0xff);
    }

    private static IpFamily plain(AddressFamily family) {
        return family.prefixes().orElseThrow(() -> malformed("no plain prefixes in " + family));
    }

    private static BgpException malformed(@Nullable String what) {
        return new BgpException(BgpError.OPTIONAL_ATTRIBUTE, String.valueOf(what));
    }
}
