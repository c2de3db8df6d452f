package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.bgp.rib.NextHops;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The speaker that BGPPeers make, with BIRDs as the nodes and routers around it: their own tables
/// are the witnesses. This node is 10.9.0.1, on a segment with BIRD number N at 10.9.0.N.
class BirdPeersTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path folder;

    private final Map<Integer, Bird> birds = new TreeMap<>();
    private Segment segment;
    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private final FakeKernel kernel = new FakeKernel().addLink(7);
    private final RoutesPart routes = new RoutesPart("self", cluster, kernel, Set::of);
    private final PeeringPart peering =
            new PeeringPart(
                    "self",
                    cluster,
                    new Passwords(key -> Optional.empty(), Runnable::run, () -> 0, () -> {}),
                    List::of,
                    () -> List.of(new ConnectedNetwork("ring", IpPrefix.parse("10.9.0.0/24"))),
                    routes,
                    NextHops.ALL_NEAR,
                    () -> {});

    @BeforeAll
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    @BeforeEach
    void layCables() {
        segment = new Segment("ring", "10.9.0.1/24");
        kernel.execute(
                List.of(
                        new Request.AddRoute(
                                Route.onLink(IpPrefix.parse("10.9.0.0/24"), 7)
                                        .withProtocol(Route.PROTOCOL_KERNEL))));
        cluster.nodes.add(node("self", 1, Map.of("rack", "r1")));
    }

    @AfterEach
    void clear() {
        peering.close();
        birds.values().forEach(Bird::close);
        segment.close();
    }

    @Test
    void theRouterOfTheNodesRackIsChosenByItsLabels() throws Exception {
        start(4, 65004, 64512, "198.51.100.0/24", "");
        start(5, 65005, 64512, "203.0.113.0/24", "");
        cluster.bgpPeers.put(
                "rack1", peer("{nodeSelector: rack == 'r1', peerIP: 10.9.0.4, asNumber: 65004}"));
        cluster.bgpPeers.put(
                "rack2", peer("{nodeSelector: rack == 'r2', peerIP: 10.9.0.5, asNumber: 65005}"));
        plan();
        await("the router has the node's block", () -> hasRoute(4, "10.244.1.0/24"));
        await("its route is the node's", () -> inTheKernel("198.51.100.0/24"));
        assertFalse(hasRoute(5, "10.244.1.0/24"));
        // The node is carried to the other rack.
        cluster.nodes.set(0, node("self", 1, Map.of("rack", "r2")));
        plan();
        await("the other router has it", () -> hasRoute(5, "10.244.1.0/24"));
        await("and the first no more", () -> !hasRoute(4, "10.244.1.0/24"));
    }

    @Test
    void aReflectorPassesTheNodesRoutesOnAndRoutersRoutesNot() throws Exception {
        cluster.nodes.set(
                0,
                node("self", 1, Map.of("reflector", "true"))
                        .withReflectorCluster(Optional.of(IpAddress.parse("244.0.0.1"))));
        cluster.nodes.add(node("n2", 2, Map.of()));
        cluster.nodes.add(node("n3", 3, Map.of()));
        cluster.bgpConfigurations.put(
                "default",
                YAML.readValue("nodeToNodeMeshEnabled: false", BGPConfigurationSpec.class));
        cluster.bgpPeers.put(
                "clients", peer("{nodeSelector: '!has(reflector)', peerSelector: has(reflector)}"));
        cluster.bgpPeers.put(
                "tor", peer("{node: self, peerIP: 10.9.0.4, asNumber: 65004, nextHopMode: Keep}"));
        start(2, 64512, 64512, "10.244.2.0/24", "");
        start(3, 64512, 64512, "10.244.3.0/24", "");
        start(4, 65004, 64512, "198.51.100.0/24", "");
        plan();
        await("n3 has n2's block", () -> hasRoute(3, "10.244.2.0/24"));
        await("n2 has n3's block", () -> hasRoute(2, "10.244.3.0/24"));
        await("n2 has the reflector's block", () -> hasRoute(2, "10.244.1.0/24"));
        await("the router has n3's block", () -> hasRoute(4, "10.244.3.0/24"));
        String reflected = birdc(3, "show", "route", "10.244.2.0/24", "all");
        assertTrue(reflected.contains("BGP.next_hop: 10.9.0.2"), reflected);
        assertTrue(reflected.contains("BGP.originator_id: 10.9.0.2"), reflected);
        assertTrue(reflected.contains("BGP.cluster_list: 244.0.0.1"), reflected);
        String kept = birdc(4, "show", "route", "10.244.3.0/24", "all");
        assertTrue(kept.contains("BGP.next_hop: 10.9.0.3"), kept);
        await("the node has the router's", () -> inTheKernel("198.51.100.0/24"));
        assertFalse(hasRoute(2, "198.51.100.0/24"), "a reflector passes on routes to pods only");
    }

    /// Router 4 is of another AS and keeps next hops, 5 of ours; router 6 would get the
    /// reflector's.
    @Test
    void aReflectorPassesTheNodesServicesOnToRoutersAndKeepsThemOutOfItsKernel() throws Exception {
        cluster.nodes.set(
                0,
                node("self", 1, Map.of("reflector", "true"))
                        .withReflectorCluster(Optional.of(IpAddress.parse("244.0.0.1"))));
        cluster.nodes.add(node("n2", 2, Map.of()));
        cluster.nodes.add(node("n3", 3, Map.of()));
        cluster.bgpConfigurations.put(
                "default",
                YAML.readValue(
                        """
                        nodeToNodeMeshEnabled: false
                        serviceLoadBalancerAggregation: Disabled
                        serviceLoadBalancerIPs: [{cidr: 203.0.113.0/24}]
                        """,
                        BGPConfigurationSpec.class));
        cluster.bgpPeers.put(
                "clients", peer("{nodeSelector: '!has(reflector)', peerSelector: has(reflector)}"));
        cluster.bgpPeers.put(
                "tor", peer("{node: self, peerIP: 10.9.0.4, asNumber: 65004, nextHopMode: Keep}"));
        cluster.bgpPeers.put("own", peer("{node: self, peerIP: 10.9.0.5, asNumber: 64512}"));
        cluster.bgpPeers.put("far", peer("{node: self, peerIP: 10.9.0.6, asNumber: 65006}"));
        start(2, 64512, 64512, "203.0.113.7/32 blackhole; route 10.244.2.0/24", "");
        start(3, 64512, 64512, "10.244.3.0/24", "");
        start(4, 65004, 64512, "198.51.100.0/24", "");
        start(5, 64512, 64512, "198.51.101.0/24", "");
        start(6, 65006, 64512, "198.51.102.0/24", "");
        plan();
        for (int router : List.of(4, 5)) {
            await("router " + router + " has it", () -> hasRoute(router, "203.0.113.7/32"));
            String told = birdc(router, "show", "route", "203.0.113.7/32", "all");
            assertTrue(told.contains("BGP.next_hop: 10.9.0.2"), told);
        }
        for (int other : List.of(3, 6)) {
            await("it has the pods'", () -> hasRoute(other, "10.244.2.0/24"));
            assertFalse(hasRoute(other, "203.0.113.7/32"), "a service's route");
        }
        await("the node has the router's", () -> inTheKernel("198.51.100.0/24"));
        await("and the other node's block", () -> inTheKernel("10.244.2.0/24"));
        assertFalse(inTheKernel("203.0.113.7/32"), "the node serves it itself");
    }

    /// Router 4 tells of n2's block until n2, number 2, tells it itself.
    @Test
    void aMeshTakesOverFromARouterWithoutAMomentInWhichNobodyTells() throws Exception {
        cluster.nodes.add(node("n2", 2, Map.of()));
        cluster.bgpConfigurations.put(
                "default",
                YAML.readValue("nodeToNodeMeshEnabled: false", BGPConfigurationSpec.class));
        cluster.bgpPeers.put("tor", peer("{peerIP: 10.9.0.4, asNumber: 65004}"));
        start(4, 65004, 64512, "10.244.2.0/24", "");
        plan();
        await("n2's block is the router's", () -> inTheKernel("10.244.2.0/24"));
        cluster.bgpConfigurations.put("default", BGPConfigurationSpec.EMPTY);
        plan();
        assertEquals(Duration.ofSeconds(1), peering.refreshInterval(), "it looks again soon");
        assertTrue(inTheKernel("10.244.2.0/24"), "n2 has not told it yet");
        start(2, 64512, 64512, "10.244.2.0/24", "");
        await(
                "it is n2's",
                () -> {
                    peering.run(true);
                    assertTrue(inTheKernel("10.244.2.0/24"));
                    return peering.refreshInterval().compareTo(Duration.ofSeconds(1)) > 0
                            && viaNode2();
                });
    }

    private boolean viaNode2() {
        routes.run(false);
        return kernel
                .routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL))
                .stream()
                .filter(route -> route.destination().equals(IpPrefix.parse("10.244.2.0/24")))
                .allMatch(route -> route.target().toString().contains("10.9.0.2"));
    }

    @Test
    void theRouterKnowsTheNodeByTheLocalAsAndWithTheCommunitiesOfItsPrefixes() throws Exception {
        cluster.bgpConfigurations.put(
                "default",
                YAML.readValue(
                        """
                        communities: [{name: pods, value: "64512:77"}]
                        prefixAdvertisements:
                        - {cidr: 10.244.0.0/16, communities: [pods, "64512:1:2"]}
                        """,
                        BGPConfigurationSpec.class));
        cluster.bgpPeers.put(
                "tor", peer("{peerIP: 10.9.0.4, asNumber: 65004, localASNumber: 65100}"));
        start(4, 65004, 65100, "198.51.100.0/24", "");
        plan();
        await("the router has the node's block", () -> hasRoute(4, "10.244.1.0/24"));
        String told = birdc(4, "show", "route", "10.244.1.0/24", "all");
        assertTrue(told.contains("BGP.as_path: 65100\n"), told);
        assertTrue(told.contains("BGP.community: (64512,77)"), told);
        assertTrue(told.contains("BGP.large_community: (64512, 1, 2)"), told);
    }

    @Test
    void aDirectlyConnectedRouterIsWatchedByBfdAndMayKeepStaleRoutesLong() throws Exception {
        cluster.bgpPeers.put(
                "tor",
                peer(
                        """
                        peerIP: 10.9.0.4
                        asNumber: 65004
                        failureDetectionMode: BFDIfDirectlyConnected
                        restartMode: LongLivedGracefulRestart
                        ttlSecurity: 1
                        """));
        start(
                4,
                65004,
                64512,
                "198.51.100.0/24",
                "bfd on; ttl security on; long lived graceful restart on;");
        plan();
        await("the router has the node's block", () -> hasRoute(4, "10.244.1.0/24"));
        await("BFD is up", () -> birdc(4, "show", "bfd", "sessions").contains("Up"));
        String session = birdc(4, "show", "protocols", "all", "gingham");
        assertTrue(session.contains("LL stale time: 86400"), session);
    }

    private void start(int number, long as, long ours, String prefix, String options) {
        String netns = "bird" + number;
        Netns place = segment.join(netns, "10.9.0." + number + "/24");
        Bird bird = new Bird(place, folder.resolve(netns));
        birds.put(number, bird);
        bird.start(
                bird.head("10.9.0." + number)
                        + """
                        protocol direct { ipv4; interface "eth0"; }
                        protocol static { ipv4; route %1$s blackhole; }
                        protocol bfd { interface "eth0" { interval 300 ms; }; }
                        protocol bgp gingham {
                          local 10.9.0.%2$d as %3$d; neighbor 10.9.0.1 as %4$d;
                          ipv4 { import all; export where source = RTS_STATIC; };
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                          %5$s
                        }
                        """
                                .formatted(prefix, number, as, ours, options));
    }

    private void plan() {
        peering.topologyChanged();
        peering.run(false);
    }

    private boolean inTheKernel(String prefix) {
        routes.run(false);
        return kernel
                .routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL))
                .stream()
                .anyMatch(route -> route.destination().equals(IpPrefix.parse(prefix)));
    }

    private boolean hasRoute(int number, String prefix) {
        return birdc(number, "show", "route", prefix).contains("unicast");
    }

    private String birdc(int number, String... command) {
        return Objects.requireNonNull(birds.get(number)).ask(command);
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not within "
                                + LIMIT.toSeconds()
                                + " s: "
                                + what
                                + "; sessions: "
                                + peering.peers()
                                + "; problems: "
                                + peering.health("").problems());
            }
            Thread.sleep(50);
        }
    }

    private static BGPPeerSpec peer(String yaml) throws JsonProcessingException {
        return YAML.readValue(yaml, BGPPeerSpec.class);
    }

    private static ClusterNode node(String name, int number, Map<String, String> labels) {
        return new ClusterNode(
                        name,
                        List.of(IpAddress.parse("10.9.0." + number)),
                        List.of(IpPrefix.parse("10.244." + number + ".0/24")),
                        Optional.empty(),
                        "")
                .withLabels(labels);
    }
}
