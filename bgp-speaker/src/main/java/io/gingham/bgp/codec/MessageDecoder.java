package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.Octets;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/// One whole message, header included, to a value.
public final class MessageDecoder {

    private MessageDecoder() {}

    /// @param frame exactly one message, as [MessageFraming#length] cut it
    /// @throws BgpException with the NOTIFICATION to send
    public static Decoded decode(ByteBuffer frame, CodecContext context) {
        return decode(frame, context, new KnownNextHops());
    }

    /// Like [#decode(ByteBuffer, CodecContext)], for one of many messages.
    ///
    /// @param nextHops of the messages before; this one's are added
    public static Decoded decode(ByteBuffer frame, CodecContext context, KnownNextHops nextHops) {
        OptionalInt length = MessageFraming.length(frame, context);
        if (length.isEmpty() || length.getAsInt() != frame.remaining()) {
            throw new BgpException(
                    BgpError.BAD_MESSAGE_LENGTH,
                    Octets.ofShort(length.orElse(frame.remaining())),
                    "the message ends after " + frame.remaining() + " octets");
        }
        ByteBuffer body = frame.slice();
        MessageType type = MessageType.of(body.get(MessageFraming.HEADER - 1) & 0xff).orElseThrow();
        body.position(MessageFraming.HEADER);
        return switch (type) {
            case OPEN -> Decoded.sound(OpenDecoder.decode(body));
            case UPDATE -> UpdateDecoder.decode(body, context, nextHops);
            case NOTIFICATION -> Decoded.sound(notification(body));
            case KEEPALIVE -> Decoded.sound(new Keepalive());
            case ROUTE_REFRESH -> Decoded.sound(routeRefresh(body, frame));
        };
    }

    private static BgpMessage notification(ByteBuffer body) {
        int code = body.get() & 0xff;
        int subcode = body.get() & 0xff;
        return new Notification(code, subcode, Wire.rest(body));
    }

    /// AFI, an octet that RFC 7313 gave a meaning, SAFI. Behind a request an outbound route filter
    /// (RFC 5291) may follow; it is not announced here, so it is ignored. A marker has nothing
    /// behind it (RFC 7313 section 5).
    private static BgpMessage routeRefresh(ByteBuffer body, ByteBuffer frame) {
        int afi = Wire.unsignedShort(body);
        int demarcation = body.get() & 0xff;
        int safi = body.get() & 0xff;
        boolean marker = demarcation == RouteRefresh.BEGIN || demarcation == RouteRefresh.END;
        if (marker && body.hasRemaining()) {
            throw new BgpException(
                    BgpError.ROUTE_REFRESH_LENGTH,
                    Wire.rest(frame.duplicate()),
                    "a route refresh marker with "
                            + body.remaining()
                            + " octets too many (RFC 7313)");
        }
        return new RouteRefresh(new AddressFamily(afi, safi), demarcation);
    }
}
