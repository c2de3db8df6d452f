package io.gingham.lab.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the routers are told, and what is read of what they say.
class RouterTextTest {

    private static final RouterPlan TOR1 = TwoRacks.of(4).router("tor1");
    private static final RouterPlan TOR2 = TwoRacks.of(4).router("tor2");

    @Test
    void aSessionCarriesTheRoutesOfItsFamilyOnly() {
        String bird = BirdText.of(TOR1);
        assertTrue(
                bird.contains(
                        """
                        protocol bgp n1_6 {
                          local fd00:65:11::1 as 65001;
                          neighbor fd00:65:11::11 as 64512;
                        """),
                bird);
        assertEquals(5, bird.split("\n  ipv6 \\{ import filter taken", -1).length - 1, bird);
        String frr = FrrText.bgpd(TOR2);
        String[] families = frr.split(" address-family ", -1);
        assertTrue(families[1].startsWith("ipv4") && !families[1].contains("fd00"), frr);
        assertTrue(families[2].contains("neighbor fd00:65:22::13 activate"), frr);
    }

    @Test
    void theRouterOfOneRackIsWatchedByNobody() {
        String bird = BirdText.of(OneRack.of(2).router("tor"));
        assertFalse(bird.contains("bfd"), bird);
        assertTrue(bird.contains("ipv4 { import all; export all; };"), bird);
    }

    @Test
    void birdsMergedNextHopsAreAllOfThem() {
        assertEquals(
                Map.of(
                        IpPrefix.parse("10.244.1.0/24"),
                        Set.of(IpAddress.parse("100.66.1.1"), IpAddress.parse("100.66.2.1")),
                        IpPrefix.parse("100.65.12.0/24"),
                        Set.of(IpAddress.parse("100.66.2.1"))),
                BirdDaemon.routes(
                        """
                        BIRD 2.0.12 ready.
                        Table master4:
                        10.244.1.0/24        unicast [tor1 10:17:09.271] * (100) [AS64512i]
                        \tvia 100.66.1.1 on tor1 weight 1
                        \tvia 100.66.2.1 on tor2 weight 1
                        100.65.12.0/24       unicast [tor2 10:17:08.391] * (100) [AS65002?]
                        \tvia 100.66.2.1 on tor2
                        """));
    }

    @Test
    void frrsNextHopsAreThoseInTheKernelOfTheSelectedRoute() throws Exception {
        assertEquals(
                Map.of(IpPrefix.parse("10.244.1.0/24"), Set.of(IpAddress.parse("100.65.12.11"))),
                FrrDaemon.routes(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {"10.244.1.0/24": [{"selected": true, "nexthops": [
                                            {"fib": true, "ip": "100.65.12.11"}, {"ip": "100.66.2.0"}]}],
                                         "10.244.2.0/24": [{"nexthops": [{"fib": true, "ip": "100.65.12.12"}]}]}
                                        """)));
    }

    @Test
    void theLogsTellWhatIsRoutedNoMore() {
        assertEquals(
                List.of("fd00:10:244:1::/64", "10.244.1.0/24"),
                BirdText.withdrawn(
                        """
                        2026-11-30 10:20:02.051 <TRACE> kernel4.ipv4 < added 10.244.1.0/24 0L 16G unicast
                        2026-11-30 10:20:06.631 <TRACE> kernel6.ipv6 < removed fd00:10:244:1::/64 0L 17G unicast
                        2026-11-30 10:20:06.632 <TRACE> kernel4.ipv4 < replaced 10.244.1.0/24 0L 9G unicast
                        2026-11-30 10:20:06.676 <TRACE> kernel4.ipv4 < removed 10.244.1.0/24 0L 16G unicast
                        """));
        assertEquals(
                List.of("10.244.3.0/24"),
                FrrText.withdrawn(
                        """
                        2026/11/30 10:20:01 BGP: [V15FP-4CPVK] Tx route add VRF 0 10.244.3.0/24 metric 0 tag 0 count 1 nhg 0
                        2026/11/30 10:20:09 BGP: [MPN28-2MM2K] Tx route delete VRF 0 10.244.3.0/24
                        """));
    }
}
