package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.bgp.PeeringPlan.SecretKey;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.bgp.rib.NextHopMode;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeeringPlanTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final ClusterNode n1 = node("n1", "192.0.2.1").withLabels(Map.of("rack", "r1"));
    private final ClusterNode n2 = node("n2", "192.0.2.2").withLabels(Map.of("rack", "r2"));
    private final ClusterNode n3 = node("n3", "192.0.2.3");
    private final ClusterNode rr1 = reflector("rr1", "192.0.2.101", "244.0.0.1");
    private final ClusterNode rr2 = reflector("rr2", "192.0.2.102", "244.0.0.1");

    private final List<ClusterNode> nodes = new ArrayList<>(List.of(n1, n2, n3));
    private final Map<String, BGPConfigurationSpec> configurations = new TreeMap<>();
    private final Map<String, BGPPeerSpec> peers = new TreeMap<>();

    @Test
    void everyNodePeersWithEveryOtherAndOneSideOfEachPairIsPassive() {
        PeeringPlan one = plan(n1);
        PeeringPlan two = plan(n2);
        assertEquals(List.of("mesh/n2", "mesh/n3"), names(one));
        assertFalse(peer(one, "mesh/n2").endpoint().passive());
        assertTrue(peer(two, "mesh/n1").endpoint().passive());
        assertEquals(new AsNumber(64512), one.localAs());
        assertEquals(179, one.listenPort());
        assertEquals(Set.of("n2", "n3"), one.heardOf());
    }

    @Test
    void theMeshCanBeTurnedOffForAllOrForOneNodeAsAllSeeIt() {
        configuration("node.n1", "nodeToNodeMeshEnabled: false");
        assertEquals(List.of(), names(plan(n1)));
        assertEquals(List.of("mesh/n3"), names(plan(n2)));
        configuration("default", "nodeToNodeMeshEnabled: false");
        assertEquals(List.of(), names(plan(n2)));
        assertEquals(Set.of(), plan(n2).heardOf());
    }

    @Test
    void aNodesOwnSettingsCountOnBothSides() {
        configuration("node.n2", "{asNumber: 65002, listenPort: 1790}");
        assertEquals(new AsNumber(65002), plan(n2).localAs());
        assertEquals(1790, plan(n2).listenPort());
        PeeringPlan.Peer seen = peer(plan(n1), "mesh/n2");
        assertEquals(Optional.of(new AsNumber(65002)), seen.asNumber());
        assertEquals(1790, seen.endpoint().port());
        assertEquals(179, peer(plan(n1), "mesh/n3").endpoint().port());
    }

    @Test
    void aNodesAnnotationStandsBeforeItsConfiguration() {
        ClusterNode own =
                new ClusterNode(
                        "n2",
                        List.of(IpAddress.parse("192.0.2.2")),
                        List.of(),
                        Optional.of(new AsNumber(65001)),
                        "");
        nodes.set(1, own);
        configuration("node.n2", "asNumber: 65002");
        assertEquals(Optional.of(new AsNumber(65001)), peer(plan(n1), "mesh/n2").asNumber());
        assertEquals(new AsNumber(65001), plan(own).localAs());
    }

    @Test
    void anImpossibleAsNumberCountsForNothingAndIsSaid() {
        configuration("default", "asNumber: 0");
        PeeringPlan plan = plan(n1);
        assertEquals(new AsNumber(64512), plan.localAs());
        assertSays(plan, "BGPConfiguration default", "asNumber 0");
    }

    @Test
    void theMeshHasAPasswordARestartTimeAndAnAddressThatIsListenedOn() {
        configuration(
                "default",
                """
                nodeMeshPassword: {secretKeyRef: {name: bgp, key: mesh}}
                nodeMeshMaxRestartTime: 300s
                bindMode: NodeIP
                logSeverityScreen: Info
                ignoredInterfaces: [docker0]
                """);
        PeeringPlan plan = plan(n1);
        assertEquals(List.of(), plan.problems());
        PeerOptions options = peer(plan, "mesh/n2").options();
        assertEquals(Optional.of(new SecretKey("bgp", "mesh")), options.password());
        assertEquals(Duration.ofSeconds(300), options.gracefulRestart().restartTime());
        assertEquals(n1.ipv4Address(), plan.listenAddress());
    }

    @Test
    void aMeshWhosePasswordIsNowhereIsNoMeshAndTheRoutersStay() {
        configuration("default", "nodeMeshPassword: {secretKeyRef: {name: bgp}}");
        bgpPeer("tor", "{peerIP: 198.51.100.1, asNumber: 64999}");
        assertEquals(List.of("tor"), names(plan(n1)));
        assertSays(plan(n1), "nodeMeshPassword", "name and key");
    }

    @Test
    void aBgpPeerIsOfTheNodeThatItNames() {
        bgpPeer("tor1", "{node: n1, peerIP: 198.51.100.1, asNumber: 64999}");
        bgpPeer("all", "{peerIP: '198.51.100.9:1790', asNumber: 64998}");
        assertEquals(List.of("all", "mesh/n2", "mesh/n3", "tor1"), names(plan(n1)));
        PeeringPlan two = plan(n2);
        assertEquals(List.of("all", "mesh/n1", "mesh/n3"), names(two));
        assertEquals(1790, peer(two, "all").endpoint().port());
        assertFalse(peer(two, "all").endpoint().passive());
    }

    /// All with the chosen ones, the chosen ones with all; both ends of each session want it, and a
    /// chosen one's clients are those that are not chosen.
    @Test
    void aLargeMeshHasReflectorsOfItsOwnNodes() {
        configuration("default", "routeReflectors: {threshold: 6, count: 2}");
        for (int number = 4; number <= 9; number++) {
            nodes.add(node("n" + number, "192.0.2." + number));
        }
        Map<String, PeeringPlan> plans = new TreeMap<>();
        nodes.forEach(node -> plans.put(node.name(), plan(node)));
        List<String> chosen =
                plans.entrySet().stream()
                        .filter(each -> each.getValue().reflectorCluster().isPresent())
                        .map(Map.Entry::getKey)
                        .toList();
        assertEquals(2, chosen.size());
        plans.forEach(
                (name, plan) -> {
                    assertEquals(List.of(), plan.problems());
                    Set<String> others = new TreeSet<>(plans.keySet());
                    others.remove(name);
                    assertEquals(others, new TreeSet<>(plan.heardOf()), name);
                    if (!chosen.contains(name)) {
                        others.retainAll(chosen);
                    } else {
                        assertEquals(Optional.of(plan.localAddress()), plan.reflectorCluster());
                    }
                    assertEquals(
                            others.stream().map(other -> "mesh/" + other).toList(), names(plan));
                    plan.peers()
                            .forEach(
                                    (session, peer) -> {
                                        String other = session.substring("mesh/".length());
                                        assertEquals(
                                                chosen.contains(name) && !chosen.contains(other),
                                                peer.client(),
                                                name + " and " + other);
                                        assertEquals(chosen.contains(other), peer.reflector());
                                    });
                });
        nodes.removeLast();
        nodes.removeLast();
        nodes.removeLast();
        assertEquals(5, plan(n1).peers().size());
        configuration("node.n2", "routeReflectors: {threshold: 1}");
        assertSays(plan(n1), "BGPConfiguration node.n2", "routeReflectors does not count");
    }

    @Test
    void eachRackHasItsOwnRouter() {
        configuration("default", "nodeToNodeMeshEnabled: false");
        bgpPeer("rack1", "{nodeSelector: rack == 'r1', peerIP: 198.51.100.1, asNumber: 64901}");
        bgpPeer(
                "rack2",
                "{nodeSelector: \"rack in {'r2', 'r3'}\", peerIP: 198.51.100.1, asNumber: 64902}");
        bgpPeer("none", "{nodeSelector: '!has(rack)', peerIP: 198.51.100.3, asNumber: 64903}");
        assertEquals(List.of("rack1"), names(plan(n1)));
        assertEquals(List.of("rack2"), names(plan(n2)));
        assertEquals(List.of("none"), names(plan(n3)));
        assertEquals(List.of(), plan(n1).problems());
        assertEquals(Set.of(), plan(n1).heardOf(), "routers tell of the other racks");
    }

    @Test
    void reflectorsAreInNoMeshAndHaveClients() {
        configuration("default", "nodeToNodeMeshEnabled: false");
        nodes.addAll(List.of(rr1, rr2));
        bgpPeer("clients", "{nodeSelector: '!has(reflector)', peerSelector: has(reflector)}");
        bgpPeer("reflectors", "{nodeSelector: has(reflector), peerSelector: has(reflector)}");
        PeeringPlan client = plan(n1);
        PeeringPlan reflector = plan(rr1);
        assertEquals(List.of(), client.problems());
        assertEquals(List.of(), reflector.problems());
        assertEquals(List.of("mesh/rr1", "mesh/rr2"), names(client));
        assertFalse(peer(client, "mesh/rr1").client());
        assertEquals(List.of("mesh/n1", "mesh/n2", "mesh/n3", "mesh/rr2"), names(reflector));
        assertTrue(peer(reflector, "mesh/n1").client());
        assertFalse(peer(reflector, "mesh/rr2").client(), "of the same cluster");
        assertEquals(Set.of("n2", "n3", "rr1", "rr2"), client.heardOf());
        // Both ends of each pair agree about who waits.
        assertFalse(peer(client, "mesh/rr1").endpoint().passive());
        assertTrue(peer(reflector, "mesh/n1").endpoint().passive());
        assertEquals(Optional.of(new AsNumber(64512)), peer(client, "mesh/rr1").asNumber());
    }

    @Test
    void aReflectorOfAnotherClusterIsAClient() {
        nodes.addAll(List.of(rr1, reflector("rr9", "192.0.2.109", "244.0.0.9")));
        bgpPeer("reflectors", "{nodeSelector: has(reflector), peerSelector: has(reflector)}");
        assertTrue(peer(plan(rr1), "mesh/rr9").client());
        assertEquals(List.of("mesh/n2", "mesh/n3"), names(plan(n1)), "the mesh goes on without it");
    }

    @Test
    void twoObjectsThatMakeTheSameSessionAreOne() {
        configuration("default", "nodeToNodeMeshEnabled: false");
        nodes.add(rr1);
        nodes.add(rr2);
        bgpPeer("a", "{nodeSelector: all(), peerSelector: has(reflector)}");
        bgpPeer("b", "{nodeSelector: has(reflector), peerSelector: has(reflector)}");
        assertEquals(List.of(), plan(rr1).problems());
        assertEquals("BGPPeer a", peer(plan(rr1), "mesh/rr2").object());
    }

    @Test
    void withoutReversePeeringOnlyTheNodesOfTheObjectHaveTheSession() {
        configuration("default", "nodeToNodeMeshEnabled: false");
        bgpPeer("p", "{node: n1, peerSelector: rack == 'r2', reversePeering: Manual}");
        assertEquals(List.of("mesh/n2"), names(plan(n1)));
        assertEquals(List.of(), names(plan(n2)));
        bgpPeer("p", "{node: n1, peerSelector: rack == 'r2', reversePeering: Auto}");
        assertEquals(List.of("mesh/n1"), names(plan(n2)));
    }

    @Test
    void whatAnObjectSaysOfASessionHoldsAtBothEnds() {
        configuration("default", "nodeToNodeMeshEnabled: false");
        bgpPeer(
                "p",
                """
                node: n1
                peerSelector: rack == 'r2'
                localASNumber: 65100
                keepaliveTime: 5s
                password: {secretKeyRef: {name: bgp, key: pair}}
                """);
        PeeringPlan.Peer one = peer(plan(n1), "mesh/n2");
        PeeringPlan.Peer two = peer(plan(n2), "mesh/n1");
        assertEquals(Optional.of(new AsNumber(65100)), one.options().localAs());
        assertEquals(Optional.of(new AsNumber(64512)), one.asNumber());
        assertEquals(Optional.empty(), two.options().localAs());
        assertEquals(Optional.of(new AsNumber(65100)), two.asNumber());
        assertEquals(one.options().holdTime(), two.options().holdTime());
        assertEquals(one.options().password(), two.options().password());
    }

    @Test
    void aNodesAddressIsThatNodeAndItHasTheSessionToo() {
        configuration("default", "nodeToNodeMeshEnabled: false");
        bgpPeer("p", "{node: n1, peerIP: 192.0.2.2, asNumber: 64512}");
        assertEquals(List.of("mesh/n2"), names(plan(n1)));
        assertEquals(List.of("mesh/n1"), names(plan(n2)));
        bgpPeer("p", "{peerIP: 192.0.2.2, asNumber: 64512}");
        assertEquals(List.of("mesh/n1", "mesh/n3"), names(plan(n2)), "and none with itself");
        bgpPeer("p", "{peerIP: 192.0.2.2, asNumber: 64513}");
        assertSays(plan(n1), "asNumber 64513", "node n2", "64512");
    }

    @Test
    void theTimesOfASessionAreTaken() {
        PeerOptions options =
                options("sourceAddress: None, keepaliveTime: 5s, maxRestartTime: 60s");
        assertEquals(Duration.ofSeconds(15), options.holdTime());
        assertEquals(Duration.ofSeconds(60), options.gracefulRestart().restartTime());
        assertFalse(options.nodeAddress());
        assertEquals(Optional.empty(), peer(plan(n1), "tor").endpoint().localAddress());
        assertEquals(
                Duration.ofDays(1),
                options("restartMode: LongLivedGracefulRestart").gracefulRestart().longLived());
        assertEquals(
                Duration.ZERO,
                options("restartMode: GracefulRestart").gracefulRestart().longLived());
    }

    @ParameterizedTest
    @CsvSource({
        "'nextHopMode: Self', SELF",
        "'nextHopMode: Keep', UNCHANGED",
        "'nextHopMode: Auto', DEFAULT",
        "'keepOriginalNextHop: true', UNCHANGED",
        "'keepOriginalNextHop: true, nextHopMode: Auto', DEFAULT",
        "'filters: []', DEFAULT",
    })
    void theNextHopIsToldAsWanted(String fields, NextHopMode mode) {
        assertEquals(mode, options(fields).nextHop());
    }

    @Test
    void theOtherFieldsAreTaken() {
        PeerOptions options =
                options(
                        """
                        filters: [f, g],
                        ttlSecurity: 1,
                        numAllowedLocalASNumbers: 2,
                        localASNumber: 65200,
                        failureDetectionMode: BFDIfDirectlyConnected,
                        reachableBy: 192.0.2.254,
                        password: {secretKeyRef: {name: bgp, key: tor}}\
                        """);
        assertEquals(List.of("f", "g"), options.filters());
        assertEquals(1, options.security().hops().orElse(0));
        assertEquals(2, options.allowedOwnAs());
        assertEquals(Optional.of(new AsNumber(65200)), options.localAs());
        assertTrue(options.bfdOnLink());
        assertEquals(Optional.of(IpAddress.parse("192.0.2.254")), options.gateway());
        assertEquals(Optional.of(new SecretKey("bgp", "tor")), options.password());
    }

    @Test
    void ipv6IsSpokenOnTheSameSessionWhereBothEndsHaveIt() {
        ClusterNode dual = node("n1", "192.0.2.1", "2001:db8::1");
        nodes.set(0, dual);
        nodes.set(1, node("n2", "192.0.2.2", "2001:db8::2"));
        bgpPeer("tor", "{peerIP: 198.51.100.1, asNumber: 64999}");
        bgpPeer("tor6", "{peerIP: '[2001:db8::ff]:1790', asNumber: 64999}");
        PeeringPlan plan = plan(dual);
        assertEquals(List.of(), plan.problems());
        PeerFamilies both = PeerFamilies.both(IpAddress.parse("2001:db8::1"));
        assertEquals(both, peer(plan, "mesh/n2").families());
        assertEquals(PeerFamilies.IPV4, peer(plan, "mesh/n3").families());
        assertEquals(both, peer(plan, "tor").families());
        assertEquals(PeerFamilies.IPV6, peer(plan, "tor6").families());
        assertEquals(
                Optional.of(IpAddress.parse("2001:db8::1")),
                peer(plan, "tor6").endpoint().localAddress());
        assertEquals(1790, peer(plan, "tor6").endpoint().port());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{peerIP: '2001:db8::ff', asNumber: 64999} | IPv6",
                "{peerIP: nonsense, asNumber: 64999} | nonsense",
                "{asNumber: 64999} | needs peerIP",
                "{peerIP: 198.51.100.2} | needs peerIP",
                "{peerIP: 198.51.100.2, asNumber: 0} | asNumber 0",
                "{peerIP: 198.51.100.2, asNumber: 1, localASNumber: 0} | localASNumber 0",
                "{peerIP: 198.51.100.2, asNumber: 1, nodeSelector: \"rack = 'r1'\"} | nodeSelector 'rack = 'r1'' is no selector",
                "{peerIP: 198.51.100.2, asNumber: 1, nodeSelector: all(), node: n1} | exclude each other",
                "{peerSelector: all(), asNumber: 1} | remove it",
                "{peerSelector: 'has('} | peerSelector 'has('",
                "{peerIP: 198.51.100.2, asNumber: 1, nextHopMode: Mine} | Auto, Self or Keep",
                "{peerIP: 198.51.100.2, asNumber: 1, restartMode: Fast} | restartMode 'Fast'",
                "{peerIP: 198.51.100.2, asNumber: 1, failureDetectionMode: BFD} | failureDetectionMode 'BFD'",
                "{peerSelector: all(), reversePeering: No} | reversePeering",
                "{peerIP: 198.51.100.2, asNumber: 1, reachableBy: gw} | reachableBy",
                "{peerIP: 198.51.100.2, asNumber: 1, reachableBy: '2001:db8::1'} | family",
                "{peerIP: 198.51.100.2, asNumber: 1, ttlSecurity: 300} | 1..254",
                "{peerIP: 198.51.100.2, asNumber: 1, keepaliveTime: soon} | soon",
                "{peerIP: 198.51.100.2, asNumber: 1, password: {}} | secretKeyRef",
                "{peerIP: 198.51.100.2, asNumber: 1, sourceAddress: Any} | sourceAddress 'Any'",
                "{peerIP: 192.0.2.2, asNumber: 64512, keepaliveTime: 5s} | the node-to-node mesh already",
            })
    void anObjectThatCantBeHonouredIsLeftOutWithTheReasonAndTheOthersCount(
            String spec, String reason) {
        bgpPeer("bad", spec);
        bgpPeer("good", "{peerIP: 198.51.100.4, asNumber: 64999}");
        PeeringPlan plan = plan(n1);
        assertEquals(List.of("good", "mesh/n2", "mesh/n3"), names(plan));
        assertEquals(1, plan.problems().size(), plan.problems()::toString);
        assertSays(plan, "BGPPeer bad", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{peerIP: 198.51.100.2, asNumber: 1, nodeSelector: rack == 'r9'} | nodeSelector \"rack == 'r9'\" selects no node",
                "{peerSelector: rack == 'r9'} | peerSelector \"rack == 'r9'\" selects no node",
                "{peerIP: 198.51.100.2, asNumber: 1, node: n9} | no node 'n9'",
                "{peerIP: 198.51.100.2, asNumber: 1, node: n2, later: 1} | not honoured yet: later",
            })
    void whatSelectsNothingOrIsNotKnownIsSaid(String spec, String reason) {
        bgpPeer("odd", spec);
        assertSays(plan(n1), "BGPPeer odd", reason);
        assertEquals(List.of("mesh/n2", "mesh/n3"), names(plan(n1)));
    }

    @Test
    void ofTwoObjectsForOneAddressTheFirstCountsAndTheSecondIsSaid() {
        bgpPeer("a", "{peerIP: 198.51.100.1, asNumber: 64999}");
        bgpPeer("b", "{peerIP: 198.51.100.1, asNumber: 64998}");
        PeeringPlan plan = plan(n1);
        assertEquals(List.of("a", "mesh/n2", "mesh/n3"), names(plan));
        assertSays(plan, "BGPPeer b", "198.51.100.1", "BGPPeer a already", "remove one");
    }

    @Test
    void fiveThousandNodesAreNoMatterOfSeconds() {
        nodes.clear();
        for (int i = 1; i <= 5000; i++) {
            nodes.add(node("n" + i, "10.0." + i / 250 + "." + (i % 250 + 1)));
        }
        bgpPeer("all", "{nodeSelector: all(), peerSelector: all()}");
        assertEquals(4999, plan(nodes.getFirst()).peers().size());
        assertEquals(4999, plan(nodes.getFirst()).heardOf().size());
    }

    private PeerOptions options(String fields) {
        bgpPeer("tor", "{peerIP: 198.51.100.1, asNumber: 64999, " + fields.strip() + "}");
        PeeringPlan plan = plan(n1);
        assertEquals(List.of(), plan.problems());
        return peer(plan, "tor").options();
    }

    private static void assertSays(PeeringPlan plan, String... words) {
        assertTrue(
                plan.problems().stream()
                        .anyMatch(problem -> Stream.of(words).allMatch(problem::contains)),
                () -> List.of(words) + " is not in " + plan.problems());
    }

    private static List<String> names(PeeringPlan plan) {
        return List.copyOf(plan.peers().keySet());
    }

    private static PeeringPlan.Peer peer(PeeringPlan plan, String name) {
        return Objects.requireNonNull(
                plan.peers().get(name), () -> name + " is not among " + plan.peers());
    }

    private PeeringPlan plan(ClusterNode self) {
        return PeeringPlan.of(self, nodes, configurations, peers);
    }

    private static ClusterNode node(String name, String... addresses) {
        return new ClusterNode(
                name,
                Stream.of(addresses).map(IpAddress::parse).toList(),
                List.of(),
                Optional.empty(),
                "");
    }

    private static ClusterNode reflector(String name, String address, String cluster) {
        return node(name, address)
                .withLabels(Map.of("reflector", "true"))
                .withReflectorCluster(Optional.of(IpAddress.parse(cluster)));
    }

    private void configuration(String name, String yaml) {
        configurations.put(name, read(yaml, BGPConfigurationSpec.class));
    }

    private void bgpPeer(String name, String yaml) {
        peers.put(name, read(yaml, BGPPeerSpec.class));
    }

    private static <T> T read(String yaml, Class<T> type) {
        try {
            return YAML.readValue(yaml, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    @Test
    void onEachLinkThatIsNamedThereIsAPeerOfAnyOtherAs() {
        bgpPeer("rack", "{nodeSelector: all(), peerInterfaces: [eth1, eth2]}");
        PeeringPlan plan = plan(n1);
        assertEquals(List.of(), plan.problems());
        PeeringPlan.Peer peer = peer(plan, "rack/eth2");
        assertEquals("eth2", peer.place());
        assertEquals(Optional.empty(), peer.asNumber());
        assertTrue(peer.isExternal(plan.localAs()));
        assertEquals(PeerFamilies.both(), peer.families());
        bgpPeer("rack", "{node: n2, peerInterfaces: [eth1], asNumber: 64512}");
        assertFalse(plan(n1).peers().containsKey("rack/eth1"));
        assertFalse(peer(plan(n2), "rack/eth1").isExternal(plan.localAs()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{peerInterfaces: [eth1], peerIP: 192.0.2.9} | peerIP is of others",
                "{peerInterfaces: [eth1], peerSelector: all()} | peerSelector is of others",
                "{peerInterfaces: [eth1], reachableBy: 192.0.2.9} | reachableBy is of others",
                "{peerInterfaces: [eth1, eth1]} | names 'eth1' twice",
                "{peerInterfaces: [a-name-of-twenty-ch]} | is no interface's name",
                "{peerInterfaces: [eth1], asNumber: 0} | asNumber 0",
            })
    void whatCantBeOnALinkIsSaid(String spec, String words) {
        bgpPeer("rack", spec);
        PeeringPlan plan = plan(n1);
        assertTrue(plan.problems().toString().contains(words), plan.problems().toString());
        assertTrue(plan.peers().containsKey("mesh/n2"), "the others count");
    }
}
