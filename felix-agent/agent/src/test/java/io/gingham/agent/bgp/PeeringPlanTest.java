package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeeringPlanTest {

    private final ClusterNode n1 = node("n1", "192.0.2.1");
    private final ClusterNode n2 = node("n2", "192.0.2.2");
    private final ClusterNode n3 = node("n3", "192.0.2.3");

    @Test
    void everyNodePeersWithEveryOtherAndOneSideOfEachPairIsPassive() {
        PeeringPlan one = plan(n1, Map.of(), Map.of());
        PeeringPlan two = plan(n2, Map.of(), Map.of());
        assertEquals(List.of("mesh/n2", "mesh/n3"), List.copyOf(one.peers().keySet()));
        assertFalse(peer(one, "mesh/n2").passive());
        assertTrue(peer(two, "mesh/n1").passive());
        assertEquals(new AsNumber(64512), one.localAs());
        assertEquals(179, one.listenPort());
    }

    @Test
    void theMeshCanBeTurnedOffForAllOrForOneNode() {
        assertTrue(plan(n1, Map.of("default", mesh(false)), Map.of()).peers().isEmpty());
        assertTrue(plan(n1, Map.of("node.n1", mesh(false)), Map.of()).peers().isEmpty());
        assertEquals(2, plan(n2, Map.of("node.n1", mesh(false)), Map.of()).peers().size());
    }

    @Test
    void aNodesOwnAsNumberCountsOnBothSides() {
        ClusterNode own =
                new ClusterNode(
                        "n2",
                        List.of(IpAddress.parse("192.0.2.2")),
                        List.of(),
                        Optional.of(new AsNumber(65001)),
                        "");
        PeeringPlan one = PeeringPlan.of(n1, List.of(n1, own), Map.of(), Map.of());
        assertEquals(new AsNumber(65001), peer(one, "mesh/n2").asNumber());
        assertEquals(
                new AsNumber(65001),
                PeeringPlan.of(own, List.of(n1, own), Map.of(), Map.of()).localAs());
    }

    @Test
    void aBgpPeerForAnotherNodeIsNotOurs() {
        Map<String, BGPPeerSpec> peers =
                Map.of(
                        "tor1",
                        peer("n1", "198.51.100.1", 64999L),
                        "all",
                        peer(null, "198.51.100.9:1790", 64998L));
        assertEquals(
                List.of("all", "mesh/n2", "mesh/n3", "tor1"),
                List.copyOf(plan(n1, Map.of(), peers).peers().keySet()));
        PeeringPlan two = plan(n2, Map.of(), peers);
        assertEquals(List.of("all", "mesh/n1", "mesh/n3"), List.copyOf(two.peers().keySet()));
        assertEquals(1790, peer(two, "all").port());
        assertFalse(peer(two, "all").passive());
    }

    @Test
    void keepaliveTimeIsAThirdOfTheHoldTime() {
        BGPPeerSpec spec =
                new BGPPeerSpec(
                        null,
                        null,
                        "198.51.100.1",
                        64999L,
                        "None",
                        "5s",
                        "60s",
                        null,
                        null,
                        null,
                        null,
                        null);
        PeeringPlan.Peer peer = peer(plan(n1, Map.of(), Map.of("tor", spec)), "tor");
        assertEquals(Duration.ofSeconds(15), peer.holdTime());
        assertEquals(Duration.ofSeconds(60), peer.restartTime());
        assertEquals(Optional.empty(), peer.source());
    }

    @Test
    void ipv6IsSpokenOnTheSameSessionWhereBothEndsHaveIt() {
        ClusterNode dual = node("n1", "192.0.2.1", "2001:db8::1");
        ClusterNode other = node("n2", "192.0.2.2", "2001:db8::2");
        PeeringPlan plan =
                PeeringPlan.of(
                        dual,
                        List.of(dual, other, n3),
                        Map.of(),
                        Map.of(
                                "tor", peer(null, "198.51.100.1", 64999L),
                                "tor6", peer(null, "[2001:db8::ff]:1790", 64999L)));
        assertEquals(List.of(), plan.problems());
        PeerFamilies both = PeerFamilies.both(IpAddress.parse("2001:db8::1"));
        assertEquals(both, peer(plan, "mesh/n2").families());
        assertEquals(PeerFamilies.IPV4, peer(plan, "mesh/n3").families());
        assertEquals(both, peer(plan, "tor").families());
        assertEquals(PeerFamilies.IPV6, peer(plan, "tor6").families());
        assertEquals(Optional.of(IpAddress.parse("2001:db8::1")), peer(plan, "tor6").source());
    }

    @Test
    void anIpv6PeerNeedsAnIpv6Address() {
        PeeringPlan plan = plan(n1, Map.of(), Map.of("tor6", peer(null, "2001:db8::ff", 64999L)));
        assertFalse(plan.peers().containsKey("tor6"));
        assertTrue(plan.problems().getFirst().contains("IPv6"), "" + plan.problems());
    }

    @Test
    void filtersDistanceAndOwnAsNumbersAreTaken() {
        BGPPeerSpec spec =
                new BGPPeerSpec(
                        null,
                        null,
                        "198.51.100.1",
                        64999L,
                        null,
                        null,
                        null,
                        List.of("f", "g"),
                        1,
                        2,
                        new BGPPeerSpec.Password(new BGPPeerSpec.SecretKeyRef("bgp", "tor", null)),
                        null);
        PeeringPlan plan = plan(n1, Map.of(), Map.of("tor", spec));
        assertEquals(List.of(), plan.problems());
        assertEquals(List.of("f", "g"), peer(plan, "tor").filters());
        assertEquals(1, peer(plan, "tor").security().hops().orElse(0));
        assertEquals(2, peer(plan, "tor").allowedOwnAs());
        assertEquals(
                Optional.of(new PeeringPlan.SecretKey("bgp", "tor")), peer(plan, "tor").password());
    }

    @Test
    void whatCannotBeHonouredIsSaidAndTheOthersCount() {
        Map<String, BGPPeerSpec> peers =
                Map.of(
                        "bad-address", peer(null, "nonsense", 64999L),
                        "no-address", peer(null, null, 64999L),
                        "selector",
                                new BGPPeerSpec(
                                        null,
                                        "rack == 'r1'",
                                        "198.51.100.2",
                                        64999L,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null),
                        "extra",
                                new BGPPeerSpec(
                                        null,
                                        "all()",
                                        "198.51.100.3",
                                        64999L,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        Map.of("reachableBy", "192.0.2.254")),
                        "good", peer(null, "198.51.100.4", 64999L));
        PeeringPlan plan = plan(n1, Map.of(), peers);
        assertEquals(
                List.of("extra", "good", "mesh/n2", "mesh/n3"), List.copyOf(plan.peers().keySet()));
        assertEquals(4, plan.problems().size(), plan.problems()::toString);
        assertTrue(
                plan.problems().stream()
                        .anyMatch(p -> p.contains("extra") && p.contains("reachableBy")));
        assertTrue(
                plan.problems().stream()
                        .anyMatch(p -> p.contains("bad-address") && p.contains("nonsense")));
    }

    @Test
    void twoPeersWithOneAddressAreOne() {
        PeeringPlan plan = plan(n1, Map.of(), Map.of("again", peer(null, "192.0.2.2", 64512L)));
        assertEquals(2, plan.peers().size());
        assertTrue(plan.problems().getFirst().contains("same address"));
    }

    private static PeeringPlan.Peer peer(PeeringPlan plan, String name) {
        return Objects.requireNonNull(
                plan.peers().get(name), () -> name + " is not among " + plan.peers());
    }

    private PeeringPlan plan(
            ClusterNode self,
            Map<String, BGPConfigurationSpec> configurations,
            Map<String, BGPPeerSpec> peers) {
        return PeeringPlan.of(self, List.of(n1, n2, n3), configurations, peers);
    }

    private static ClusterNode node(String name, String... addresses) {
        return new ClusterNode(
                name,
                Stream.of(addresses).map(IpAddress::parse).toList(),
                List.of(),
                Optional.empty(),
                "");
    }

    private static BGPConfigurationSpec mesh(boolean enabled) {
        return new BGPConfigurationSpec(
                enabled, null, null, null, null, null, null, null, null, null, null);
    }

    private static BGPPeerSpec peer(@Nullable String node, @Nullable String address, long as) {
        return BGPPeerSpec.of(node, address, as);
    }
}
