package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Hop;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.delta.Delta;
import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The drivers of BGP and routes, with a speaker, a cluster and a kernel in memory.
class PeeringPartTest {

    private static final IpAddress N2 = IpAddress.parse("192.0.2.2");
    private static final IpPrefix BLOCK2 = IpPrefix.parse("10.244.2.0/24");

    private final List<String> story = new ArrayList<>();
    private final List<FakeSpeaker> speakers = new ArrayList<>();
    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private final List<WorkloadEndpoint> wired = new ArrayList<>();
    private final FakeKernel kernel = new FakeKernel().addLink(7);
    private final RoutesPart routes = new RoutesPart("n1", cluster, kernel, Set::of);
    private final PeeringPart routing = routing(routes);

    private final class FakeSpeaker implements Speaker {
        private SpeakerConfig config;
        private final Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths;
        private final CompletableFuture<Void> converged = new CompletableFuture<>();

        FakeSpeaker(SpeakerConfig config, Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths) {
            this.config = config;
            this.bestPaths = bestPaths;
        }

        void learns(IpPrefix prefix, IpAddress hop) {
            bestPaths.accept(
                    List.of(
                            Delta.put(
                                    prefix,
                                    new BestPath(
                                            hop,
                                            "n2",
                                            hop,
                                            false,
                                            PathAttributes.EMPTY,
                                            List.of(Hop.of(hop))))));
        }

        @Override
        public void reconfigure(SpeakerConfig next) {
            config = next;
            story.add("reconfigure");
        }

        @Override
        public void originate(Map<IpPrefix, PathAttributes> prefixes) {
            story.add("originate " + new TreeSet<>(prefixes.keySet()));
        }

        @Override
        public void changeOriginated(List<Delta<IpPrefix, PathAttributes>> changes) {
            story.add("change " + changes.stream().map(Delta::key).toList());
        }

        @Override
        public void nextHopsChanged() {
            story.add("next hops");
        }

        @Override
        public CompletionStage<Void> initialConvergence() {
            return converged;
        }

        @Override
        public List<PeerStatus> peers() {
            return List.of();
        }

        @Override
        public List<RouteView> bestRoutes() {
            return List.of();
        }

        @Override
        public List<RouteView> routes() {
            return List.of();
        }

        @Override
        public Optional<BgpSpeaker> real() {
            return Optional.empty();
        }

        @Override
        public void close() {
            story.add("close");
        }
    }

    private PeeringPart routing(RoutesPart into) {
        return new PeeringPart(
                "n1",
                cluster,
                new Passwords(key -> Optional.empty(), Runnable::run, () -> 0, () -> {}),
                () -> List.copyOf(wired),
                List::of,
                into,
                NextHops.ALL_NEAR,
                () -> story.add("routes"),
                (config, bestPaths, hops) -> {
                    FakeSpeaker speaker = new FakeSpeaker(config, bestPaths);
                    speakers.add(speaker);
                    story.add(config.restarting() ? "start, restarting" : "start");
                    return speaker;
                });
    }

    @BeforeEach
    void fill() {
        cluster.nodes.add(node("n1", "192.0.2.1", "10.244.1.0/24"));
        cluster.nodes.add(node("n2", "192.0.2.2", "10.244.2.0/24"));
        kernel.execute(
                List.of(
                        new Request.AddRoute(
                                Route.onLink(IpPrefix.parse("192.0.2.0/24"), 7)
                                        .withProtocol(Route.PROTOCOL_KERNEL))));
    }

    private static ClusterNode node(String name, String address, String block) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse(address)),
                List.of(IpPrefix.parse(block)),
                Optional.empty(),
                "");
    }

    private void wire(String pod, String address) {
        wired.add(
                new WorkloadEndpoint(
                        "c-" + pod,
                        "eth0",
                        "x",
                        pod,
                        "",
                        "cali" + pod,
                        List.of(IpAddress.parse(address)),
                        "/run/netns/" + pod,
                        "pods",
                        Instant.EPOCH));
    }

    private void run() {
        story.clear();
        routing.topologyChanged();
        routing.run(false);
    }

    private Set<IpPrefix> inTheKernel() {
        Set<IpPrefix> found = new TreeSet<>();
        kernel.routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL))
                .forEach(route -> found.add(route.destination()));
        return found;
    }

    @Test
    void nothingBeginsBeforeEveryKindHasBeenListed() {
        cluster.inSync = false;
        run();
        assertEquals(List.of(), story);
        assertTrue(routing.health("").obstacle().orElseThrow().startsWith("BGP has not started"));
    }

    @Test
    void aNodeThatTheApiServerDoesNotHaveIsSaidWithTheCure() {
        cluster.nodes.clear();
        IllegalStateException e = assertThrows(IllegalStateException.class, this::run);
        assertTrue(
                String.valueOf(e.getMessage()).contains("set NODENAME or --node-name"),
                e.getMessage());
    }

    @Test
    void collectorsOfBmpAreThoseOfTheNodeOrOfAllNodes() throws Exception {
        ObjectMapper json = new ObjectMapper();
        cluster.bgpConfigurations.put(
                "default",
                json.readValue(
                        """
                        {"bmpCollectors": [{"address": "192.0.2.50", "port": 5000}]}""",
                        BGPConfigurationSpec.class));
        run();
        assertEquals(List.of("192.0.2.50:5000"), collectors(speakers.getFirst().config));
        assertEquals("n1", speakers.getFirst().config.monitoring().systemName());
        cluster.bgpConfigurations.put(
                "node.n1",
                json.readValue(
                        """
                        {"bmpCollectors": [{"address": "192.0.2.51", "port": 5000, "monitor": ["loc-rib"]},
                         {"address": "nowhere", "port": 5000}]}""",
                        BGPConfigurationSpec.class));
        run();
        assertEquals(List.of("192.0.2.51:5000"), collectors(speakers.getFirst().config));
        assertTrue(
                routing.health("").toString().contains("bmpCollectors nowhere"),
                routing.health("").toString());
    }

    private static List<String> collectors(SpeakerConfig config) {
        return config.monitoring().collectors().stream().map(CollectorConfig::label).toList();
    }

    @Test
    void theSpeakerStartsWithTheMeshAndTellsTheOwnBlock() {
        run();
        assertEquals(List.of("start", "originate [10.244.1.0/24]", "routes"), story);
        assertEquals(
                List.of(N2),
                speakers.getFirst().config.peers().stream()
                        .map(peer -> peer.endpoint().address())
                        .toList());
        run();
        assertEquals(List.of("originate [10.244.1.0/24]", "routes"), story);
    }

    /// No peer's settings are others because of it: none is told anything anew.
    @Test
    void aPodOutsideTheBlocksIsOnlyOneMorePrefix() {
        cluster.pools.put("more", new IPPoolSpec("10.245.0.0/16", false, null));
        run();
        SpeakerConfig before = speakers.getFirst().config;
        wire("a", "10.244.1.7");
        wire("b", "10.245.3.3");
        run();
        assertEquals(List.of("originate [10.244.1.0/24, 10.245.3.3/32]", "routes"), story);
        assertEquals(before, speakers.getFirst().config);
        wire("c", "172.16.0.9");
        run();
        assertFalse(story.toString().contains("172.16"));
        assertTrue(
                routing.health("").problems().getFirst().sentence().contains("pod x/c"),
                routing.health("").toString());
    }

    /// Nothing is planned, and no peer is reconfigured.
    @Test
    void aServicesRouteIsOneChangeAndAPodsPrefixStaysAPods() {
        IpPrefix service = IpPrefix.parse("10.96.0.1/32");
        IpPrefix block = IpPrefix.parse("10.244.1.0/24");
        routing.servicesChanged(List.of(Delta.put(service, PathAttributes.EMPTY)));
        routing.alsoOriginates(() -> Map.of(service, PathAttributes.EMPTY));
        run();
        assertEquals(List.of("start", "originate [10.96.0.1/32, 10.244.1.0/24]", "routes"), story);
        story.clear();
        routing.servicesChanged(List.of(Delta.remove(service), Delta.remove(block)));
        assertEquals(List.of("change [10.96.0.1/32]"), story);
    }

    @Test
    void aNodeMoreIsAReconfigurationAndNoNewSpeaker() {
        run();
        cluster.nodes.add(node("n3", "192.0.2.3", "10.244.3.0/24"));
        run();
        assertEquals(List.of("reconfigure", "originate [10.244.1.0/24]", "routes"), story);
        assertEquals(2, speakers.getFirst().config.peers().size());
    }

    @Test
    void whatIsLearnedGoesIntoTheKernelAndStaysUntilTheSpeakerHasConverged() {
        run();
        speakers.getFirst().learns(BLOCK2, N2);
        routes.run(false);
        assertEquals(Set.of(IpPrefix.parse("10.244.1.0/24"), BLOCK2), inTheKernel());
        assertFalse(routing.health("").obstacle().isEmpty());
        speakers.getFirst().converged.complete(null);
        assertTrue(routing.health("").obstacle().isEmpty());
        // The agent is killed, and the next one finds what it left.
        RoutesPart again = new RoutesPart("n1", cluster, kernel, Set::of);
        PeeringPart next = routing(again);
        story.clear();
        next.run(false);
        assertEquals("start, restarting", story.getFirst());
        again.run(false);
        assertTrue(inTheKernel().contains(BLOCK2));
        speakers.getLast().converged.complete(null);
        again.run(false);
        assertEquals(Set.of(IpPrefix.parse("10.244.1.0/24")), inTheKernel());
    }

    @Test
    void anotherAsNumberIsAnotherSpeakerAndTheRoutesStayMeanwhile() {
        run();
        speakers.getFirst().learns(BLOCK2, N2);
        speakers.getFirst().converged.complete(null);
        routes.run(false);
        cluster.nodes.set(
                0,
                new ClusterNode(
                        "n1",
                        List.of(IpAddress.parse("192.0.2.1")),
                        List.of(IpPrefix.parse("10.244.1.0/24")),
                        Optional.of(new AsNumber(64999)),
                        ""));
        run();
        assertEquals("close", story.get(0));
        assertEquals("start, restarting", story.get(1));
        routes.run(false);
        assertTrue(inTheKernel().contains(BLOCK2));
        speakers.getLast().converged.complete(null);
        routes.run(false);
        assertFalse(inTheKernel().contains(BLOCK2));
    }

    @Test
    void aPeerBehindAGatewayGetsAHostRouteAndLosesItWithTheObject() throws Exception {
        IpPrefix tor = IpPrefix.parse("198.51.100.7/32");
        cluster.bgpPeers.put(
                "tor",
                new ObjectMapper()
                        .readValue(
                                "{\"peerIP\": \"198.51.100.7\", \"asNumber\": 64999, \"reachableBy\": \"192.0.2.254\"}",
                                BGPPeerSpec.class));
        run();
        speakers.getFirst().converged.complete(null);
        routes.run(false);
        assertTrue(inTheKernel().contains(tor));
        cluster.bgpPeers.clear();
        run();
        routes.run(false);
        assertFalse(inTheKernel().contains(tor));
    }

    @Test
    void whatTheKernelSaysOfNextHopsReachesTheSpeaker() {
        routing.nextHopsChanged();
        run();
        routing.nextHopsChanged();
        assertEquals("next hops", story.getLast());
    }
}
