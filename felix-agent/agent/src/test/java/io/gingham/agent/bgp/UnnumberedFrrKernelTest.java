package io.gingham.agent.bgp;

import static io.gingham.routers.Frr.Daemon.BFDD;
import static io.gingham.routers.Frr.Daemon.BGPD;
import static io.gingham.routers.Frr.Daemon.ZEBRA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.routers.Frr;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// docs/how-to/unnumbered.md, with two FRRs as the routers of a rack and nothing but link-local
/// addresses between them and the node: one line of a BGPPeer makes both sessions, and packets of
/// an IPv4 pod go over IPv6 next hops.
///
/// ```
///   pod 10.244.1.5 ── node 10.9.9.1 (on lo) ──┬── left  fe80:: ── tor1 AS 65001 ─┐
///                                             └── right fe80:: ── tor2 AS 65002 ─┴─ 198.51.100.0/24, 2001:db8:9::/64
/// ```
@Timeout(120)
class UnnumberedFrrKernelTest {

    private static final String PODS = "10.244.1.0/24";
    private static final String POD = "10.244.1.5";
    private static final String FOUR = "198.51.100.0/24";
    private static final String SIX = "2001:db8:9::/64";
    private static final int ADDRESSES = 24;

    /// Not by the name of pods' interfaces: rules that other tests leave would drop its packets.
    private static final String CABLE = "topod";

    @TempDir private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Frr> routers = new ArrayList<>();
    private final List<Netns> places = new ArrayList<>();
    private final Netns pod = new Netns("pod");
    private RoutingNode node;

    @BeforeAll
    static void needed() {
        RouterProgram.FRR.skipReason().ifPresent(Assumptions::abort);
    }

    @BeforeEach
    void layCables() {
        tor(1, "left");
        tor(2, "right");
        Netns.OWN.run("ip", "address", "add", "10.9.9.1/32", "dev", "lo");
        opened.add(() -> Netns.OWN.run("ip", "address", "del", "10.9.9.1/32", "dev", "lo"));
        wirePod();
        node =
                new RoutingNode(
                        new ClusterNode(
                                "n1",
                                List.of(IpAddress.parse("10.9.9.1")),
                                List.of(IpPrefix.parse(PODS)),
                                Optional.empty(),
                                ""));
        opened.add(node);
    }

    private void tor(int number, String side) {
        Segment segment = new Segment(side);
        opened.add(segment);
        Netns place = segment.join("tor" + number);
        place.run("ip", "route", "add", "local", FOUR, "dev", "lo");
        place.run("ip", "-6", "route", "add", "local", SIX, "dev", "lo");
        Frr frr = new Frr(place, folder.resolve("tor" + number));
        opened.add(frr);
        routers.add(frr);
        places.add(place);
        frr.start(ZEBRA, "");
        frr.start(BFDD, "");
        frr.start(BGPD, howTo(number));
    }

    /// Behind it comes what is of this test: FRR knows no way to what it announces.
    private static final String POLICY = " no bgp ebgp-requires-policy";

    /// The first indented block of the page's section, with this network's names.
    private static String howTo(int number) {
        Path root = Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));
        try {
            return Files.readString(root.resolve("docs/how-to/unnumbered.md"))
                    .split("## FRR\n", 2)[1]
                    .lines()
                    .dropWhile(line -> !line.startsWith("    "))
                    .takeWhile(line -> line.startsWith("    "))
                    .map(line -> line.substring(4))
                    .collect(Collectors.joining("\n", "", "\n"))
                    .replace(POLICY, POLICY + "\n no bgp network import-check")
                    .replace("swp1", Segment.UPLINK)
                    .replace("65001", Integer.toString(65000 + number))
                    .replace("192.0.2.1", "192.0.2." + number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wirePod() {
        Netns.OWN.run("ip", "netns", "add", "pod");
        opened.add(() -> Netns.OWN.run("ip", "netns", "del", "pod"));
        List<String> cable = new ArrayList<>(List.of("ip", "link", "add", CABLE, "type", "veth"));
        cable.addAll(List.of("peer", "name", "eth0", "netns", "pod"));
        Netns.OWN.run(cable.toArray(String[]::new));
        Netns.OWN.run("ip", "address", "add", "169.254.1.1/32", "dev", CABLE);
        Netns.OWN.run("ip", "link", "set", CABLE, "up");
        Netns.OWN.run("ip", "route", "add", POD, "dev", CABLE);
        pod.run("ip", "link", "set", "eth0", "up");
        pod.run("ip", "address", "add", POD + "/32", "dev", "eth0");
        pod.run("ip", "route", "add", "169.254.1.1", "dev", "eth0", "scope", "link");
        pod.run("ip", "route", "add", "default", "via", "169.254.1.1", "dev", "eth0");
    }

    @AfterEach
    void clear() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static String linkLocal(Netns place, String device) {
        String shown =
                place.ask("ip", "-6", "-o", "address", "show", "dev", device, "scope", "link");
        return shown.contains("inet6 ") ? shown.split("inet6 ")[1].split("/")[0] : "";
    }

    private List<String> torsOnTheirLinks() {
        return places.stream().map(place -> linkLocal(place, Segment.UPLINK)).sorted().toList();
    }

    private void awaitBoth() {
        node.await(
                "both routers are ways of both families",
                () ->
                        node.gateways(FOUR).equals(torsOnTheirLinks())
                                && node.gateways(SIX).equals(torsOnTheirLinks()));
    }

    @Test
    void oneLineMakesARackOfTwoRoutersAndIpv4PodsGoOverIpv6NextHops() {
        node.peer("rack", "{peerInterfaces: [left, right]}");
        node.plan();
        awaitBoth();
        for (Netns place : places) {
            String side = place.equals(places.getFirst()) ? "left" : "right";
            node.await(
                    "the router's kernel has the node's block via its link-local address",
                    () ->
                            place.ask("ip", "route", "show", PODS)
                                    .contains("inet6 " + linkLocal(Netns.OWN, side)));
        }
        long before1 = echoes(places.getFirst());
        long before2 = echoes(places.getLast());
        assertEquals(List.of(), unansweredPods());
        assertTrue(echoes(places.getFirst()) > before1, "the first router got none");
        assertTrue(echoes(places.getLast()) > before2, "the second router got none");
        assertEquals(
                List.of(65001L, 65002L),
                node.peering.peers().stream().map(peer -> peer.remoteAs().value()).toList());

        String cable = Segment.cable(places.getFirst(), Segment.UPLINK);
        Netns.OWN.run("ip", "link", "set", cable, "down");
        List<String> second = List.of(linkLocal(places.getLast(), Segment.UPLINK));
        node.await(
                "the way without a link is gone",
                () -> node.gateways(FOUR).equals(second) && node.gateways(SIX).equals(second));
        assertEquals(List.of(), unansweredPods());
        Netns.OWN.run("ip", "link", "set", cable, "up");
        awaitBoth();
        // Set down itself, the node's link loses its routes, and its address for a while.
        Netns.OWN.run("ip", "link", "set", "left", "down");
        node.await("the way is gone again", () -> node.gateways(FOUR).equals(second));
        Netns.OWN.run("ip", "link", "set", "left", "up");
        awaitBoth();
        // So shortly that nobody may have looked in between.
        Netns.OWN.run("sh", "-c", "ip link set left down; ip link set left up");
        awaitBoth();
        node.await("packets go", () -> unansweredPods().isEmpty());
    }

    @Test
    void anUnnumberedPeerIsWatchedByBfdAndHasToBeOfTheAsThatIsSaid() {
        node.peer(
                "rack",
                "{peerInterfaces: [left], asNumber: 65001, failureDetectionMode: BFDIfDirectlyConnected}");
        node.plan();
        node.await(
                "BFD is up at both ends",
                () ->
                        node.peering.peers().getFirst().bfdUp().orElse(false)
                                && routers.getFirst().ask("show bfd peers").contains("Status: up"));
        node.peer("rack", "{peerInterfaces: [left], asNumber: 65009}");
        node.plan();
        node.await(
                "another AS is refused",
                () -> node.peering.peers().getFirst().lastError().contains("AS 65009"));
        node.peer("rack", "{peerInterfaces: [left], asNumber: 65001}");
        node.plan();
        node.await("the right one is not", () -> node.route(FOUR).isPresent());
        node.filter("left", "{importV4: [{action: Reject, interface: lef*}]}");
        node.peer("rack", "{peerInterfaces: [left], filters: [left]}");
        node.plan();
        node.await("what comes over that link is refused", () -> node.route(FOUR).isEmpty());
        node.filter("left", "{importV4: [{action: Reject, interface: rig*}]}");
        node.plan();
        node.await("what comes over another one is not", () -> node.route(FOUR).isPresent());
        node.cluster.bgpPeers.clear();
        node.plan();
        node.await("without the object there is no route", () -> node.route(FOUR).isEmpty());
    }

    private List<String> unansweredPods() {
        return IntStream.rangeClosed(1, ADDRESSES)
                .mapToObj(i -> "198.51.100." + i)
                .filter(address -> !pings(address))
                .toList();
    }

    private boolean pings(String address) {
        return pod.ask("ping", "-n", "-c", "1", "-W", "1", address).contains(" 1 received");
    }

    /// How many echo requests a router has answered.
    private static long echoes(Netns router) {
        return Stream.of(router.ask("cat", "/proc/net/snmp"))
                .map(text -> text.lines().filter(line -> line.startsWith("Icmp:")).toList())
                .mapToLong(
                        lines ->
                                Long.parseLong(
                                        lines.getLast()
                                                .split(" ")[
                                                List.of(lines.getFirst().split(" "))
                                                        .indexOf("InEchos")]))
                .sum();
    }
}
