package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.agent.cluster.ClusterNode;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Other programs of the machine (networkd, a cloud's agent, a hand) that delete and change what
/// the node has written, and set links down. No refresh runs here: what comes back does so since
/// the kernel told of it.
///
/// ```
///   node 10.9.1.1, fd09:1::1 ── tor AS 65001: 198.51.100.0/24, 203.0.113.0/24, 2001:db8:9::/64
/// ```
@Timeout(120)
class ForeignHandsKernelTest {

    private static final List<String> LEARNED =
            List.of("198.51.100.0/24", "203.0.113.0/24", "2001:db8:9::/64");

    @TempDir private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Segment segment;
    private RoutingNode node;

    @BeforeAll
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    @BeforeEach
    void begin() {
        segment = new Segment("uplink", "10.9.1.1/24", "fd09:1::1/64");
        opened.add(segment);
        // Addresses of IPv6 go with a link that is set down, unless the machine keeps them.
        Netns.OWN.run("sysctl", "-qw", "net.ipv6.conf.uplink.keep_addr_on_down=1");
        Netns netns = segment.join("tor", "10.9.1.2/24", "fd09:1::2/64");
        node =
                new RoutingNode(
                        new ClusterNode(
                                "n1",
                                List.of(IpAddress.parse("10.9.1.1"), IpAddress.parse("fd09:1::1")),
                                List.of(IpPrefix.parse("10.244.1.0/24")),
                                Optional.empty(),
                                ""));
        opened.add(node);
        node.peer("four", "{peerIP: 10.9.1.2, asNumber: 65001}");
        node.peer("six", "{peerIP: 'fd09:1::2', asNumber: 65001}");
        for (String foreign :
                List.of(
                        "192.0.2.0/25 via 10.9.1.2 proto static",
                        "192.0.2.128/25 via 10.9.1.2 proto dhcp metric 100",
                        "default via 10.9.1.2 proto 16 metric 1024")) {
            Netns.OWN.run(("ip route add " + foreign).split(" "));
        }
        opened.add(
                () ->
                        Netns.OWN.run(
                                "sh",
                                "-c",
                                "for p in static dhcp 16; do ip route flush proto $p; done"));
        Bird bird = new Bird(netns, folder.resolve("tor"));
        opened.add(bird);
        bird.start(
                bird.head("10.9.1.2")
                        + """
                        protocol static {
                          ipv4; route 198.51.100.0/24 blackhole; route 203.0.113.0/24 blackhole;
                        }
                        protocol static { ipv6; route 2001:db8:9::/64 blackhole; }
                        template bgp node {
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                        }
                        protocol bgp four from node {
                          local 10.9.1.2 as 65001; neighbor 10.9.1.1 as 64512;
                          ipv4 { import none; export all; };
                        }
                        protocol bgp six from node {
                          local fd09:1::2 as 65001; neighbor fd09:1::1 as 64512;
                          ipv6 { import none; export all; };
                        }
                        """);
        node.plan();
        awaitAll();
    }

    @AfterEach
    void clear() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private void awaitAll() {
        node.await(
                "all of ours is in the kernel",
                () ->
                        node.gateways("198.51.100.0/24").equals(List.of("10.9.1.2"))
                                && node.gateways("203.0.113.0/24").equals(List.of("10.9.1.2"))
                                && node.gateways("2001:db8:9::/64").equals(List.of("fd09:1::2"))
                                && node.route("10.244.1.0/24").isPresent());
    }

    private static String foreign() {
        return Netns.OWN.run(
                "sh", "-c", "for p in static dhcp 16; do ip route show proto $p; done");
    }

    @Test
    void deletedRoutesComeBack() {
        String before = foreign();
        for (String prefix : LEARNED) {
            Netns.OWN.run("ip", prefix.contains(":") ? "-6" : "-4", "route", "del", prefix);
            awaitAll();
        }
        Netns.OWN.run("ip", "route", "del", "blackhole", "10.244.1.0/24");
        awaitAll();
        assertEquals(before, foreign());
    }

    /// As networkd does with what it does not know, when it configures a link.
    @Test
    void aFlushedTableIsFilledAgainAndNothingElseIsWritten() {
        Netns.OWN.run("ip", "route", "flush", "proto", "71");
        Netns.OWN.run("ip", "-6", "route", "flush", "proto", "71");
        awaitAll();
        Netns.OWN.run("sh", "-c", "for p in 71 static dhcp 16; do ip route flush proto $p; done");
        awaitAll();
        assertEquals("", foreign());
    }

    @Test
    void oneThatLeadsElsewhereLeadsBack() {
        String before = foreign();
        Netns.OWN.run(
                "ip", "route", "replace", "198.51.100.0/24", "via", "10.9.1.99", "proto", "71");
        awaitAll();
        assertEquals(before, foreign());
    }

    /// Another's route in the place of ours stays; once it goes, ours is back.
    @Test
    void anothersRouteInTheSamePlaceStays() {
        Netns.OWN.run(
                "ip", "route", "replace", "198.51.100.0/24", "via", "10.9.1.99", "proto", "static");
        Netns.OWN.run("ip", "route", "del", "203.0.113.0/24");
        node.await("the other one is back", () -> node.route("203.0.113.0/24").isPresent());
        assertEquals(
                "198.51.100.0/24 via 10.9.1.99 dev uplink proto static",
                Netns.OWN.run("ip", "route", "show", "198.51.100.0/24").strip());
    }

    /// So fast that the speaker may see no difference: the kernel has dropped the routes all the
    /// same.
    @Test
    void aLinkThatIsDownForAMomentHasItsRoutesBack() {
        for (int i = 0; i < 5; i++) {
            Netns.OWN.run("sh", "-c", "ip link set uplink down; ip link set uplink up");
            awaitAll();
        }
    }
}
