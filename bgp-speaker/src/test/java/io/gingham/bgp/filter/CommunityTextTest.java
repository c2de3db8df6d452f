package io.gingham.bgp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommunityTextTest {

    @Test
    void readsAllThreeKinds() {
        RouteCommunities read =
                RouteCommunities.parse(
                        List.of(
                                "65000:100",
                                "no-export",
                                "4200000000:1:2",
                                "rt:65000:7",
                                "ro:65536:7"));
        assertEquals(List.of(Community.of(65000, 100), Community.NO_EXPORT), read.standard());
        assertEquals(List.of(new LargeCommunity((int) 4_200_000_000L, 1, 2)), read.large());
        assertEquals(
                List.of(
                        new ExtendedCommunity(0x0002_fde8_0000_0007L),
                        new ExtendedCommunity(0x0203_0001_0000_0007L)),
                read.extended());
        assertEquals(
                List.of(new ExtendedCommunity(0x0002_fde8_0000_0007L)),
                RouteCommunities.parse(List.of("ext:0002fde800000007")).extended());
    }

    @Test
    void aStarIsAnyNumber() {
        assertTrue(in("65000:*", "65000:1"));
        assertFalse(in("65000:*", "65001:1"));
        assertTrue(in("*:1", "65000:1"));
        assertTrue(in("*:*", "0:0"));
        assertFalse(in("*:*", "0:0:0"));
        assertTrue(in("1:*:3", "1:2:3"));
        assertFalse(in("1:*:3", "1:2:4"));
        assertTrue(in("rt:65000:*", "rt:65000:4294967295"));
        assertFalse(in("rt:65000:*", "ro:65000:1"));
        assertTrue(in("rt:65536:*", "rt:65536:65535"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "65536:1",
                "1:65536",
                "1",
                "1:2:3:4",
                "1:2:4294967296",
                "rt:1",
                "rt:65536:65536",
                "-1:1",
                "ext:12",
                "x:1",
                "rt:*:1",
                "",
                "1:"
            })
    void refusesWhatIsNoCommunity(String text) {
        assertThrows(IllegalArgumentException.class, () -> CommunityPattern.parse(text));
    }

    @Test
    void aValueHasNoStar() {
        assertThrows(
                IllegalArgumentException.class, () -> RouteCommunities.parse(List.of("65000:*")));
    }

    private static boolean in(String pattern, String community) {
        return CommunityPattern.parse(pattern).in(RouteCommunities.parse(List.of(community)));
    }
}
