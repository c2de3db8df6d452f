package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.dataplane.routes.NextHopTracker;
import io.gingham.netlink.Netlink;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A pod with a BIRD in it peers with its node, as Calico's documentation has it: what is behind
/// the pod is in the node's kernel, at another node and at a router, and packets get there. This
/// node is 10.9.0.1, on a segment with another node (10.9.0.2) and a router (10.9.0.4), which are
/// BIRDs; the pod is 10.244.1.5 at the end of a cable that is laid as the CNI server lays them.
@Timeout(180)
class LocalWorkloadsKernelTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CABLE = "cali0123456789a";

    @TempDir private Path folder;

    private final Map<String, Bird> birds = new TreeMap<>();
    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private final List<WorkloadEndpoint> wired = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Netlink netlink = Netlink.open();
    private final NextHopTracker nextHops =
            NextHopTracker.open(
                    RoutesPart.ROUTE_PROTOCOL, netlink.port(), this::nextHopsChanged, () -> {});
    private final RoutesPart routes =
            new RoutesPart("self", cluster, netlink, nextHops::unreachable);
    private final PeeringPart peering =
            new PeeringPart(
                    "self",
                    cluster,
                    new Passwords(key -> Optional.empty(), Runnable::run, () -> 0, () -> {}),
                    () -> List.copyOf(wired),
                    () -> List.of(new ConnectedNetwork("ring", IpPrefix.parse("10.9.0.0/24"))),
                    routes,
                    (hop, link) ->
                            nextHops.isReachable(hop, link)
                                    ? OptionalLong.of(0)
                                    : OptionalLong.empty(),
                    asked::incrementAndGet);
    private final AtomicInteger sourcesChanged = new AtomicInteger();
    private final LocalWorkloadsPart workloads =
            new LocalWorkloadsPart(
                    "cali",
                    LocalWorkloadsPart.Kernel.of(netlink),
                    peering,
                    sourcesChanged::incrementAndGet);

    private void nextHopsChanged() {
        peering.nextHopsChanged();
    }

    @BeforeAll
    static void needed() {
        String missing = RouterProgram.BIRD.missing();
        if (missing.isEmpty()) {
            return;
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing + "; in CI nothing is skipped");
        }
        System.out.println("SKIPPED: " + missing + " to test against it");
        abort(missing);
    }

    /// What whole agents leave in this JVM's namespaces: their rules know no pod of this test, and
    /// drop its packets.
    private static void clearRules() {
        for (String program :
                List.of("iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy")) {
            run("sh", "-c", "%1$s -F && %1$s -X || true".formatted(program));
        }
    }

    @BeforeEach
    void layCables() throws Exception {
        clearRules();
        run("ip", "link", "add", "ring", "type", "bridge");
        run("ip", "address", "add", "10.9.0.1/24", "dev", "ring");
        run("ip", "address", "add", "fd09::1/64", "dev", "ring", "nodad");
        run("ip", "link", "set", "ring", "up");
        run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
        wirePod();
        cluster.nodes.add(node("self", 1));
        cluster.nodes.add(node("n2", 2));
        cluster.bgpConfigurations.put(
                "default",
                YAML.readValue(
                        "{localWorkloadPeeringIPV4: 169.254.0.179, localWorkloadPeeringIPV6: 'fd12:3456:789a::1'}",
                        BGPConfigurationSpec.class));
        cluster.bgpFilters.put(
                "behind-pods",
                YAML.readValue(
                        """
                        importV4: [{action: Accept, matchOperator: In, cidr: 10.123.0.0/16}]
                        importV6: [{action: Accept, matchOperator: In, cidr: "fd0a:c0::/32"}]
                        exportV4: [{action: Reject}]
                        exportV6: [{action: Reject}]
                        """,
                        BGPFilterSpec.class));
        cluster.bgpPeers.put(
                "pods",
                peer(
                        "{localWorkloadSelector: \"color == 'red' && projectcalico.org/namespace == 'vms'\", asNumber: 65401, filters: [behind-pods]}"));
        cluster.bgpPeers.put("tor", peer("{node: self, peerIP: 10.9.0.4, asNumber: 65004}"));
        cluster.put(new Namespace("vms", Map.of()));
        wired.add(
                new WorkloadEndpoint(
                        "c1",
                        "eth0",
                        "vms",
                        "router",
                        "u1",
                        CABLE,
                        List.of(IpAddress.parse("10.244.1.5"), IpAddress.parse("fd00:244:1::5")),
                        "/run/netns/pod",
                        "pods",
                        Instant.EPOCH));
    }

    private static void wirePod() {
        run("ip", "netns", "add", "pod");
        run(
                ("ip link add "
                                + CABLE
                                + " address 02:00:00:00:00:01 type veth peer name eth0"
                                + " address 02:00:00:00:00:02 netns pod")
                        .split(" "));
        run("ip", "link", "set", CABLE, "up");
        run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/conf/" + CABLE + "/proxy_arp");
        run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/conf/" + CABLE + "/rp_filter");
        run("ip", "route", "add", "10.244.1.5/32", "dev", CABLE);
        run("ip", "route", "add", "fd00:244:1::5/128", "dev", CABLE);
        String mac = "02:00:00:00:00:01";
        String podMac = "02:00:00:00:00:02";
        Netns pod = new Netns("pod");
        pod.run("ip", "link", "set", "lo", "up");
        pod.run("ip", "address", "add", "10.123.0.1/32", "dev", "lo");
        pod.run("ip", "address", "add", "fd0a:c0::1/128", "dev", "lo", "nodad");
        pod.run("ip", "address", "add", "10.244.1.5/32", "dev", "eth0");
        pod.run("ip", "address", "add", "fd00:244:1::5/128", "dev", "eth0", "nodad");
        pod.run("ip", "link", "set", "eth0", "up");
        pod.run("ip", "route", "add", "169.254.1.1", "dev", "eth0", "scope", "link");
        pod.run("ip", "route", "add", "default", "via", "169.254.1.1", "dev", "eth0");
        pod.run("ip", "neigh", "replace", "169.254.1.1", "lladdr", mac, "dev", "eth0");
        pod.run("ip", "neigh", "replace", "fe80::1", "lladdr", mac, "dev", "eth0");
        pod.run("ip", "route", "add", "default", "via", "fe80::1", "dev", "eth0");
        run("ip", "neigh", "replace", "10.244.1.5", "lladdr", podMac, "dev", CABLE);
        run("ip", "neigh", "replace", "fd00:244:1::5", "lladdr", podMac, "dev", CABLE);
    }

    @AfterEach
    void clear() {
        peering.close();
        nextHops.close();
        netlink.close();
        birds.forEach(
                (name, bird) -> {
                    bird.close();
                    if (!name.equals("pod")) {
                        run("ip", "link", "del", "to" + name);
                        run("ip", "netns", "del", name);
                    }
                });
        run("ip", "link", "del", CABLE);
        run("ip", "netns", "del", "pod");
        run("ip", "link", "del", "ring");
        run("sh", "-c", "ip route flush proto 71; ip -6 route flush proto 71");
    }

    /// As in Calico's own test of it: a session for each family, with the peering addresses.
    private void startPod(String more4) {
        startPod(
                """
                route 10.123.0.0/26 via 10.244.1.5;
                %s
                """
                        .formatted(more4),
                "route fd0a:c0:0:1::/64 via fd00:244:1::5; route fd0a:c0::/96 via fd00:244:1::5;");
    }

    private void startPod(String routes4, String routes6) {
        Bird bird = new Bird(new Netns("pod"), folder.resolve("pod"));
        birds.put("pod", bird);
        bird.start(
                bird.head("10.244.1.5")
                        + """
                        protocol kernel { ipv4 { import none; export none; }; learn; }
                        protocol static s4 { ipv4; %s }
                        protocol static s6 { ipv6; %s }
                        filter stolen { if net = 10.123.0.128/26 then bgp_next_hop = 10.244.1.9; accept; }
                        protocol bgp node4 {
                          local 10.244.1.5 as 65401;
                          neighbor 169.254.0.179 as 64512;
                          multihop;
                          connect retry time 1;
                          ipv4 { import all; export filter stolen; gateway recursive; };
                        }
                        protocol bgp node6 {
                          local fd00:244:1::5 as 65401;
                          neighbor fd12:3456:789a::1 as 64512;
                          multihop;
                          connect retry time 1;
                          ipv6 { import all; export all; gateway recursive; };
                        }
                        """
                                .formatted(routes4, routes6));
    }

    private void startNeighbour(String name, int number, long as) {
        run("ip", "netns", "add", name);
        Netns place = new Netns(name);
        run(
                "ip",
                "link",
                "add",
                "to" + name,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                name);
        run("ip", "link", "set", "to" + name, "master", "ring", "up");
        place.run("ip", "address", "add", "10.9.0." + number + "/24", "dev", "eth0");
        place.run("ip", "address", "add", "fd09::" + number + "/64", "dev", "eth0", "nodad");
        place.run("ip", "link", "set", "eth0", "up");
        Bird bird = new Bird(place, folder.resolve(name));
        birds.put(name, bird);
        bird.start(
                bird.head("10.9.0." + number)
                        + """
                        protocol direct { ipv4; ipv6; }
                        protocol kernel k4 { ipv4 { import none; export all; }; }
                        protocol kernel k6 { ipv6 { import none; export all; }; }
                        protocol bgp node {
                          local 10.9.0.%d as %d;
                          neighbor 10.9.0.1 as 64512;
                          connect retry time 1;
                          ipv4 { import all; export none; };
                          ipv6 { import all; export none; };
                        }
                        """
                                .formatted(number, as));
    }

    private void pod(Map<String, String> labels) {
        cluster.put(
                new Pod(
                        new PodKey("vms", "router"),
                        "u1",
                        "self",
                        "default",
                        labels,
                        List.of(IpAddress.parse("10.244.1.5"), IpAddress.parse("fd00:244:1::5")),
                        false,
                        PodPhase.RUNNING,
                        List.of()));
    }

    /// What the agent's loops do.
    private void plan() throws Exception {
        peering.run(false);
        workloads.run(false);
        routes.run(false);
    }

    @Test
    void whatIsBehindAPodIsReachedFromEverywhereInBothFamilies() throws Exception {
        pod(Map.of("color", "red"));
        startNeighbour("n2", 2, 64512);
        startNeighbour("tor", 4, 65004);
        startPod("");
        plan();
        await("the node's kernel leads to the pod", () -> kernel("10.123.0.0/26").contains(CABLE));
        await("in IPv6 too", () -> kernel("fd0a:c0::/96").contains(CABLE));
        assertTrue(kernel("10.123.0.0/26").contains("via 10.244.1.5"), kernel("10.123.0.0/26"));
        for (String neighbour : List.of("n2", "tor")) {
            await(
                    neighbour + " is told, by way of the node",
                    () -> told(neighbour, "10.123.0.0/26").contains("via 10.9.0.1"));
            await(
                    neighbour + " is told in IPv6",
                    () -> told(neighbour, "fd0a:c0::/96").contains("via fd09::1"));
        }
        assertTrue(told("n2", "10.123.0.0/26").contains("AS65401"), told("n2", "10.123.0.0/26"));
        await("packets from the router get there", () -> pings("tor", "10.123.0.1"));
        await("and in IPv6", () -> pings("tor", "fd0a:c0::1"));
        await("from the other node too", () -> pings("n2", "10.123.0.1"));
        assertEquals(List.of(), problems());
    }

    @Test
    void aPodThatLiesTakesNobodysTraffic() throws Exception {
        pod(Map.of("color", "red"));
        startNeighbour("tor", 4, 65004);
        cluster.bgpFilters.put(
                "behind-pods",
                YAML.readValue(
                        """
                        importV4: [{action: Accept, matchOperator: In, cidr: 0.0.0.0/0}]
                        """,
                        BGPFilterSpec.class));
        cluster.bgpConfigurations.put(
                "default",
                YAML.readValue(
                        "{localWorkloadPeeringIPV4: 169.254.0.179, serviceClusterIPs: [{cidr: 10.96.0.0/12}]}",
                        BGPConfigurationSpec.class));
        List<String> lies =
                List.of(
                        "0.0.0.0/0",
                        "10.0.0.0/8",
                        "10.244.1.9/32",
                        "10.244.2.0/24",
                        "10.244.2.64/26",
                        "10.9.0.2/32",
                        "10.9.0.0/25",
                        "10.96.0.1/32",
                        "10.96.0.0/16",
                        "169.254.169.254/32",
                        "127.0.0.0/8",
                        "10.123.0.128/26");
        StringBuilder all = new StringBuilder();
        lies.forEach(lie -> all.append("route ").append(lie).append(" via 10.244.1.5; "));
        startPod(all.toString());
        plan();
        await("what is true is believed", () -> kernel("10.123.0.0/26").contains(CABLE));
        await("and told", () -> !told("tor", "10.123.0.0/26").isEmpty());
        for (String lie : lies) {
            assertFalse(kernel(lie).contains(CABLE), lie + " is in the kernel: " + kernel(lie));
            assertFalse(told("tor", lie).contains("65401"), lie + " is told on");
        }
    }

    @Test
    void aFilterMustAcceptWhatAPodTells() throws Exception {
        pod(Map.of("color", "red"));
        cluster.bgpPeers.put(
                "pods", peer("{localWorkloadSelector: color == 'red', asNumber: 65401}"));
        startPod("");
        plan();
        await("the session is there", () -> established("workload/vms/router"));
        await("and its routes are", () -> received("workload/vms/router") >= 1);
        assertEquals("", kernel("10.123.0.0/26"));
        assertTrue(
                problems().getFirst().contains("no route of its pods is taken"), "" + problems());
    }

    /// What a pod connects to is governed by its egress policies; what its node connects to is not.
    @Test
    void aPodWhosePoliciesForbidItToConnectIsConnectedTo() throws Exception {
        pod(Map.of("color", "red"));
        String[] rule =
                ("iptables-nft -A INPUT -i "
                                + CABLE
                                + " -p tcp --dport 179 -m conntrack --ctstate NEW -j DROP")
                        .split(" ");
        run(rule);
        try {
            startPod("");
            plan();
            await(
                    "the routes are there all the same",
                    () -> kernel("10.123.0.0/26").contains(CABLE));
        } finally {
            clearRules();
        }
    }

    /// And the other way round: a pod need not listen.
    @Test
    void aPodThatDoesNotListenConnectsItself() throws Exception {
        pod(Map.of("color", "red"));
        new Netns("pod")
                .run(
                        "sh",
                        "-c",
                        "iptables-nft -A INPUT -p tcp --dport 179 -m conntrack --ctstate NEW -j DROP");
        startPod("");
        plan();
        await("the routes are there all the same", () -> kernel("10.123.0.0/26").contains(CABLE));
    }

    @Test
    void aPodIsNoPeerAnyMoreWhenItsLabelsAreOthers() throws Exception {
        pod(Map.of("color", "blue"));
        startPod("");
        plan();
        assertEquals("", addresses());
        assertEquals(0, sourcesChanged.get());
        pod(Map.of("color", "red"));
        plan();
        assertEquals(1, sourcesChanged.get());
        assertEquals(
                List.of(IpPrefix.parse("10.123.0.0/16"), IpPrefix.parse("fd0a:c0::/32")),
                peering.sourcesBehindPods().get(CABLE));
        await("it is one now", () -> kernel("10.123.0.0/26").contains(CABLE));
        assertTrue(addresses().contains("169.254.0.179/32 scope host"), addresses());
        assertTrue(addresses().contains("fd12:3456:789a::1/128"), addresses());
        assertTrue(addresses().contains("deprecated"), addresses());
        assertEquals(
                "10.9.0.1",
                Netns.OWN
                        .ask(
                                "sh",
                                "-c",
                                "ip route get 10.244.1.5 | sed -n 's/.*src \\([^ ]*\\).*/\\1/p'")
                        .strip(),
                "what the node sends to the pod has the node's own address");
        pod(Map.of("color", "blue"));
        plan();
        await("and not any more", () -> kernel("10.123.0.0/26").isEmpty());
        assertEquals("", addresses());
        assertEquals(2, sourcesChanged.get());
        assertEquals(
                List.of(),
                peering.foreignPeers().stream()
                        .filter(each -> each.equals(IpAddress.parse("10.244.1.5")))
                        .toList());
    }

    private static String addresses() {
        return Netns.OWN.ask(
                "sh",
                "-c",
                "ip address show dev " + CABLE + " | grep inet | grep -v 'inet6 fe80' || true");
    }

    private boolean established(String name) {
        return peering.peers().stream()
                .anyMatch(peer -> peer.name().equals(name) && peer.established());
    }

    private int received(String name) {
        return peering.peers().stream()
                .filter(peer -> peer.name().equals(name))
                .mapToInt(peer -> peer.received())
                .sum();
    }

    private static String kernel(String prefix) {
        String family = prefix.contains(":") ? "-6" : "-4";
        String found =
                Netns.OWN.ask(
                        "sh",
                        "-c",
                        "ip "
                                + family
                                + " route show exact "
                                + prefix
                                + " proto 71 2>/dev/null || true");
        return found.strip();
    }

    private String told(String neighbour, String prefix) {
        String said =
                Objects.requireNonNull(birds.get(neighbour)).ask("show", "route", prefix, "all");
        return said.contains("unicast") ? said : "";
    }

    private static boolean pings(String from, String address) {
        return new Netns(from)
                .ask("sh", "-c", "ping -c 1 -W 1 " + address + " >/dev/null && echo there || true")
                .contains("there");
    }

    private List<String> problems() {
        return peering.health("").problems().stream().map(Object::toString).toList();
    }

    private void await(String what, BooleanSupplier condition) throws Exception {
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
                                + problems());
            }
            routes.run(false);
            Thread.sleep(50);
        }
    }

    private static BGPPeerSpec peer(String yaml) throws JsonProcessingException {
        return YAML.readValue(yaml, BGPPeerSpec.class);
    }

    private static ClusterNode node(String name, int number) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse("10.9.0." + number), IpAddress.parse("fd09::" + number)),
                List.of(
                        IpPrefix.parse("10.244." + number + ".0/24"),
                        IpPrefix.parse("fd00:244:" + number + "::/64")),
                Optional.empty(),
                "");
    }

    private static void run(String... command) {
        Netns.OWN.run(command);
    }
}
