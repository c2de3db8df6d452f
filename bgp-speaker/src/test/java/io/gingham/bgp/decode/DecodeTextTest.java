package io.gingham.bgp.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext;
import org.junit.jupiter.api.Test;

class DecodeTextTest {

    private static final String MARKER = "ff".repeat(16);
    private static final CodecContext INSIDE = new CodecContext(true, false, false);

    private static String decode(String hex) {
        return DecodeText.of(hex, INSIDE);
    }

    @Test
    void everyMessageOfAStreamIsShown() {
        String text = decode(MARKER + "001304 " + MARKER + "001304");
        assertEquals(2, text.lines().filter("type: KEEPALIVE"::equals).count(), text);
        assertEquals(2, text.lines().filter("verdict: accept"::equals).count(), text);
    }

    @Test
    void theWordsOfAShutdownAreShown() {
        String text = decode(MARKER + "001a030602" + "0462796521");
        assertTrue(text.contains("Cease/Administrative Shutdown (6/2)"), text);
        assertTrue(text.contains("words: bye!"), text);
    }

    @Test
    void anErrorNamesItsRfc() {
        String text = decode(MARKER + "001305");
        assertTrue(text.contains("Message Header Error/Bad Message Length (1/2)"), text);
        assertTrue(text.contains("RFC 4271 section 6.1"), text);
        assertTrue(text.contains("19 octets are left unread"), text);
    }

    @Test
    void aFaultOfAnAttributeSaysWhatItCosts() {
        String text = decode(MARKER + "002d0200000012400101034002040201fde9400304c0a80101180a0a0a");
        assertTrue(text.contains("verdict: treat-as-withdraw"), text);
        assertTrue(text.contains("the routes go, the session stays"), text);
    }

    @Test
    void whatIsNoHexIsRefused() {
        assertThrows(DecodeException.class, () -> decode("zz"));
        assertThrows(DecodeException.class, () -> decode(" "));
    }
}
