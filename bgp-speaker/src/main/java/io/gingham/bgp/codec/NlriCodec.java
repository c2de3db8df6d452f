package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Nlri;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Prefixes (RFC 4271 section 4.3): a length in bits and as many octets as it needs, on sessions
/// with add-path behind a path identifier of four octets (RFC 7911 section 3).
final class NlriCodec {

    /// An RD, and the least of a label stack (RFC 4364 section 4.3.4), in bits.
    private static final int VPN_BITS = 88;

    private NlriCodec() {}

    /// Prefixes up to the end of the buffer. Bits behind the length have no meaning and are
    /// cleared.
    ///
    /// @throws BgpException 3/10
    static List<Nlri> read(ByteBuffer in, IpFamily family, boolean addPath) {
        List<Nlri> prefixes = new ArrayList<>();
        while (in.hasRemaining()) {
            long pathId = addPath ? pathId(in) : 0;
            int bits = length(in);
            int octets = (bits + 7) / 8;
            if (bits > family.maxPrefixLength()) {
                throw invalid("a prefix length of " + bits + " for " + family);
            }
            require(in, bits, octets);
            byte[] address = new byte[family.addressBytes()];
            in.get(address, 0, octets);
            prefixes.add(new Nlri(IpPrefix.containing(IpAddress.of(address), bits), pathId));
        }
        return prefixes;
    }

    private static long pathId(ByteBuffer in) {
        if (in.remaining() < 4) {
            throw invalid("a path identifier is cut off after " + in.remaining() + " octets");
        }
        return Wire.unsignedInt(in);
    }

    private static int length(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw invalid("no prefix after its path identifier");
        }
        return in.get() & 0xff;
    }

    private static void require(ByteBuffer in, int bits, int octets) {
        if (octets > in.remaining()) {
            throw invalid(
                    "a /"
                            + bits
                            + " needs "
                            + octets
                            + " octets, but "
                            + in.remaining()
                            + " are left");
        }
    }

    /// Walks over the prefixes of VPN routes, which are not used here: whether they can be read.
    ///
    /// @throws BgpException 3/10
    static void checkVpn(ByteBuffer in, IpFamily family, boolean addPath) {
        while (in.hasRemaining()) {
            if (addPath) {
                pathId(in);
            }
            int bits = length(in);
            if (bits < VPN_BITS || bits > VPN_BITS + family.maxPrefixLength()) {
                throw invalid("a length of " + bits + " for a VPN prefix of " + family);
            }
            int octets = (bits + 7) / 8;
            require(in, bits, octets);
            in.position(in.position() + octets);
        }
    }

    private static BgpException invalid(String what) {
        return new BgpException(BgpError.INVALID_NETWORK_FIELD, what);
    }

    static void write(ByteArrayOutputStream out, List<Nlri> prefixes, boolean addPath) {
        for (Nlri nlri : prefixes) {
            if (addPath) {
                Wire.writeInt(out, nlri.pathId());
            }
            IpPrefix prefix = nlri.prefix();
            out.write(prefix.length());
            out.write(prefix.address().toBytes(), 0, (prefix.length() + 7) / 8);
        }
    }
}
