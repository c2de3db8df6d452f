package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.Capability.RouteRefresh;
import io.gingham.bgp.message.Capability.Unknown;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Capabilities: code, length, value (RFC 5492 section 4). A known one of the wrong length ends the
/// session with 2/0, an unknown one is kept and ignored.
public final class CapabilityCodec {

    private CapabilityCodec() {}

    /// Capabilities up to the end of the buffer.
    ///
    /// @throws BgpException 2/0
    public static List<Capability> decodeAll(ByteBuffer in) {
        List<Capability> capabilities = new ArrayList<>();
        while (in.hasRemaining()) {
            capabilities.add(decode(in));
        }
        return capabilities;
    }

    private static Capability decode(ByteBuffer in) {
        if (in.remaining() < 2) {
            throw new BgpException(
                    BgpError.OPEN_UNSPECIFIC, "a capability is cut off in its header");
        }
        int code = in.get() & 0xff;
        int length = in.get() & 0xff;
        if (length > in.remaining()) {
            throw malformed(code, length, "but only " + in.remaining() + " follow");
        }
        ByteBuffer value = Wire.take(in, length);
        return switch (code) {
            case Multiprotocol.CODE -> multiprotocol(value, length);
            case RouteRefresh.CODE -> routeRefresh(length);
            case GracefulRestart.CODE -> gracefulRestart(value, length);
            case FourOctetAs.CODE -> fourOctetAs(value, length);
            default -> new Unknown(code, Wire.rest(value));
        };
    }

    private static Capability multiprotocol(ByteBuffer value, int length) {
        expect(Multiprotocol.CODE, length, length == 4, "not 4");
        int afi = Wire.unsignedShort(value);
        value.get(); // reserved
        return new Multiprotocol(new AddressFamily(afi, value.get() & 0xff));
    }

    private static Capability routeRefresh(int length) {
        expect(RouteRefresh.CODE, length, length == 0, "not 0");
        return new RouteRefresh();
    }

    private static Capability fourOctetAs(ByteBuffer value, int length) {
        expect(FourOctetAs.CODE, length, length == 4, "not 4");
        return new FourOctetAs(Wire.asNumber(value, true));
    }

    private static Capability gracefulRestart(ByteBuffer value, int length) {
        expect(GracefulRestart.CODE, length, length % 4 == 2, "not 2, 6, 10, …");
        int first = Wire.unsignedShort(value);
        List<PreservedFamily> families = new ArrayList<>();
        while (value.hasRemaining()) {
            AddressFamily family = new AddressFamily(Wire.unsignedShort(value), value.get() & 0xff);
            families.add(new PreservedFamily(family, (value.get() & 0x80) != 0));
        }
        return new GracefulRestart(
                (first & 0x8000) != 0, (first & 0x4000) != 0, first & 0xfff, families);
    }

    private static void expect(int code, int length, boolean legal, String legalLengths) {
        if (!legal) {
            throw malformed(code, length, legalLengths);
        }
    }

    private static BgpException malformed(int code, int length, String why) {
        return new BgpException(
                BgpError.OPEN_UNSPECIFIC,
                "capability " + code + " says " + length + " octets, " + why);
    }

    static byte[] encode(Capability capability) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        switch (capability) {
            case Multiprotocol(AddressFamily family) -> {
                Wire.writeShort(value, family.afi());
                value.write(0);
                value.write(family.safi());
            }
            case RouteRefresh() -> {}
            case GracefulRestart restart -> writeGracefulRestart(restart, value);
            case FourOctetAs(var asNumber) -> Wire.write(value, asNumber, true);
            case Unknown(_, var octets) -> value.writeBytes(octets.toBytes());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(capability.code());
        out.write(value.size());
        out.writeBytes(value.toByteArray());
        return out.toByteArray();
    }

    private static void writeGracefulRestart(GracefulRestart restart, ByteArrayOutputStream value) {
        int flags = (restart.restarting() ? 0x8000 : 0) | (restart.notification() ? 0x4000 : 0);
        Wire.writeShort(value, flags | restart.restartSeconds());
        for (PreservedFamily each : restart.families()) {
            Wire.writeShort(value, each.family().afi());
            value.write(each.family().safi());
            value.write(each.forwardingPreserved() ? 0x80 : 0);
        }
    }
}
