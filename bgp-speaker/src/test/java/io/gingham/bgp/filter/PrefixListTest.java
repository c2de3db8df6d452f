package io.gingham.bgp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixListTest {

    @Test
    void aPlainPrefixIsItselfOnly() {
        PrefixRange range = PrefixRange.parse("10.0.0.0/8");
        assertTrue(range.matches(IpPrefix.parse("10.0.0.0/8")));
        assertFalse(range.matches(IpPrefix.parse("10.1.0.0/16")));
        assertFalse(range.matches(IpPrefix.parse("0.0.0.0/0")));
    }

    @Test
    void leAndGeAreLengths() {
        PrefixRange range = PrefixRange.parse("10.0.0.0/8 ge 16 le 24");
        assertFalse(range.matches(IpPrefix.parse("10.0.0.0/8")));
        assertTrue(range.matches(IpPrefix.parse("10.1.0.0/16")));
        assertTrue(range.matches(IpPrefix.parse("10.1.2.0/24")));
        assertFalse(range.matches(IpPrefix.parse("10.1.2.0/25")));
        assertEquals(24, PrefixRange.parse("10.0.0.0/8 le 24").most());
        assertEquals(8, PrefixRange.parse("10.0.0.0/8 le 24").least());
        assertEquals(32, PrefixRange.parse("10.0.0.0/8 ge 9").most());
        assertEquals(128, PrefixRange.parse("2001:db8::/32+").most());
    }

    @Test
    void theTextOfARangeIsReadBackAsIt() {
        for (String text : List.of("10.0.0.0/8", "10.0.0.0/8 ge 16 le 24", "::/0 ge 0 le 128")) {
            assertEquals(text, PrefixRange.parse(text).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8 ge 24 le 16",
                "10.0.0.0/8 le 7",
                "10.0.0.0/8 le 33",
                "10.0.0.0/8+ le 24",
                "10.0.0.1/8",
                "10.0.0.0",
                "10.0.0.0/8 lt 9",
                ""
            })
    void refusesWhatIsNoRange(String text) {
        assertThrows(IllegalArgumentException.class, () -> PrefixRange.parse(text));
    }

    @Test
    void anEmptyListHasNothing() {
        assertFalse(PrefixList.of().matches(IpPrefix.parse("10.0.0.0/8")));
    }

    @Test
    void answersAsAnyOfItsRangesDoes() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            List<PrefixRange> ranges = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                ranges.add(range(random));
            }
            PrefixList list = PrefixList.of(ranges);
            for (int i = 0; i < 200; i++) {
                IpPrefix prefix = prefix(random);
                assertEquals(
                        ranges.stream().anyMatch(range -> range.matches(prefix)),
                        list.matches(prefix),
                        "seed " + seed + ": " + prefix + " in " + ranges);
            }
        }
    }

    @Test
    void tenThousandEntriesAreNotScanned() {
        List<PrefixRange> ranges = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ranges.add(PrefixRange.parse("10." + (i >> 8) + "." + (i & 255) + ".0/24 le 32"));
        }
        ranges.add(PrefixRange.parse("0.0.0.0/0"));
        PrefixList list = PrefixList.of(ranges);
        IpPrefix inside = IpPrefix.parse("10.20.30.40/32");
        IpPrefix outside = IpPrefix.parse("192.0.2.0/24");
        long start = System.nanoTime();
        for (int i = 0; i < 1_000_000; i++) {
            assertTrue(list.matches(inside));
            assertFalse(list.matches(outside));
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("2,000,000 look-ups in 10,001 prefixes: " + millis + " ms");
        // A scan would make 10,000,000,000 comparisons.
        assertTrue(millis < 10_000, millis + " ms");
    }

    @Test
    void listsOfTheSameRangesAreEqualInWhateverOrder() {
        PrefixRange one = PrefixRange.parse("10.0.0.0/8 le 24");
        PrefixRange other = PrefixRange.parse("192.0.2.0/24");
        assertEquals(PrefixList.of(one, other), PrefixList.of(other, one, one));
        assertEquals(PrefixList.of(one, other).hashCode(), PrefixList.of(other, one).hashCode());
        assertFalse(PrefixList.of(one).equals(PrefixList.of(other)));
    }

    static PrefixRange range(Random random) {
        IpPrefix block = prefix(random);
        int longest = block.family().maxPrefixLength();
        int most = block.length() + random.nextInt(longest - block.length() + 1);
        return new PrefixRange(block, random.nextInt(most + 1), most);
    }

    /// From a corner of the address space, so that blocks lie in each other.
    static IpPrefix prefix(Random random) {
        if (random.nextInt(4) == 0) {
            long high = 0x2001_0db8_0000_0000L | random.nextInt(4);
            return IpPrefix.containing(
                    IpAddress.ipv6(high, random.nextInt(8)), random.nextInt(129));
        }
        int bits = 10 << 24 | random.nextInt(4) << 16 | random.nextInt(4) << 8 | random.nextInt(4);
        return IpPrefix.containing(IpAddress.ipv4(bits), random.nextInt(33));
    }
}
