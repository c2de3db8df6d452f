package io.gingham.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "10.244.1.0/24",
                "1.2.3.4/32",
                "::/0",
                "2001:db8::/32",
                "::1/128",
                "fd00:0:0:8000::/49"
            })
    void printsWhatItParsed(String text) {
        assertEquals(text, IpPrefix.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.1/8",
                "::/129",
                "/8",
                "a/8"
            })
    void refusesTextThatIsNoPrefix(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text));
    }

    @Test
    void lenientParsingClearsHostBits() {
        assertEquals("10.0.0.0/8", IpPrefix.parseLenient("10.1.2.3/8").toString());
    }

    @Test
    void containsItselfAndWhatIsInside() {
        IpPrefix block = IpPrefix.parse("10.244.1.0/24");
        assertTrue(block.contains(block));
        assertTrue(block.contains(IpPrefix.parse("10.244.1.128/25")));
        assertFalse(block.contains(IpPrefix.parse("10.244.0.0/16")));
        assertTrue(block.overlaps(IpPrefix.parse("10.244.0.0/16")));
        assertTrue(block.contains(IpAddress.parse("10.244.1.255")));
        assertFalse(block.contains(IpAddress.parse("10.244.2.0")));
        assertFalse(IpPrefix.ALL_IPV4.contains(IpAddress.parse("::1")));
        assertTrue(IpPrefix.ALL_IPV6.contains(IpAddress.parse("64:ff9b::1")));
    }
}
