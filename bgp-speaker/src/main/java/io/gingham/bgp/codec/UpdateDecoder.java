package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The UPDATE message (RFC 4271 sections 4.3 and 6.3, with the milder handling of RFC 7606).
///
/// The lengths that say where the prefixes are, and the prefixes, must be right, else the session
/// ends; any other error costs the routes of this update, or an attribute.
final class UpdateDecoder {

    private UpdateDecoder() {}

    static Decoded decode(ByteBuffer body, CodecContext context, KnownNextHops nextHops) {
        ByteBuffer withdrawnPart = part(body, "withdrawn routes");
        ByteBuffer attributePart = part(body, "path attributes");
        boolean addPath = context.in().addPath().contains(AddressFamily.IPV4_UNICAST);
        List<Nlri> withdrawn = NlriCodec.read(withdrawnPart, IpFamily.IPV4, addPath);
        List<Nlri> announced = NlriCodec.read(body, IpFamily.IPV4, addPath);
        AttributeListDecoder list = new AttributeListDecoder(context, nextHops);
        list.decode(attributePart, !announced.isEmpty());
        return outcome(withdrawn, announced, list, context.inSession());
    }

    /// A part that begins with its length in two octets.
    private static ByteBuffer part(ByteBuffer body, String name) {
        if (body.remaining() < 2) {
            throw malformed(name + ": their length is cut off");
        }
        int length = Wire.unsignedShort(body);
        if (length > body.remaining()) {
            throw malformed(
                    name + ": " + length + " octets announced, " + body.remaining() + " left");
        }
        return Wire.take(body, length);
    }

    private static Decoded outcome(
            List<Nlri> withdrawn,
            List<Nlri> announced,
            AttributeListDecoder list,
            boolean inSession) {
        PathAttributes attributes = list.attributes();
        if (list.accepted()) {
            return new Decoded(new Update(withdrawn, attributes, announced), list.faults());
        }
        List<Nlri> gone = new ArrayList<>(withdrawn);
        gone.addAll(announced);
        Update update = new Update(gone, list.withdrawnAttributes(), List.of());
        boolean announces = !announced.isEmpty() || list.reaches();
        if (update.endOfRib().isPresent() || (inSession && !announces)) {
            // Where nothing is announced, nobody can be sure that all prefixes were found (RFC 7606
            // section 5.2): what is wrong may have hidden some. Nor must it pass for an End-of-RIB.
            throw list.worst();
        }
        return new Decoded(update, list.faults());
    }

    private static BgpException malformed(String what) {
        return new BgpException(BgpError.MALFORMED_ATTRIBUTE_LIST, what);
    }
}
