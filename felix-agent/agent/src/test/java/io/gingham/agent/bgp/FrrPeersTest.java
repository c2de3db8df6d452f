package io.gingham.agent.bgp;

import static io.gingham.routers.Frr.Daemon.BFDD;
import static io.gingham.routers.Frr.Daemon.BGPD;
import static io.gingham.routers.Frr.Daemon.ZEBRA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.Kinds;
import io.gingham.agent.cluster.Kinds.SeenNode;
import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.services.ServicesPart;
import io.gingham.policy.model.Node;
import io.gingham.routers.Frr;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The speaker that BGPPeers make, with FRRs as the routers around it: their own tables, and their
/// kernels', are the witnesses. The same with BIRD: [BirdPeersTest]. This node is 10.9.0.1 and
/// fd09::1, FRR number N is 10.9.0.N and fd09::N, AS 65000 + N.
@Timeout(120)
class FrrPeersTest {

    private static final String PODS = "10.244.1.0/24";
    private static final String PODS6 = "fd00:244:1::/64";

    @TempDir private Path folder;

    private final Map<Integer, Frr> frrs = new TreeMap<>();
    private Segment segment;
    private RoutingNode node;

    @BeforeAll
    static void needed() {
        RouterProgram.FRR.skipReason().ifPresent(Assumptions::abort);
    }

    @BeforeEach
    void layCables() {
        segment = new Segment("rack", "10.9.0.1/24", "fd09::1/64");
        node = new RoutingNode(self(Map.of("rack", "r1")));
    }

    private static ClusterNode self(Map<String, String> labels) {
        return new ClusterNode(
                        "self",
                        List.of(IpAddress.parse("10.9.0.1"), IpAddress.parse("fd09::1")),
                        List.of(IpPrefix.parse(PODS), IpPrefix.parse(PODS6)),
                        Optional.empty(),
                        "")
                .withLabels(labels);
    }

    @AfterEach
    void clear() {
        node.close();
        frrs.values().forEach(Frr::close);
        segment.close();
    }

    /// @param neighbor the node's address on the session
    /// @param options of the neighbour, a line each
    private Netns start(int number, String neighbor, List<String> networks, String... options) {
        String name = "frr" + number;
        Netns place = segment.join(name, "10.9.0." + number + "/24", "fd09::" + number + "/64");
        Frr frr = new Frr(place, folder.resolve(name));
        frrs.put(number, frr);
        StringBuilder config = new StringBuilder(Frr.head(65000 + number, "10.9.0." + number));
        config.append(" no bgp network import-check\n no bgp default ipv4-unicast\n");
        config.append(" neighbor ").append(neighbor).append(" remote-as 64512\n");
        for (String option : options) {
            config.append(" neighbor ").append(neighbor).append(" ").append(option).append("\n");
        }
        for (String family : List.of("ipv4", "ipv6")) {
            config.append(" address-family ").append(family).append(" unicast\n");
            config.append("  neighbor ").append(neighbor).append(" activate\n");
            networks.stream()
                    .filter(network -> network.contains(":") == family.equals("ipv6"))
                    .forEach(network -> config.append("  network ").append(network).append("\n"));
            config.append(" exit-address-family\n");
        }
        frr.start(ZEBRA, "");
        if (List.of(options).contains("bfd")) {
            frr.start(BFDD, "");
        }
        frr.start(BGPD, config.toString());
        return place;
    }

    private String frr(int number, String command) {
        return Objects.requireNonNull(frrs.get(number)).ask(command);
    }

    private boolean hasRoute(int number, String prefix) {
        String family = prefix.contains(":") ? "ipv6" : "ipv4";
        return frr(number, "show bgp %s unicast %s json".formatted(family, prefix))
                .contains("\"aspath\"");
    }

    @Test
    void theRouterOfTheNodesRackIsChosenByItsLabels() {
        Netns first = start(4, "10.9.0.1", List.of("198.51.100.0/24"), "timers connect 1");
        start(5, "10.9.0.1", List.of("203.0.113.0/24"), "timers connect 1");
        node.peer("rack1", "{nodeSelector: rack == 'r1', peerIP: 10.9.0.4, asNumber: 65004}");
        node.peer("rack2", "{nodeSelector: rack == 'r2', peerIP: 10.9.0.5, asNumber: 65005}");
        node.plan();
        node.await("the router has the node's block", () -> hasRoute(4, PODS));
        node.await(
                "its kernel too",
                () -> first.ask("ip", "route", "show", PODS).contains("via 10.9.0.1"));
        node.await(
                "the node's kernel has its route",
                () -> node.gateways("198.51.100.0/24").equals(List.of("10.9.0.4")));
        assertFalse(hasRoute(5, PODS));
        // The node is carried to the other rack.
        node.cluster.nodes.set(0, self(Map.of("rack", "r2")));
        node.plan();
        node.await("the other router has it", () -> hasRoute(5, PODS));
        node.await("and the first no more", () -> !hasRoute(4, PODS));
        node.await("nor the node its route", () -> node.route("198.51.100.0/24").isEmpty());
    }

    @Test
    void filtersNarrowWhatIsToldAndTakenAndMarkIt() {
        start(4, "10.9.0.1", List.of("198.51.100.0/24", "203.0.113.0/24"), "timers connect 1");
        node.filter(
                "fabric",
                """
                importV4:
                - {action: Reject, cidr: 203.0.113.0/24, matchOperator: Equal}
                exportV4:
                - {action: Accept, cidr: 10.244.0.0/16, matchOperator: In,
                   operations: [{addCommunity: {value: "64512:77"}}, {prependASPath: {prefix: [64512]}}]}
                """);
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, filters: [fabric]}");
        node.plan();
        node.await("what is not refused is taken", () -> node.route("198.51.100.0/24").isPresent());
        assertTrue(node.route("203.0.113.0/24").isEmpty());
        node.await("the router has the node's block", () -> hasRoute(4, PODS));
        String told = frr(4, "show bgp ipv4 unicast " + PODS);
        assertTrue(told.contains("Community: 64512:77"), told);
        assertTrue(told.contains("64512 64512"), told);
    }

    @Test
    void servicesRangesAreToldAndWithdrawnFromACordonedNode() {
        start(4, "10.9.0.1", List.of(), "timers connect 1");
        ServicesPart services =
                new ServicesPart(
                        "self",
                        node.cluster,
                        new ServicesPart.Listener(
                                () -> {}, node.peering::servicesChanged, in -> {}, () -> {}));
        node.peering.alsoOriginates(services::announced);
        duty(services, NodeDuty.NORMAL);
        node.configuration("{serviceClusterIPs: [{cidr: 10.96.0.0/12}], serviceDrainTime: '0'}");
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004}");
        services.topologyChanged();
        services.run(false);
        node.plan();
        node.await("the router has the range", () -> hasRoute(4, "10.96.0.0/12"));
        duty(services, new NodeDuty(true, false, ""));
        services.run(false);
        node.await("it has it no more", () -> !hasRoute(4, "10.96.0.0/12"));
        assertTrue(hasRoute(4, PODS), "pods stay");
    }

    private void duty(ServicesPart services, NodeDuty duty) {
        node.cluster.put(
                Kinds.NODES,
                new ResourceKey("", "self"),
                new SeenNode(
                        node.cluster.nodes.getFirst(),
                        new Node("self", Map.of(), List.of()),
                        duty));
        services.topologyChanged();
    }

    @Test
    void overIpv6OnlyIpv6IsSpokenAndBothKernelsHaveIt() {
        Netns place =
                start(
                        4,
                        "fd09::1",
                        List.of("2001:db8:9::/64", "198.51.100.0/24"),
                        "timers connect 1");
        node.peer("tor", "{peerIP: 'fd09::4', asNumber: 65004}");
        node.plan();
        node.await("the router has the node's IPv6 block", () -> hasRoute(4, PODS6));
        node.await(
                "its kernel too",
                () -> place.ask("ip", "-6", "route", "show", PODS6).contains("via "));
        node.await(
                "the node's kernel has the router's",
                () -> node.gateways("2001:db8:9::/64").equals(List.of("fd09::4")));
        assertFalse(hasRoute(4, PODS), "IPv4 is not spoken");
        assertTrue(node.route("198.51.100.0/24").isEmpty());
    }

    @Test
    void aDeadRouterIsNoticedByBfdAtOnceAndComesBack() {
        Netns place = start(4, "10.9.0.1", List.of("198.51.100.0/24"), "timers connect 1", "bfd");
        node.peer(
                "tor",
                """
                peerIP: 10.9.0.4
                asNumber: 65004
                failureDetectionMode: BFDIfDirectlyConnected
                bfd: {minimumReceiveInterval: 100ms, minimumTransmitInterval: 100ms}
                """);
        node.plan();
        node.await("there is its route", () -> node.route("198.51.100.0/24").isPresent());
        node.await(
                "BFD is up at both ends",
                () ->
                        node.peering.peers().getFirst().bfdUp().orElse(false)
                                && frr(4, "show bfd peers").contains("Status: up"));
        // Its link still carries: only BFD can know.
        place.run("ip", "address", "del", "10.9.0.4/24", "dev", Segment.UPLINK);
        long lost = System.nanoTime();
        node.await("its route is gone", () -> node.route("198.51.100.0/24").isEmpty());
        long seconds = (System.nanoTime() - lost) / 1_000_000_000;
        assertTrue(seconds < 20, "by BFD, and not by the hold timer: after " + seconds + " s");
        assertTrue(
                node.peering.peers().getFirst().lastError().contains("BFD"),
                node.peering.peers().toString());
        place.run("ip", "address", "add", "10.9.0.4/24", "dev", Segment.UPLINK);
        node.await("it is back", () -> node.route("198.51.100.0/24").isPresent());
        assertEquals(List.of("10.9.0.4"), node.gateways("198.51.100.0/24"));
    }
}
