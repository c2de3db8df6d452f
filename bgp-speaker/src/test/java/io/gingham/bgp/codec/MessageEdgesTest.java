package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.ShutdownText;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageEdgesTest {

    private static final String MARKER = "ff".repeat(16);
    private static final CodecContext PLAIN = new CodecContext(true, false, false);
    private static final Direction LONG = new Direction(true, Set.of());
    private static final CodecContext EXTENDED = PLAIN.with(LONG, LONG);

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(MARKER + hex));
    }

    private static BgpException refused(String hex, CodecContext context) {
        return assertThrows(BgpException.class, () -> MessageFraming.length(bytes(hex), context));
    }

    @Test
    void onlySomeMessagesMayBeLong() {
        assertEquals(OptionalInt.of(0xffff), MessageFraming.length(bytes("ffff02"), EXTENDED));
        assertEquals(OptionalInt.of(0xffff), MessageFraming.length(bytes("ffff03"), EXTENDED));
        assertEquals(BgpError.BAD_MESSAGE_LENGTH, refused("ffff02", PLAIN).error());
        assertEquals(BgpError.BAD_MESSAGE_LENGTH, refused("100101", EXTENDED).error());
        assertEquals(BgpError.BAD_MESSAGE_LENGTH, refused("001404", EXTENDED).error());
    }

    @Test
    void aRefreshMarkerHasNothingBehindIt() {
        String marker = "001905" + "00010101" + "0000";
        BgpException refused =
                assertThrows(BgpException.class, () -> MessageDecoder.decode(bytes(marker), PLAIN));
        assertEquals(BgpError.ROUTE_REFRESH_LENGTH, refused.error());
        assertEquals(MARKER + marker, refused.notification().data().toString());
        // A request may have a filter behind it.
        MessageDecoder.decode(bytes("001905" + "00010001" + "0000"), PLAIN);
    }

    @Test
    void dataThatIsTooLongIsCut() {
        Octets data = Octets.of(new byte[60_000]);
        Notification long_ = Notification.of(BgpError.ATTRIBUTE_LENGTH, data);
        assertEquals(4096, MessageEncoder.encode(long_, EXTENDED).length);
    }

    private static Optional<String> words(Octets data) {
        return Notification.of(BgpError.ADMINISTRATIVE_RESET, data).shutdownText();
    }

    @Test
    void aShutdownTextIsCutBetweenCharacters() {
        String text = words(ShutdownText.write("ä".repeat(200))).orElseThrow();
        assertEquals("ä".repeat(127), text);
    }

    @Test
    void aShutdownTextCannotPaintTheTerminal() {
        assertEquals(Optional.of("?[31mred"), words(ShutdownText.write("\u001b[31mred")));
    }

    @Test
    void aShutdownTextThatIsNoneIsLeftAlone() {
        assertTrue(words(Octets.EMPTY).isEmpty());
        assertTrue(words(Octets.parse("05616263")).isEmpty());
        assertTrue(words(Octets.parse("02c328")).isEmpty());
    }
}
