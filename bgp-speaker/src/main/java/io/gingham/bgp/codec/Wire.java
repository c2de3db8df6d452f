package io.gingham.bgp.codec;

import io.gingham.bgp.message.Octets;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// The small fields that messages are made of. Callers check that the bytes are there.
final class Wire {

    private Wire() {}

    static int unsignedShort(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    static long unsignedInt(ByteBuffer in) {
        return in.getInt() & 0xffff_ffffL;
    }

    static AsNumber asNumber(ByteBuffer in, boolean fourOctets) {
        return new AsNumber(fourOctets ? unsignedInt(in) : unsignedShort(in));
    }

    static IpAddress address(ByteBuffer in, IpFamily family) {
        return family == IpFamily.IPV4
                ? IpAddress.ipv4(in.getInt())
                : IpAddress.ipv6(in.getLong(), in.getLong());
    }

    /// All that is left.
    static Octets rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return Octets.of(bytes);
    }

    /// The next `length` bytes as a buffer of their own; skips them here.
    static ByteBuffer take(ByteBuffer in, int length) {
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    static void writeShort(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    static void writeInt(ByteArrayOutputStream out, long value) {
        writeShort(out, (int) (value >>> 16));
        writeShort(out, (int) value);
    }

    static void write(ByteArrayOutputStream out, AsNumber asNumber, boolean fourOctets) {
        writeAs(out, (int) asNumber.value(), fourOctets);
    }

    /// @param asNumber unsigned
    static void writeAs(ByteArrayOutputStream out, int asNumber, boolean fourOctets) {
        if (fourOctets) {
            writeInt(out, asNumber);
        } else {
            boolean fits = asNumber >>> 16 == 0;
            writeShort(out, fits ? asNumber : (int) AsNumber.AS_TRANS.value());
        }
    }

    static void write(ByteArrayOutputStream out, IpAddress address) {
        if (address.isIpv4()) {
            writeInt(out, address.ipv4Bits());
        } else {
            out.writeBytes(address.toBytes());
        }
    }
}
