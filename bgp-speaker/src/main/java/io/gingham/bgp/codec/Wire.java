package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Octets;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
        byte[] bytes = new byte[family.addressBytes()];
        in.get(bytes);
        return IpAddress.of(bytes);
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

    /// Prefixes up to the end of the buffer (RFC 4271 section 4.3): a length in bits and as many
    /// octets as it needs. Bits behind the length have no meaning and are cleared.
    ///
    /// @throws BgpException 3/10
    static List<IpPrefix> prefixes(ByteBuffer in, IpFamily family) {
        List<IpPrefix> prefixes = new ArrayList<>();
        while (in.hasRemaining()) {
            int bits = in.get() & 0xff;
            int octets = (bits + 7) / 8;
            if (bits > family.maxPrefixLength()) {
                throw invalidNetwork("a prefix length of " + bits + " for " + family);
            }
            if (octets > in.remaining()) {
                throw invalidNetwork(
                        "a /"
                                + bits
                                + " needs "
                                + octets
                                + " octets, but "
                                + in.remaining()
                                + " are left");
            }
            byte[] address = new byte[family.addressBytes()];
            in.get(address, 0, octets);
            prefixes.add(IpPrefix.containing(IpAddress.of(address), bits));
        }
        return prefixes;
    }

    private static BgpException invalidNetwork(String what) {
        return new BgpException(BgpError.INVALID_NETWORK_FIELD, what);
    }

    static int octets(IpPrefix prefix) {
        return 1 + (prefix.length() + 7) / 8;
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
        if (fourOctets) {
            writeInt(out, asNumber.value());
        } else {
            AsNumber shown = asNumber.fitsTwoOctets() ? asNumber : AsNumber.AS_TRANS;
            writeShort(out, (int) shown.value());
        }
    }

    static void write(ByteArrayOutputStream out, IpAddress address) {
        out.writeBytes(address.toBytes());
    }

    static void write(ByteArrayOutputStream out, List<IpPrefix> prefixes) {
        for (IpPrefix prefix : prefixes) {
            out.write(prefix.length());
            out.write(prefix.address().toBytes(), 0, octets(prefix) - 1);
        }
    }
}
