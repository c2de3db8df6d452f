package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceRangesTest {

    @Test
    void theRangesOfAllNodesCountAndThoseOfNothingOrEverythingDoNot() {
        ServiceRanges ranges =
                ServiceRanges.of(
                        Map.of(
                                "default",
                                ServiceBlocksTest.spec(
                                        ServiceBlocksTest.cidrs("10.96.0.0/12", "not-one"),
                                        null,
                                        ServiceBlocksTest.cidrs("0.0.0.0/0"),
                                        null,
                                        null),
                                "node.n2",
                                ServiceBlocksTest.spec(
                                        null,
                                        ServiceBlocksTest.cidrs("203.0.113.7/32"),
                                        null,
                                        null,
                                        null)));
        assertEquals(
                List.of(IpPrefix.parse("10.96.0.0/12"), IpPrefix.parse("203.0.113.7/32")),
                ranges.ranges());
    }

    @Test
    void aNodeAnnouncesARangeOrOneAddressOfIt() {
        ServiceRanges ranges = new ServiceRanges(List.of(IpPrefix.parse("10.96.0.0/12")));
        assertTrue(ranges.mayAnnounce(IpPrefix.parse("10.96.0.0/12")));
        assertTrue(ranges.mayAnnounce(IpPrefix.parse("10.97.1.1/32")));
        assertFalse(ranges.mayAnnounce(IpPrefix.parse("10.96.0.0/13")));
        assertFalse(ranges.mayAnnounce(IpPrefix.parse("0.0.0.0/0")));
        assertFalse(ranges.mayAnnounce(IpPrefix.parse("10.95.1.1/32")));
    }
}
