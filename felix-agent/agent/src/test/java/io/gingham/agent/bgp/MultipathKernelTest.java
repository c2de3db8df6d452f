package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.bgp.rib.RouteQuery;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node with two uplinks and a BIRD behind each, which both know the way to the same addresses
/// and answer for them: what the kernel has of it, and where packets go.
///
/// ```
///            ┌── left  10.9.1.0/24 fd09:1::/64 ── tor1 AS 65001 ─┐
///   node  ───┤                                                   ├─ 198.51.100.0/24, 2001:db8:9::/64
///            └── right 10.9.2.0/24 fd09:2::/64 ── tor2 AS 65002 ─┘
/// ```
@Timeout(120)
class MultipathKernelTest {

    private static final String FOUR = "198.51.100.0/24";
    private static final String SIX = "2001:db8:9::/64";
    private static final int ADDRESSES = 48;

    @TempDir private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Netns first;
    private Netns second;
    private RoutingNode node;

    @BeforeAll
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(org.junit.jupiter.api.Assumptions::abort);
    }

    @BeforeEach
    void layCables() {
        first = tor(1, "left");
        second = tor(2, "right");
        node =
                new RoutingNode(
                        new ClusterNode(
                                "n1",
                                List.of(IpAddress.parse("10.9.1.1"), IpAddress.parse("fd09:1::1")),
                                List.of(IpPrefix.parse("10.244.1.0/24")),
                                Optional.empty(),
                                ""));
        opened.add(node);
        for (int number = 1; number <= 2; number++) {
            String end = "asNumber: 6500" + number + ", sourceAddress: None}";
            node.peer("four" + number, "{peerIP: 10.9." + number + ".2, " + end);
            node.peer("six" + number, "{peerIP: 'fd09:" + number + "::2', " + end);
        }
    }

    private Netns tor(int number, String side) {
        String net = "10.9." + number;
        String net6 = "fd09:" + number + ":";
        Segment segment = new Segment(side, net + ".1/24", net6 + ":1/64");
        opened.add(segment);
        Netns netns = segment.join("tor" + number, net + ".2/24", net6 + ":2/64");
        netns.run("ip", "route", "add", "local", FOUR, "dev", "lo");
        netns.run("ip", "-6", "route", "add", "local", SIX, "dev", "lo");
        Bird bird = new Bird(netns, folder.resolve("tor" + number));
        opened.add(bird);
        bird.start(
                bird.head(net + ".2")
                        + """
                        protocol static { ipv4; route 198.51.100.0/24 blackhole; }
                        protocol static { ipv6; route 2001:db8:9::/64 blackhole; }
                        template bgp node {
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                        }
                        protocol bgp four from node {
                          local %1$s.2 as 6500%2$d; neighbor %1$s.1 as 64512;
                          ipv4 { import all; export all; };
                        }
                        protocol bgp six from node {
                          local %3$s:2 as 6500%2$d; neighbor %3$s:1 as 64512;
                          ipv6 { import all; export all; };
                        }
                        """
                                .formatted(net, number, net6));
        return netns;
    }

    @AfterEach
    void clear() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private void awaitBoth() {
        node.await(
                "both ways are in the kernel",
                () ->
                        node.gateways(FOUR).equals(List.of("10.9.1.2", "10.9.2.2"))
                                && node.gateways(SIX).equals(List.of("fd09:1::2", "fd09:2::2")));
    }

    @Test
    void packetsGoBothWaysAndALostOneLeavesTheOtherWithoutAGap() throws Exception {
        node.plan();
        awaitBoth();
        assertEquals(List.of("best", "beside"), uses(FOUR));
        long before1 = echoes(first);
        long before2 = echoes(second);
        assertEquals(List.of(), unanswered());
        assertTrue(echoes(first) - before1 >= 8, "the first got " + (echoes(first) - before1));
        assertTrue(echoes(second) - before2 >= 8, "the second got " + (echoes(second) - before2));

        String onTheRight = hashedTo("10.9.2.2");
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        Thread flow =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!ended.get()) {
                                        sent.incrementAndGet();
                                        if (!RoutingNode.reaches(onTheRight)) {
                                            lost.incrementAndGet();
                                        }
                                    }
                                });
        Netns.OWN.run("ip", "link", "set", Segment.cable(first, Segment.UPLINK), "down");
        node.await(
                "the way without a link is gone",
                () ->
                        node.gateways(FOUR).equals(List.of("10.9.2.2"))
                                && node.gateways(SIX).equals(List.of("fd09:2::2")));
        assertEquals(List.of(), unanswered());
        Netns.OWN.run("ip", "link", "set", Segment.cable(first, Segment.UPLINK), "up");
        awaitBoth();
        ended.set(true);
        flow.join();
        assertTrue(sent.get() > 10, "the flow had " + sent + " packets");
        assertEquals(0, lost.get(), "of " + sent + " packets of the other way");
    }

    @Test
    void aRouterThatWithdrawsIsNoWayAnyMore() {
        node.plan();
        awaitBoth();
        Bird bird = (Bird) opened.get(1);
        bird.ask("disable", "static1");
        node.await(
                "the withdrawn way is gone", () -> node.gateways(FOUR).equals(List.of("10.9.2.2")));
        bird.ask("enable", "static1");
        awaitBoth();
    }

    @Test
    void oneWayIsUsedIfOneIsWantedAndOnlyThoseThroughTheSameAsesWithoutRelax() {
        node.configuration("{multipath: {maximumPaths: 1}}");
        node.plan();
        node.await("one way", () -> node.gateways(FOUR).equals(List.of("10.9.1.2")));
        node.configuration("{multipath: {maximumPaths: 2}}");
        node.plan();
        awaitBoth();
        node.configuration("{multipath: {asPathRelax: false}}");
        node.plan();
        node.await("one way again", () -> node.gateways(FOUR).equals(List.of("10.9.1.2")));
        node.configuration("{multipath: {maximumPaths: 65}}");
        node.plan();
        awaitBoth();
        assertTrue(
                node.peering.health("").problems().toString().contains("65 is not in 1..64"),
                node.peering.health("").toString());
    }

    @Test
    void prioritiesOfFiltersAreTheMetricsOfTheKernelsRoutes() {
        node.plan();
        awaitBoth();
        assertEquals(0, metric(FOUR), "nobody speaks of priorities");
        assertEquals(1024, metric(SIX), "the kernel's own for IPv6");
        node.filter(
                "near",
                """
                importV4:
                - {action: Accept, cidr: 198.51.100.0/24, matchOperator: Equal, operations: [{setPriority: {value: 512}}]}
                """);
        node.peer(
                "four1",
                "{peerIP: 10.9.1.2, asNumber: 65001, sourceAddress: None, filters: [near]}");
        node.plan();
        node.await(
                "the better one alone, with its metric",
                () -> node.gateways(FOUR).equals(List.of("10.9.1.2")) && metric(FOUR) == 512);
        assertEquals(1024, metric(SIX));
        node.filter("near", "importV4: [{action: Accept}]");
        node.plan();
        awaitBoth();
        node.await("no metric any more", () -> metric(FOUR) == 0);
    }

    private int metric(String prefix) {
        return node.route(prefix).orElseThrow().metric();
    }

    private List<String> uses(String prefix) {
        return node.peering.speaker().orElseThrow().routes(RouteQuery.ALL).routes().stream()
                .filter(route -> route.prefix().equals(IpPrefix.parse(prefix)))
                .map(MultipathKernelTest::use)
                .toList();
    }

    private static String use(RouteView route) {
        return route.best() ? "best" : route.beside() ? "beside" : "unused";
    }

    private static List<String> unanswered() {
        return IntStream.rangeClosed(1, ADDRESSES)
                .boxed()
                .flatMap(i -> List.of("198.51.100." + i, "2001:db8:9::" + i).stream())
                .filter(address -> !RoutingNode.reaches(address))
                .toList();
    }

    private static String hashedTo(String gateway) {
        return IntStream.rangeClosed(1, ADDRESSES)
                .mapToObj(i -> "198.51.100." + i)
                .filter(
                        address ->
                                Netns.OWN
                                        .ask("ip", "route", "get", address)
                                        .contains("via " + gateway))
                .findFirst()
                .orElseThrow();
    }

    /// How many echo requests a router has answered, of both families.
    private static long echoes(Netns router) {
        String four = router.ask("cat", "/proc/net/snmp");
        List<String> icmp = four.lines().filter(line -> line.startsWith("Icmp:")).toList();
        int column = List.of(icmp.getFirst().split(" ")).indexOf("InEchos");
        long sum = Long.parseLong(icmp.getLast().split(" ")[column]);
        return sum
                + router.ask("cat", "/proc/net/snmp6")
                        .lines()
                        .filter(line -> line.startsWith("Icmp6InEchos "))
                        .mapToLong(line -> Long.parseLong(line.split(" +")[1].strip()))
                        .sum();
    }
}
