package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The OPEN message (RFC 4271 sections 4.2 and 6.2, RFC 5492, and the long form of RFC 9072).
/// Whether the AS number and the router ID are the expected ones is the FSM's business.
final class OpenDecoder {

    private static final int VERSION = 4;
    private static final int CAPABILITIES = 2;
    private static final int EXTENDED = 255;

    private OpenDecoder() {}

    static Open decode(ByteBuffer body) {
        int version = body.get() & 0xff;
        if (version != VERSION) {
            throw new BgpException(
                    BgpError.UNSUPPORTED_VERSION,
                    Octets.ofShort(VERSION),
                    "the peer offers BGP version " + version + ", not 4");
        }
        AsNumber asNumber = Wire.asNumber(body, false);
        int holdTime = Wire.unsignedShort(body);
        if (holdTime == 1 || holdTime == 2) {
            throw new BgpException(
                    BgpError.UNACCEPTABLE_HOLD_TIME,
                    "the peer offers a hold time of " + holdTime + " s; 0 or 3 and more is legal");
        }
        int identifier = body.getInt();
        if (identifier == 0) {
            throw new BgpException(
                    BgpError.BAD_BGP_IDENTIFIER, "the peer's router ID is 0.0.0.0 (RFC 6286)");
        }
        return new Open(asNumber, holdTime, new RouterId(identifier), parameters(body));
    }

    private static List<Capability> parameters(ByteBuffer body) {
        int length = body.get() & 0xff;
        boolean extended =
                length != 0
                        && body.remaining() >= 3
                        && (body.get(body.position()) & 0xff) == EXTENDED;
        if (extended) {
            body.get();
            length = Wire.unsignedShort(body);
        }
        if (length != body.remaining()) {
            throw malformed(
                    "the optional parameters have "
                            + body.remaining()
                            + " octets, not the "
                            + length
                            + " announced");
        }
        List<Capability> capabilities = new ArrayList<>();
        while (body.hasRemaining()) {
            parameter(body, extended, capabilities);
        }
        return capabilities;
    }

    private static void parameter(ByteBuffer body, boolean extended, List<Capability> into) {
        if (body.remaining() < (extended ? 3 : 2)) {
            throw malformed("an optional parameter is cut off in its header");
        }
        int type = body.get() & 0xff;
        int length = extended ? Wire.unsignedShort(body) : body.get() & 0xff;
        if (length > body.remaining()) {
            throw malformed(
                    "optional parameter "
                            + type
                            + " says "
                            + length
                            + " octets, but "
                            + body.remaining()
                            + " are left");
        }
        if (type != CAPABILITIES) {
            throw new BgpException(
                    BgpError.UNSUPPORTED_OPTIONAL_PARAMETER,
                    "optional parameter " + type + " is not supported");
        }
        into.addAll(CapabilityCodec.decodeAll(Wire.take(body, length)));
    }

    private static BgpException malformed(String what) {
        return new BgpException(BgpError.OPEN_UNSPECIFIC, what);
    }
}
