package io.gingham.bgp.codec;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Octets;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/// Where a message ends in the stream, and whether its header is one (RFC 4271 sections 4.1 and
/// 6.1).
public final class MessageFraming {

    /// Marker (16), length (2) and type (1).
    public static final int HEADER = 19;

    /// RFC 4271 section 4.
    public static final int MAX_MESSAGE = 4096;

    /// RFC 8654 section 3; never of an OPEN or a KEEPALIVE.
    public static final int MAX_EXTENDED_MESSAGE = 65_535;

    static final int MARKER = 16;

    private MessageFraming() {}

    /// The length in octets of the message that starts at the buffer's position, header included,
    /// or empty if more bytes are needed to tell. Doesn't move the position. A marker that is wrong
    /// is told from its first wrong byte.
    ///
    /// @throws BgpException 1/1, 1/2 or 1/3
    public static OptionalInt length(ByteBuffer stream, CodecContext context) {
        int start = stream.position();
        int available = stream.remaining();
        for (int i = 0; i < Math.min(MARKER, available); i++) {
            if (stream.get(start + i) != (byte) 0xff) {
                throw new BgpException(
                        BgpError.CONNECTION_NOT_SYNCHRONIZED,
                        "the marker's octet "
                                + i
                                + " is not ff; the peer does not speak BGP, or lost its place");
            }
        }
        if (available < HEADER) {
            return OptionalInt.empty();
        }
        int length = stream.getShort(start + MARKER) & 0xffff;
        int type = stream.get(start + MARKER + 2) & 0xff;
        check(length, type, context.in());
        return OptionalInt.of(length);
    }

    private static void check(int length, int type, Direction in) {
        if (length < HEADER || length > in.maxMessage()) {
            throw badLength(length, type, "19.." + in.maxMessage());
        }
        MessageType known =
                MessageType.of(type)
                        .orElseThrow(
                                () ->
                                        new BgpException(
                                                BgpError.BAD_MESSAGE_TYPE,
                                                Octets.of((byte) type),
                                                "message type " + type + " is unknown"));
        int most = known.maxLength(in.extendedMessages());
        if (length < known.minLength() || length > most) {
            throw badLength(length, type, known.minLength() + ".." + most);
        }
    }

    private static BgpException badLength(int length, int type, String expected) {
        return new BgpException(
                BgpError.BAD_MESSAGE_LENGTH,
                Octets.ofShort(length),
                "a message of type "
                        + type
                        + " says it has "
                        + length
                        + " octets, not "
                        + expected);
    }
}
