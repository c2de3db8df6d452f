package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.bgp.Passwords;
import io.gingham.agent.bgp.PeeringPart;
import io.gingham.agent.bgp.RoutesPart;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.cluster.Kinds;
import io.gingham.agent.cluster.Kinds.SeenNode;
import io.gingham.agent.cluster.Kinds.SeenSlice;
import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.cluster.ReadyEndpoints;
import io.gingham.agent.cluster.SeenService;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Node;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The parts of an agent that announce, with a real speaker; and BIRD's own tables as witnesses:
/// one is the top-of-rack router of another AS, one a router of our own.
@Timeout(180)
class ServicesBirdTest {

    private static final int TOR = 2;
    private static final int INTERNAL = 3;
    private static final String PODS = "10.244.1.0/24";
    private static final ResourceKey WEB = new ResourceKey("shop", "web");
    private static final List<String> TORS_ROUTES =
            List.of("198.18.0.0/15", "10.96.0.1/32", "10.97.0.0/16", "203.0.113.0/25");

    @TempDir Path folder;
    private Rack rack;
    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private final FakeKernel kernel = new FakeKernel().addLink(7);
    private final RoutesPart routes = new RoutesPart("n1", cluster, kernel, Set::of);
    private final PeeringPart peering =
            new PeeringPart(
                    "n1",
                    cluster,
                    new Passwords(key -> Optional.empty(), Runnable::run, () -> 0, () -> {}),
                    List::of,
                    List::of,
                    routes,
                    NextHops.ALL_NEAR,
                    () -> {});
    private long now;
    private final ServicesPart services =
            new ServicesPart(
                    "n1",
                    cluster,
                    new ServicesPart.Listener(
                            () -> {}, peering::servicesChanged, in -> {}, () -> {}),
                    () -> now);

    @BeforeAll
    static void needsBird() {
        Rack.needed();
    }

    @BeforeEach
    void connect() {
        rack = new Rack(folder);
        rack.start(TOR, 64999, TORS_ROUTES);
        rack.start(INTERNAL, 64512, List.of());
        kernel.execute(
                List.of(
                        new Request.AddRoute(
                                Route.onLink(IpPrefix.parse("10.9.0.0/24"), 7)
                                        .withProtocol(Route.PROTOCOL_KERNEL))));
        cluster.nodes.add(
                new ClusterNode(
                        "n1",
                        List.of(IpAddress.parse("10.9.0.1"), IpAddress.parse("fd09::1")),
                        List.of(IpPrefix.parse(PODS)),
                        Optional.empty(),
                        ""));
        cluster.bgpConfigurations.put(
                "default",
                BGPConfigurationSpec.of(
                        Map.of(
                                "nodeToNodeMeshEnabled",
                                false,
                                "serviceClusterIPs",
                                ServiceBlocksTest.cidrs("10.96.0.0/12", "fd00:96::/108"),
                                "serviceExternalIPs",
                                ServiceBlocksTest.cidrs("203.0.113.0/24"),
                                "serviceDrainTime",
                                "20s")));
        cluster.bgpPeers.put(
                "tor", BGPPeerSpec.of(Map.of("peerIP", "10.9.0.2", "asNumber", 64999)));
        cluster.bgpPeers.put(
                "internal", BGPPeerSpec.of(Map.of("peerIP", "10.9.0.3", "asNumber", 64512)));
        be(NodeDuty.NORMAL);
        peering.alsoOriginates(services::announced);
    }

    @AfterEach
    void disconnect() {
        peering.close();
        rack.close();
    }

    private void be(NodeDuty duty) {
        cluster.put(
                Kinds.NODES,
                new ResourceKey("", "n1"),
                new SeenNode(cluster.nodes.getFirst(), new Node("n1", Map.of(), List.of()), duty));
        services.topologyChanged();
    }

    private void service(ResourceKey key, boolean local, String... clusterIps) {
        cluster.put(
                Kinds.SERVICES,
                key,
                new SeenService(
                        local,
                        false,
                        java.util.stream.Stream.of(clusterIps).map(IpAddress::parse).toList(),
                        List.of(),
                        List.of()));
    }

    private void ready(ResourceKey service, IpFamily family, String... nodes) {
        String name = service.name() + "-" + family;
        cluster.put(
                Kinds.ENDPOINT_SLICES,
                new ResourceKey(service.namespace(), name),
                new SeenSlice(
                        new Converted(
                                new EndpointSlice(
                                        service.namespace(),
                                        name,
                                        service.name(),
                                        List.of(),
                                        List.of()),
                                List.of()),
                        Optional.of(new ReadyEndpoints(service, family, List.of(nodes)))));
    }

    private void begin() {
        peering.run(false);
        await("both sessions", () -> peering.peers().stream().allMatch(PeerStatus::established));
        awaitRoute(PODS, true);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "60 s did not bring: " + what);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void awaitRoute(String prefix, boolean there) {
        for (int bird : List.of(TOR, INTERNAL)) {
            await(
                    "BIRD " + bird + (there ? " has " : " no longer has ") + prefix,
                    () -> !rack.route(bird, prefix).isEmpty() == there);
        }
    }

    @Test
    void theRoutersSeeRangesAndLocalServicesComeAndGoInBothFamilies() {
        service(WEB, true, "10.96.0.1", "fd00:96::1");
        begin();
        for (String range : List.of("10.96.0.0/12", "203.0.113.0/24", "fd00:96::/108")) {
            awaitRoute(range, true);
        }
        assertEquals("", rack.route(TOR, "10.96.0.1/32"));
        ready(WEB, IpFamily.IPV4, "n1");
        ready(WEB, IpFamily.IPV6, "n1", "n2");
        services.run(false);
        awaitRoute("10.96.0.1/32", true);
        awaitRoute("fd00:96::1/128", true);
        assertTrue(rack.route(TOR, "10.96.0.1/32").contains("BGP.next_hop: 10.9.0.1"));
        assertTrue(rack.route(TOR, "fd00:96::1/128").contains("BGP.next_hop: fd09::1"));
        ready(WEB, IpFamily.IPV4, "n2");
        services.run(false);
        awaitRoute("10.96.0.1/32", false);
        assertFalse(rack.route(TOR, "fd00:96::1/128").isEmpty());
        be(new NodeDuty(false, true, ""));
        services.run(false);
        awaitRoute("10.96.0.0/12", false);
        awaitRoute("fd00:96::1/128", false);
        assertFalse(rack.route(TOR, PODS).isEmpty());
    }

    @Test
    void aCordonedNodeIsTheLastChoiceThenWithdrawnAndItsPodsStay() {
        service(WEB, true, "10.96.0.1");
        ready(WEB, IpFamily.IPV4, "n1");
        begin();
        awaitRoute("10.96.0.1/32", true);
        be(new NodeDuty(true, false, ""));
        services.run(false);
        for (String prefix : List.of("10.96.0.1/32", "10.96.0.0/12", "203.0.113.0/24")) {
            await(
                    "the ToR hears GRACEFUL_SHUTDOWN for " + prefix,
                    () ->
                            rack.route(TOR, prefix).contains("(65535,0)")
                                    && rack.route(TOR, prefix).contains("BGP.local_pref: 0"));
            await(
                    "the internal router hears LOCAL_PREF 0 for " + prefix,
                    () ->
                            rack.route(INTERNAL, prefix).contains("BGP.local_pref: 0")
                                    && rack.route(INTERNAL, prefix).contains("(65535,0)"));
        }
        assertFalse(rack.route(TOR, PODS).contains("(65535,0)"));
        // Pods that come meanwhile have the agent look at all of it.
        peering.run(true);
        assertTrue(rack.route(TOR, "10.96.0.1/32").contains("(65535,0)"));
        now = Duration.ofSeconds(20).toNanos();
        services.run(false);
        awaitRoute("10.96.0.1/32", false);
        awaitRoute("10.96.0.0/12", false);
        assertFalse(rack.route(TOR, PODS).isEmpty());
        assertFalse(rack.route(INTERNAL, PODS).isEmpty());
        be(NodeDuty.NORMAL);
        services.run(false);
        awaitRoute("10.96.0.1/32", true);
        await(
                "the ToR has it as any other route",
                () -> !rack.route(TOR, "10.96.0.1/32").contains("(65535,0)"));
    }

    /// What a router says of services takes no packet from kube-proxy on this node.
    @Test
    void noRouteToAServiceGoesIntoTheKernelWhateverARouterAnnounces() {
        begin();
        IpPrefix fabric = IpPrefix.parse("198.18.0.0/15");
        await(
                "the ToR's other route is in the kernel",
                () -> {
                    routes.run(false);
                    return inTheKernel().contains(fabric);
                });
        assertEquals(4, torsRoutes());
        assertEquals(Set.of(IpPrefix.parse(PODS), fabric), inTheKernel());
        // Without the ranges they are routes as any other.
        cluster.bgpConfigurations.put(
                "default", ServiceBlocksTest.spec(null, null, null, null, null));
        peering.topologyChanged();
        peering.run(false);
        routes.run(false);
        assertTrue(inTheKernel().contains(IpPrefix.parse("10.97.0.0/16")));
    }

    private int torsRoutes() {
        return peering.peers().stream()
                .filter(peer -> peer.name().equals("tor"))
                .findFirst()
                .orElseThrow()
                .accepted();
    }

    private Set<IpPrefix> inTheKernel() {
        Set<IpPrefix> found = new TreeSet<>();
        kernel.routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL))
                .forEach(route -> found.add(route.destination()));
        return found;
    }

    /// By BIRD's own count.
    @Test
    void ofTenThousandServicesOnlyThoseThatFlapAreToldAgain() {
        int many = 10_000;
        for (int i = 0; i < many; i++) {
            service(key(i), true, "10.100." + i / 250 + "." + i % 250);
            ready(key(i), IpFamily.IPV4, "n1");
        }
        begin();
        // The pods' block, two ranges of IPv4; IPv6's range is counted as well, elsewhere.
        awaitHeard("updates", many + 3);
        long sentBefore = updatesSent();
        int flaps = 100;
        for (int i = 0; i < flaps; i++) {
            ready(key(i), IpFamily.IPV4, "n2");
        }
        services.run(false);
        awaitHeard("withdraws", flaps);
        for (int i = 0; i < flaps; i++) {
            ready(key(i), IpFamily.IPV4, "n1");
            services.run(false);
        }
        awaitHeard("updates", many + 3 + flaps);
        long sent = updatesSent() - sentBefore;
        assertTrue(sent <= 2 * (flaps + 10), sent + " UPDATEs to two peers");
    }

    private void awaitHeard(String which, int count) {
        for (int bird : List.of(TOR, INTERNAL)) {
            await(
                    "BIRD " + bird + " has heard " + count + " " + which,
                    () -> rack.heard(bird, which) >= count);
            assertEquals(count, rack.heard(bird, which), "BIRD " + bird + ": " + which);
        }
    }

    private long updatesSent() {
        return peering.peers().stream().mapToLong(peer -> peer.messagesOut().updates()).sum();
    }

    private static ResourceKey key(int i) {
        return new ResourceKey("many", "s" + i);
    }
}
