package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.BirdLink.BIRDS;
import static io.gingham.bgp.interop.BirdLink.BIRDS_V6;
import static io.gingham.bgp.interop.BirdLink.OURS;
import static io.gingham.bgp.interop.BirdLink.OURS_V6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// IPv4 and IPv6 on one session with the distribution's BIRD.
@Timeout(120)
class BirdDualStackTest {

    private static final String BLOCK = "10.1.0.0/26";
    private static final String BLOCK_V6 = "2001:db8:1::/64";
    private static final String BIRDS_ROUTE = "192.0.2.0/24";
    private static final String BIRDS_ROUTE_V6 = "2001:db8:100::/48";

    private static final String OVER_IPV4 =
            "local "
                    + BIRDS
                    + " as 64513; neighbor "
                    + OURS
                    + " as 64512;"
                    + " ipv4 { import all; export all; };"
                    + " ipv6 { import all; export all; next hop address "
                    + BIRDS_V6
                    + "; };";

    private static final String OVER_IPV6 =
            "local "
                    + BIRDS_V6
                    + " as 64513; neighbor "
                    + OURS_V6
                    + " as 64512;"
                    + " ipv4 { import all; export all; extended next hop on; };"
                    + " ipv6 { import all; export all; };";

    @TempDir Path folder;
    private BirdLink bird;

    @BeforeAll
    static void needsBird() {
        PeerKind.BIRD.needed();
    }

    @BeforeEach
    void connect() {
        bird = new BirdLink(folder);
    }

    @AfterEach
    void disconnect() {
        bird.close();
    }

    private static SpeakerConfig overIpv4() {
        return BirdInteropTest.config(64512, 64513)
                .withPeers(
                        List.of(
                                TestSpeaker.peer(OURS, BIRDS, 179, 64513)
                                        .withFamilies(
                                                PeerFamilies.both(IpAddress.parse(OURS_V6)))));
    }

    private static SpeakerConfig overIpv6() {
        PeerConfig peer =
                TestSpeaker.peer(OURS_V6, BIRDS_V6, 179, 64513).withFamilies(PeerFamilies.both());
        SpeakerConfig plain = BirdInteropTest.config(64512, 64513);
        return SpeakerConfig.of(
                plain.localAs(),
                plain.routerId(),
                new InetSocketAddress(IpAddress.parse(OURS_V6).toInetAddress(), 179),
                List.of(peer));
    }

    private String birdsRoute(String prefix) {
        return bird.birdc("show", "route", "all", prefix);
    }

    private void awaitBirdsRoute(String prefix) {
        Await.until(
                "BIRD has " + prefix,
                TestSpeaker.LIMIT,
                () -> birdsRoute(prefix).contains("BGP.origin"));
    }

    private static String nextHop(TestSpeaker speaker, String prefix) {
        return Objects.requireNonNull(speaker.kernel.get(IpPrefix.parse(prefix)))
                .nextHop()
                .toString();
    }

    @Test
    void bothFamiliesGoOverASessionOfIpv4() {
        bird.startWith(OVER_IPV4);
        try (TestSpeaker ours = new TestSpeaker(overIpv4())) {
            ours.originate(BLOCK, BLOCK_V6);
            ours.awaitEstablished();
            awaitBirdsRoute(BLOCK);
            awaitBirdsRoute(BLOCK_V6);
            ours.awaitRoute(BIRDS_ROUTE);
            ours.awaitRoute(BIRDS_ROUTE_V6);

            assertTrue(birdsRoute(BLOCK).contains("BGP.next_hop: " + OURS), birdsRoute(BLOCK));
            String seen = birdsRoute(BLOCK_V6);
            assertTrue(seen.contains("BGP.next_hop: " + OURS_V6), seen);
            assertTrue(seen.contains("BGP.as_path: 64512"), seen);
            assertEquals(BIRDS, nextHop(ours, BIRDS_ROUTE));
            assertEquals(BIRDS_V6, nextHop(ours, BIRDS_ROUTE_V6));

            ours.originate(BLOCK);
            Await.until(
                    "BIRD has dropped " + BLOCK_V6,
                    TestSpeaker.LIMIT,
                    () -> !birdsRoute(BLOCK_V6).contains("BGP.origin"));
            assertTrue(birdsRoute(BLOCK).contains("BGP.origin"), "IPv4 is still there");
        }
    }

    @Test
    void bothFamiliesGoOverASessionOfIpv6() {
        bird.startWith(OVER_IPV6);
        try (TestSpeaker ours = new TestSpeaker(overIpv6())) {
            ours.originate(BLOCK, BLOCK_V6);
            ours.awaitEstablished();
            awaitBirdsRoute(BLOCK);
            awaitBirdsRoute(BLOCK_V6);
            ours.awaitRoute(BIRDS_ROUTE);
            ours.awaitRoute(BIRDS_ROUTE_V6);
            // RFC 8950: IPv4 over IPv6 next hops, both ways.
            assertTrue(birdsRoute(BLOCK).contains("BGP.next_hop: " + OURS_V6), birdsRoute(BLOCK));
            assertEquals(BIRDS_V6, nextHop(ours, BIRDS_ROUTE));
            assertEquals(BIRDS_V6, nextHop(ours, BIRDS_ROUTE_V6));
        }
    }

    @Test
    void aPeerWithoutIpv6GetsIpv4Only() {
        bird.start("local " + BIRDS + " as 64513; neighbor " + OURS + " as 64512;");
        try (TestSpeaker ours = new TestSpeaker(overIpv4())) {
            ours.originate(BLOCK, BLOCK_V6);
            ours.awaitEstablished();
            awaitBirdsRoute(BLOCK);
            ours.awaitRoute(BIRDS_ROUTE);
            assertEquals(1, ours.peer("to-" + BIRDS).advertised());
        }
    }

    @Test
    void birdMayAskForEverythingAgain() {
        bird.startWith(OVER_IPV4);
        try (TestSpeaker ours = new TestSpeaker(overIpv4())) {
            ours.originate(BLOCK, BLOCK_V6);
            ours.awaitEstablished();
            awaitBirdsRoute(BLOCK);
            awaitBirdsRoute(BLOCK_V6);
            long before = updates();
            bird.birdc("reload", "in", "gingham");
            Await.until(
                    "both families are told again",
                    TestSpeaker.LIMIT,
                    () -> updates() >= before + 2);
            awaitBirdsRoute(BLOCK);
            awaitBirdsRoute(BLOCK_V6);
            assertTrue(ours.peer("to-" + BIRDS).established());
        }
    }

    /// Of both channels, as BIRD counts them.
    private long updates() {
        return bird.birdc("show", "protocols", "all", "gingham")
                .lines()
                .filter(line -> line.contains("Import updates:"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[2]))
                .sum();
    }

    @Test
    void keepsBothFamiliesOverBirdsGracefulRestart() {
        String config = OVER_IPV4 + " graceful restart on;";
        bird.startWith(config);
        try (TestSpeaker ours = new TestSpeaker(overIpv4())) {
            ours.originate(BLOCK, BLOCK_V6);
            ours.awaitEstablished();
            ours.awaitRoute(BIRDS_ROUTE);
            ours.awaitRoute(BIRDS_ROUTE_V6);
            bird.kill();
            Await.until(
                    "the loss is noticed",
                    TestSpeaker.LIMIT,
                    () -> !ours.peer("to-" + BIRDS).established());
            bird.startWith(config, "-R");
            ours.awaitEstablished();
            awaitBirdsRoute(BLOCK_V6);
            Await.until(
                    "no stale route is left",
                    TestSpeaker.LIMIT,
                    () -> ours.bgp.routes().stream().noneMatch(route -> route.stale()));
            assertTrue(
                    ours.history().stream().noneMatch(Delta.Remove.class::isInstance),
                    "no route was removed: " + ours.history());
        }
    }
}
