package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.bgp.rib.RouteExplanation;
import io.gingham.bgp.rib.RouteView;
import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A top-of-rack router that says what it should not, while packets travel; whatever it draws to
/// itself it drops.
///
/// ```
///   pod1 10.244.1.5 ─┐                  ┌── tor  10.9.0.2, AS 65001: says anything; forwards to 198.51.100.7
///                    ├─ node 10.9.0.1 ──┼── n2   10.9.0.3, AS 64512: the mesh; its pod is 10.244.2.5
///   pod2 10.244.1.6 ─┘                  └── api  10.9.0.9: the API server; and the world
/// ```
@Timeout(180)
class WrongRouterKernelTest {

    private static final String OUTSIDE = "198.51.100.7";
    private static final String OUTSIDE6 = "2001:db8:9::7";

    @TempDir private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Pings> pings = new ArrayList<>();
    private Bird tor;
    private RoutingNode node;

    @BeforeAll
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    @BeforeEach
    void buildTheRack() {
        Segment rack = new Segment("rack", "10.9.0.1/24", "fd09::1/64");
        opened.add(rack);
        Netns router = rack.join("tor", "10.9.0.2/24", "fd09::2/64");
        Netns other = rack.join("n2", "10.9.0.3/24", "fd09::3/64");
        Netns api = rack.join("api", "10.9.0.9/24", "fd09::9/64");
        for (Netns each : List.of(router, other, api)) {
            each.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        }
        // What it drops is what others send through it, not what it says to its peers.
        router.run("ip", "rule", "add", "iif", Segment.UPLINK, "lookup", "100");
        router.run("ip", "-6", "rule", "add", "iif", Segment.UPLINK, "lookup", "100");
        // Its answers come another way: what the router drops of its own is not looked at.
        address(api, OUTSIDE, OUTSIDE6);
        router.run("ip", "route", "add", OUTSIDE, "via", "10.9.0.9", "table", "100");
        router.run("ip", "-6", "route", "add", OUTSIDE6, "via", "fd09::9", "table", "100");
        address(other, "10.244.2.5", "fd00:244:2::5");
        for (Netns each : List.of(router, other, api)) {
            each.run("ip", "route", "add", "10.244.1.0/24", "via", "10.9.0.1");
            each.run("ip", "-6", "route", "add", "fd00:244:1::/64", "via", "fd09::1");
        }
        node = new RoutingNode(clusterNode("n1", 1));
        opened.add(node);
        node.cluster.nodes.add(clusterNode("n2", 3, 2));
        node.cluster.apiServers = Set.of(IpAddress.parse("10.9.0.9"), IpAddress.parse("fd09::9"));
        node.configuration("{serviceClusterIPs: [{cidr: 10.96.0.0/12}, {cidr: 'fd00:96::/108'}]}");
        node.peer("tor", "{peerIP: 10.9.0.2, asNumber: 65001}");
        node.peer("tor6", "{peerIP: 'fd09::2', asNumber: 65001}");
        // As a machine has it that was set up by DHCP.
        Netns.OWN.run("ip", "route", "add", "default", "via", "10.9.0.2", "metric", "1024");
        Netns.OWN.run("ip", "-6", "route", "add", "default", "via", "fd09::2", "metric", "2048");
        opened.add(
                () -> {
                    Netns.OWN.run("ip", "route", "del", "default", "metric", "1024");
                    Netns.OWN.run("ip", "-6", "route", "del", "default", "metric", "2048");
                });
        pod("pod1", 5);
        pod("pod2", 6);
        startOther(other);
        tor = new Bird(router, folder.resolve("tor"));
        opened.add(tor);
        tor.start(says(List.of(), ""));
        node.plan();
    }

    private static void address(Netns place, String ipv4, String ipv6) {
        place.run("ip", "address", "add", ipv4 + "/32", "dev", "lo");
        place.run("ip", "address", "add", ipv6 + "/128", "dev", "lo", "nodad");
    }

    private static ClusterNode clusterNode(String name, int host) {
        return clusterNode(name, host, host);
    }

    private static ClusterNode clusterNode(String name, int host, int block) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse("10.9.0." + host), IpAddress.parse("fd09::" + host)),
                List.of(
                        IpPrefix.parse("10.244." + block + ".0/24"),
                        IpPrefix.parse("fd00:244:" + block + "::/64")),
                Optional.empty(),
                "");
    }

    /// Wired as the CNI plugin does it, but for the cable's name: the rules that whole agents of
    /// other tests leave in this namespace drop what comes by a cable of no pod that they know.
    private void pod(String name, int number) {
        Netns pod = new Netns(name);
        String cable = "to-" + name;
        Netns.OWN.run("ip", "netns", "add", name);
        opened.add(
                () -> {
                    Netns.OWN.run("ip", "link", "del", cable);
                    Netns.OWN.run("ip", "netns", "del", name);
                });
        String mac = "ee:ee:ee:ee:ee:ee";
        String[] veth =
                ("ip link add "
                                + cable
                                + " address "
                                + mac
                                + " type veth peer name eth0 netns "
                                + name)
                        .split(" ");
        Netns.OWN.run(veth);
        Netns.OWN.run("ip", "link", "set", cable, "up");
        pod.run("ip", "link", "set", "lo", "up");
        pod.run("ip", "link", "set", "eth0", "address", "02:00:00:00:00:0" + number);
        pod.run("ip", "link", "set", "eth0", "up");
        Netns.OWN.run("sysctl", "-qw", "net.ipv4.conf." + cable + ".proxy_arp=1");
        Netns.OWN.run("ip", "-6", "address", "add", "fe80::1/64", "dev", cable, "nodad");
        pod.run("ip", "address", "add", "10.244.1." + number + "/32", "dev", "eth0");
        pod.run("ip", "address", "add", "fd00:244:1::" + number + "/128", "dev", "eth0", "nodad");
        pod.run("ip", "route", "add", "169.254.1.1", "dev", "eth0", "scope", "link");
        pod.run("ip", "route", "add", "default", "via", "169.254.1.1", "dev", "eth0");
        pod.run("ip", "neigh", "replace", "169.254.1.1", "lladdr", mac, "dev", "eth0");
        pod.run("ip", "neigh", "replace", "fe80::1", "lladdr", mac, "dev", "eth0");
        pod.run("ip", "-6", "route", "add", "default", "via", "fe80::1", "dev", "eth0");
        String podMac = "02:00:00:00:00:0" + number;
        for (String address : List.of("10.244.1." + number, "fd00:244:1::" + number)) {
            Netns.OWN.run("ip", "neigh", "replace", address, "lladdr", podMac, "dev", cable);
        }
        Netns.OWN.run("ip", "route", "add", "10.244.1." + number, "dev", cable, "scope", "link");
        Netns.OWN.run("ip", "-6", "route", "add", "fd00:244:1::" + number, "dev", cable);
    }

    private void startOther(Netns netns) {
        Bird bird = new Bird(netns, folder.resolve("n2"));
        opened.add(bird);
        bird.start(
                bird.head("10.9.0.3")
                        + """
                        protocol static { ipv4; route 10.244.2.0/24 blackhole; }
                        protocol static { ipv6; route fd00:244:2::/64 blackhole; }
                        protocol bgp node {
                          local 10.9.0.3 as 64512; neighbor 10.9.0.1 as 64512;
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                          ipv4 { import all; export where source = RTS_STATIC; next hop self; };
                          ipv6 { import all; export where source = RTS_STATIC; next hop self; };
                        }
                        """);
    }

    /// What the router is told to say: all of it blackholes of its own kernel too.
    ///
    /// @param more commands of the export filter
    private String says(List<String> prefixes, String more) {
        String text =
                """
                protocol static four { ipv4; route 198.51.100.0/24 blackhole; %s }
                protocol static six { ipv6; route 2001:db8:9::/64 blackhole; %s }
                protocol kernel {
                  kernel table 100;
                  ipv4 { import none; export where net != 0.0.0.0/0 && net != 198.51.100.0/24; };
                }
                protocol kernel {
                  kernel table 100;
                  ipv6 { import none; export where net != ::/0 && net != 2001:db8:9::/64; };
                }
                filter told { if source != RTS_STATIC then reject; %s accept; }
                protocol bgp node4 {
                  local 10.9.0.2 as 65001; neighbor 10.9.0.1 as 64512;
                  connect delay time 1; connect retry time 1; error wait time 1,2;
                  ipv4 { import none; export filter told; };
                }
                protocol bgp node6 {
                  local fd09::2 as 65001; neighbor fd09::1 as 64512;
                  connect delay time 1; connect retry time 1; error wait time 1,2;
                  ipv6 { import none; export filter told; };
                }
                """;
        Function<Boolean, String> routes =
                six ->
                        prefixes.stream()
                                .filter(prefix -> prefix.contains(":") == six)
                                .map(prefix -> "route " + prefix + " blackhole;")
                                .collect(Collectors.joining("\n"));
        return tor.head("10.9.0.2") + text.formatted(routes.apply(false), routes.apply(true), more);
    }

    private void say(List<String> prefixes, String more) {
        tor.prepare(says(prefixes, more));
        String answer = tor.ask("configure");
        assertTrue(answer.contains("Reconfigur"), answer);
    }

    @AfterEach
    void clear() throws Exception {
        pings.forEach(Pings::close);
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private void awaitTheTruth() {
        node.await(
                "what is true is in the kernel",
                () ->
                        node.gateways("10.244.2.0/24").equals(List.of("10.9.0.3"))
                                && node.gateways("fd00:244:2::/64").equals(List.of("fd09::3"))
                                && node.gateways("198.51.100.0/24").equals(List.of("10.9.0.2"))
                                && node.gateways("2001:db8:9::/64").equals(List.of("fd09::2")));
    }

    /// From pods and from the node: to the node's own, another node's, the API server, the world.
    private void send() throws Exception {
        for (String to :
                List.of(
                        "10.244.1.6",
                        "10.244.2.5",
                        "10.9.0.9",
                        OUTSIDE,
                        "fd00:244:1::6",
                        "fd00:244:2::5",
                        "fd09::9",
                        OUTSIDE6)) {
            pings.add(new Pings(new Netns("pod1"), to, folder.resolve("pings" + pings.size())));
        }
        for (String to : List.of("10.9.0.9", "10.9.0.3", "10.244.1.5", "10.244.2.5", "fd09::9")) {
            pings.add(new Pings(Netns.OWN, to, folder.resolve("pings" + pings.size())));
        }
        awaitAnswers();
    }

    /// Some of each flow from now on.
    private void awaitAnswers() {
        for (Pings each : pings) {
            int now = each.count();
            node.await("answers come of " + each, () -> each.count() >= now + 10);
        }
    }

    private void assertNothingWasLost() throws Exception {
        List<String> lost = new ArrayList<>();
        for (Pings each : pings) {
            lost.addAll(each.lost());
        }
        assertEquals(List.of(), lost);
    }

    /// What the router has told, whatever became of it.
    private Set<String> told() {
        Set<String> told = new TreeSet<>();
        node.peering
                .speaker()
                .ifPresent(
                        speaker -> {
                            for (String peer : List.of("tor", "tor6")) {
                                speaker.received(peer).stream()
                                        .map(RouteView::prefix)
                                        .map(IpPrefix::toString)
                                        .forEach(told::add);
                            }
                        });
        return told;
    }

    private String verdict(String prefix) {
        return node
                .peering
                .speaker()
                .orElseThrow()
                .explain(IpPrefix.parse(prefix))
                .candidates()
                .stream()
                .filter(candidate -> candidate.route().from().startsWith("tor"))
                .map(RouteExplanation.Candidate::verdict)
                .map(RouteExplanation.Verdict::text)
                .collect(Collectors.joining(", "));
    }

    private void tell(List<String> prefixes) {
        say(prefixes, "");
        node.await(
                "all of it was heard, but " + prefixes + " not " + told(),
                () -> told().containsAll(prefixes));
    }

    private void assertRefused(List<String> lies) {
        for (String lie : lies) {
            List<String> way = node.gateways(lie);
            assertTrue(
                    way.stream().noneMatch(Set.of("10.9.0.2", "fd09::2")::contains),
                    lie + " leads to the router: " + way);
        }
    }

    @Test
    void whatARouterSaysOfTheClusterTakesNoPacketAway() throws Exception {
        awaitTheTruth();
        send();
        List<String> blocks =
                List.of(
                        "10.244.1.0/24",
                        "10.244.1.0/25",
                        "10.244.1.5/32",
                        "10.244.2.0/24",
                        "10.244.2.0/25",
                        "10.244.2.5/32",
                        "fd00:244:1::/64",
                        "fd00:244:1::5/128",
                        "fd00:244:2::/64",
                        "fd00:244:2::/65",
                        "fd00:244:2::5/128");
        List<String> machines =
                List.of(
                        "10.9.0.0/24",
                        "10.9.0.0/25",
                        "10.9.0.0/30",
                        "10.9.0.1/32",
                        "10.9.0.3/32",
                        "10.9.0.8/31",
                        "10.9.0.9/32",
                        "fd09::/64",
                        "fd09::/120",
                        "fd09::1/128",
                        "fd09::3/128",
                        "fd09::9/128");
        List<String> services =
                List.of(
                        "10.96.0.0/12",
                        "10.96.0.0/16",
                        "10.96.0.1/32",
                        "fd00:96::/108",
                        "fd00:96::1/128");
        for (List<String> lies : List.of(blocks, machines, services)) {
            tell(lies);
            awaitAnswers();
            assertRefused(lies);
            awaitAnswers();
        }
        tell(blocks);
        String why = verdict("10.244.1.5/32");
        assertTrue(why.startsWith("refused: ") && why.contains("this node's own block"), why);
        assertNothingWasLost();
        assertEquals(List.of(), node.peering.health("").problems());
    }

    /// They hold the cluster's, and are less than it says itself.
    @Test
    void whatIsWiderThanTheClusterIsBelievedAndHarmsNothing() throws Exception {
        awaitTheTruth();
        send();
        List<String> wide =
                List.of("10.0.0.0/8", "10.244.0.0/16", "10.9.0.0/16", "fd00::/8", "fd00:244::/32");
        tell(wide);
        node.await(
                "they are in the kernel",
                () -> wide.stream().allMatch(prefix -> !node.gateways(prefix).isEmpty()));
        awaitAnswers();
        List<String> defaults = List.of("0.0.0.0/0", "::/0");
        tell(defaults);
        node.await(
                "the default routes are in the kernel",
                () -> defaults.stream().allMatch(prefix -> !node.gateways(prefix).isEmpty()));
        awaitAnswers();
        say(List.of(), "");
        node.await(
                "nothing of it is there any more",
                () ->
                        node.gateways("0.0.0.0/0").isEmpty()
                                && node.gateways("10.0.0.0/8").isEmpty()
                                && node.gateways("::/0").isEmpty());
        awaitAnswers();
        assertNothingWasLost();
        String own = Netns.OWN.run("ip", "route", "show", "default");
        assertTrue(own.contains("metric 1024"), own);
    }

    @Test
    void martiansAndAPathThroughOurselvesAreNotBelieved() throws Exception {
        awaitTheTruth();
        send();
        List<String> martians =
                List.of(
                        "0.0.0.0/1",
                        "128.0.0.0/1",
                        "169.254.0.0/16",
                        "169.254.1.1/32",
                        "127.0.0.0/8",
                        "224.0.0.0/4",
                        "fe80::/64",
                        "::/1",
                        "8000::/1");
        say(martians, "");
        node.await("those that BIRD tells were heard", () -> told().contains("169.254.1.1/32"));
        awaitAnswers();
        List<String> heard = martians.stream().filter(told()::contains).toList();
        assertTrue(heard.size() >= 4, "only " + heard);
        assertRefused(martians);
        say(
                List.of("198.18.0.0/24", "198.18.1.0/24", "2001:db8:18::/64"),
                "if net = 198.18.0.0/24 || net = 2001:db8:18::/64 then"
                        + " bgp_path.prepend(64512);");
        node.await("the true one is there", () -> !node.gateways("198.18.1.0/24").isEmpty());
        assertRefused(List.of("198.18.0.0/24", "2001:db8:18::/64"));
        node.await("it is known why", () -> verdict("198.18.0.0/24").startsWith("refused: "));
        awaitAnswers();
        assertNothingWasLost();
    }

    /// A full table that leaks: the session ends, with what it told; the mesh and the packets do
    /// not notice.
    @Test
    void aFullTableEndsTheSessionAndNothingElse() throws Exception {
        awaitTheTruth();
        send();
        int limit = PeerFilters.EXTERNAL_LIMIT.most();
        List<String> table =
                IntStream.rangeClosed(0, limit)
                        .mapToObj(
                                i ->
                                        "%d.%d.%d.0/24"
                                                .formatted(60 + (i >> 16), i >> 8 & 255, i & 255))
                        .toList();
        say(table, "");
        node.await(
                "the session has ended, and it is said why",
                () ->
                        node.peering.peers().stream()
                                .filter(peer -> peer.name().equals("tor"))
                                .anyMatch(
                                        peer ->
                                                !peer.established()
                                                        && peer.lastError()
                                                                .contains("Maximum Number")));
        node.await(
                "what it told is gone, what others told is there",
                () ->
                        node.gateways("198.51.100.0/24").isEmpty()
                                && node.gateways(table.getFirst()).isEmpty()
                                && node.gateways("10.244.2.0/24").equals(List.of("10.9.0.3")));
        assertTrue(
                node.peering.peers().stream()
                        .filter(peer -> !peer.name().equals("tor"))
                        .allMatch(peer -> peer.established()),
                node.peering.peers()::toString);
        awaitAnswers();
        assertNothingWasLost();
    }
}
