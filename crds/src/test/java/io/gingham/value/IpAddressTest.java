package io.gingham.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "fe80:0:0:0:ecee:eeff:feee:eeee, fe80::ecee:eeff:feee:eeee"
    })
    void printsTheCanonicalText(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.-4",
                "1.2.3.4 ",
                "a.b.c.d",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1.2.3",
                "1.2.3.4::",
                "12345::",
                "::g",
                "fe80::1%eth0",
                "::٣",
                "1:",
                ":1",
                "1:2:3:4:5:6:7:1.2.3.4",
                "localhost"
            })
    void refusesTextThatIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
    }

    @Test
    void bytesAndTextRoundTrip() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            // Masked with a random number so that runs of zero groups are common.
            IpAddress six =
                    IpAddress.ipv6(
                            -1L << random.nextInt(64) & random.nextLong(),
                            -1L >>> random.nextInt(64) & random.nextLong());
            IpAddress four = IpAddress.ipv4(random.nextInt());
            assertEquals(six, IpAddress.parse(six.toString()), () -> "seed " + seed);
            assertEquals(six, IpAddress.of(six.toBytes()), () -> "seed " + seed);
            assertEquals(four, IpAddress.parse(four.toString()), () -> "seed " + seed);
            assertEquals(four, IpAddress.of(four.toBytes()), () -> "seed " + seed);
        }
    }

    @Test
    void ordersAsUnsignedNumbersWithIpv4First() {
        assertTrue(IpAddress.parse("10.0.0.1").compareTo(IpAddress.parse("200.0.0.1")) < 0);
        assertTrue(IpAddress.parse("::1").compareTo(IpAddress.parse("ff00::")) < 0);
        assertTrue(IpAddress.parse("255.255.255.255").compareTo(IpAddress.parse("::")) < 0);
    }

    @Test
    void addsAcrossTheMiddleOfAnIpv6Address() {
        assertEquals(
                "2001:db8:0:1::",
                IpAddress.parse("2001:db8::ffff:ffff:ffff:ffff").plus(1).toString());
        assertEquals(
                "2001:db8::ffff:ffff:ffff:ffff",
                IpAddress.parse("2001:db8:0:1::").plus(-1).toString());
    }

    @Test
    void knowsTheSpecialRanges() {
        assertTrue(IpAddress.parse("169.254.1.1").isLinkLocal());
        assertTrue(IpAddress.parse("fe80::1").isLinkLocal());
        assertTrue(IpAddress.parse("224.0.0.1").isMulticast());
        assertTrue(IpAddress.parse("ff02::1").isMulticast());
        assertTrue(IpAddress.parse("127.1.2.3").isLoopback());
        assertTrue(IpAddress.parse("::1").isLoopback());
    }
}
