package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.AddPath;
import io.gingham.bgp.message.Capability.AddPathFamily;
import io.gingham.bgp.message.Capability.EnhancedRouteRefresh;
import io.gingham.bgp.message.Capability.ExtendedMessage;
import io.gingham.bgp.message.Capability.ExtendedNextHop;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.LongLivedFamily;
import io.gingham.bgp.message.Capability.LongLivedGracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.NextHopFamily;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.Capability.Role;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Capability.RouteRefresh;
import io.gingham.bgp.message.Capability.Unknown;
import io.gingham.bgp.message.Octets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Capabilities: code, length, value (RFC 5492 section 4). A known one of the wrong length ends the
/// session with 2/0, an unknown one is kept and ignored.
///
/// Wide: it is the table of all capabilities, and names the type of each.
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
            case ExtendedNextHop.CODE -> extendedNextHop(value, length);
            case ExtendedMessage.CODE -> extendedMessage(length);
            case Role.CODE -> role(value, length);
            case AddPath.CODE -> addPath(value, length);
            case EnhancedRouteRefresh.CODE -> enhancedRouteRefresh(length);
            case LongLivedGracefulRestart.CODE -> longLived(value, length);
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

    private static Capability extendedNextHop(ByteBuffer value, int length) {
        expect(ExtendedNextHop.CODE, length, length % 6 == 0, "not 6, 12, …");
        List<NextHopFamily> families = new ArrayList<>();
        while (value.hasRemaining()) {
            int afi = Wire.unsignedShort(value);
            int safi = Wire.unsignedShort(value) & 0xff; // two octets in RFC 8950, the first is 0
            families.add(
                    new NextHopFamily(new AddressFamily(afi, safi), Wire.unsignedShort(value)));
        }
        return new ExtendedNextHop(families);
    }

    private static Capability extendedMessage(int length) {
        expect(ExtendedMessage.CODE, length, length == 0, "not 0");
        return new ExtendedMessage();
    }

    /// A role nobody knows is no role (RFC 9234 section 4.1).
    private static Capability role(ByteBuffer value, int length) {
        expect(Role.CODE, length, length == 1, "not 1");
        return RoleType.of(value.get(0) & 0xff)
                .<Capability>map(Role::new)
                .orElseGet(() -> new Unknown(Role.CODE, Wire.rest(value)));
    }

    private static Capability addPath(ByteBuffer value, int length) {
        expect(AddPath.CODE, length, length % 4 == 0, "not 4, 8, …");
        List<AddPathFamily> families = new ArrayList<>();
        while (value.hasRemaining()) {
            AddressFamily family = new AddressFamily(Wire.unsignedShort(value), value.get() & 0xff);
            families.add(new AddPathFamily(family, value.get() & 0xff));
        }
        return new AddPath(families);
    }

    private static Capability enhancedRouteRefresh(int length) {
        expect(EnhancedRouteRefresh.CODE, length, length == 0, "not 0");
        return new EnhancedRouteRefresh();
    }

    private static Capability longLived(ByteBuffer value, int length) {
        expect(LongLivedGracefulRestart.CODE, length, length % 7 == 0, "not 7, 14, …");
        List<LongLivedFamily> families = new ArrayList<>();
        while (value.hasRemaining()) {
            AddressFamily family = new AddressFamily(Wire.unsignedShort(value), value.get() & 0xff);
            boolean forwards = (value.get() & 0x80) != 0;
            int seconds = (value.get() & 0xff) << 16 | Wire.unsignedShort(value);
            families.add(new LongLivedFamily(family, forwards, seconds));
        }
        return new LongLivedGracefulRestart(families);
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
        Octets value = value(capability);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(capability.code());
        out.write(value.length());
        out.writeBytes(value.toBytes());
        return out.toByteArray();
    }

    /// What stands behind code and length.
    static Octets value(Capability capability) {
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
            case ExtendedNextHop(var families) -> families.forEach(each -> write(each, value));
            case ExtendedMessage(), EnhancedRouteRefresh() -> {}
            case Role(var role) -> value.write(role.wireNumber());
            case AddPath(var families) ->
                    families.forEach(
                            each -> {
                                write(each.family(), value);
                                value.write(each.mode());
                            });
            case LongLivedGracefulRestart(var families) ->
                    families.forEach(each -> write(each, value));
            case Unknown(_, var octets) -> value.writeBytes(octets.toBytes());
        }
        return Octets.of(value.toByteArray());
    }

    private static void write(AddressFamily family, ByteArrayOutputStream value) {
        Wire.writeShort(value, family.afi());
        value.write(family.safi());
    }

    private static void write(NextHopFamily each, ByteArrayOutputStream value) {
        Wire.writeShort(value, each.family().afi());
        Wire.writeShort(value, each.family().safi());
        Wire.writeShort(value, each.nextHopAfi());
    }

    private static void write(LongLivedFamily each, ByteArrayOutputStream value) {
        write(each.family(), value);
        value.write(each.forwardingPreserved() ? 0x80 : 0);
        value.write(each.staleSeconds() >>> 16);
        Wire.writeShort(value, each.staleSeconds());
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
