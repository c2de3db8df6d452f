package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.BirdLink.BIRDS;
import static io.gingham.bgp.interop.BirdLink.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.delta.Delta;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against the distribution's BIRD, in a namespace of its own.
@Timeout(120)
class BirdInteropTest {

    private static final String BLOCK = "10.1.0.0/26";
    private static final String BIRDS_ROUTE = "192.0.2.0/24";

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

    static SpeakerConfig config(long ownAs, long birdsAs) {
        return TestSpeaker.config(OURS, 179, ownAs, TestSpeaker.peer(OURS, BIRDS, 179, birdsAs));
    }

    private static String neighbour(long birdsAs, long ownAs) {
        return "local " + BIRDS + " as " + birdsAs + "; neighbor " + OURS + " as " + ownAs + ";";
    }

    private void awaitEstablished(TestSpeaker ours) {
        ours.awaitEstablished();
        Await.until(
                "BIRD says Established",
                TestSpeaker.LIMIT,
                () -> bird.birdc("show", "protocols", "all", "gingham").contains("Established"));
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

    private static BestPath path(TestSpeaker speaker, String prefix) {
        return Objects.requireNonNull(speaker.kernel.get(IpPrefix.parse(prefix)));
    }

    @Test
    void exchangesRoutesInAnExternalSession() {
        bird.start(neighbour(64513, 64512));
        try (TestSpeaker ours = new TestSpeaker(config(64512, 64513))) {
            ours.originate(BLOCK);
            awaitEstablished(ours);
            awaitBirdsRoute(BLOCK);
            ours.awaitRoute(BIRDS_ROUTE);

            String seen = birdsRoute(BLOCK);
            assertTrue(seen.contains("BGP.as_path: 64512"), seen);
            assertTrue(seen.contains("BGP.next_hop: " + OURS), seen);
            assertEquals(IpAddress.parse(BIRDS), path(ours, BIRDS_ROUTE).nextHop());
            assertEquals("64513", path(ours, BIRDS_ROUTE).attributes().asPath().toString());

            ours.originate();
            Await.until(
                    "BIRD has dropped " + BLOCK,
                    TestSpeaker.LIMIT,
                    () -> !birdsRoute(BLOCK).contains("BGP.origin"));
        }
    }

    @Test
    void exchangesRoutesInAnInternalSession() {
        bird.start(neighbour(64512, 64512));
        try (TestSpeaker ours = new TestSpeaker(config(64512, 64512))) {
            ours.originate(BLOCK);
            awaitEstablished(ours);
            awaitBirdsRoute(BLOCK);
            ours.awaitRoute(BIRDS_ROUTE);

            String seen = birdsRoute(BLOCK);
            assertTrue(seen.contains("BGP.next_hop: " + OURS), seen);
            assertTrue(seen.contains("BGP.local_pref: 100"), seen);
            assertEquals(IpAddress.parse(BIRDS), path(ours, BIRDS_ROUTE).nextHop());
            assertEquals("", path(ours, BIRDS_ROUTE).attributes().asPath().toString());
        }
    }

    @Test
    void speaksToAPeerOfTwoOctetAsNumbers() {
        bird.start(neighbour(64513, 64512) + " enable as4 off;");
        PathAttribute big = new PathAttribute.Path(AsPath.sequence(new AsNumber(4_200_000_000L)));
        RouteFilter fromAfar = (_, _, attributes) -> Optional.of(attributes.with(big));
        SpeakerConfig config = config(64512, 64513);
        PeerConfig peer = config.peers().getFirst().withFilters(RouteFilter.ACCEPT_ALL, fromAfar);
        try (TestSpeaker ours = new TestSpeaker(config.withPeers(List.of(peer)))) {
            ours.originate(BLOCK);
            awaitEstablished(ours);
            awaitBirdsRoute(BLOCK);
            ours.awaitRoute(BIRDS_ROUTE);
            // AS_PATH says 64512 23456; BIRD knows the rest from AS4_PATH.
            String seen = birdsRoute(BLOCK);
            assertTrue(seen.contains("BGP.as_path: 64512 4200000000"), seen);
            assertEquals("64513", path(ours, BIRDS_ROUTE).attributes().asPath().toString());
        }
    }

    @Test
    void survivesARestartOfBird() {
        bird.start(neighbour(64513, 64512));
        try (TestSpeaker ours = new TestSpeaker(config(64512, 64513))) {
            ours.originate(BLOCK);
            awaitEstablished(ours);
            ours.awaitRoute(BIRDS_ROUTE);
            bird.kill();
            ours.awaitNoRoute(BIRDS_ROUTE); // it only helps others to restart, by default
            bird.start(neighbour(64513, 64512));
            awaitEstablished(ours);
            ours.awaitRoute(BIRDS_ROUTE);
            awaitBirdsRoute(BLOCK);
        }
    }

    @Test
    void keepsBirdsRoutesOverItsGracefulRestart() {
        String config = neighbour(64513, 64512) + " graceful restart on;";
        bird.start(config);
        try (TestSpeaker ours = new TestSpeaker(config(64512, 64513))) {
            ours.originate(BLOCK);
            awaitEstablished(ours);
            ours.awaitRoute(BIRDS_ROUTE);
            bird.kill();
            Await.until(
                    "the loss is noticed",
                    TestSpeaker.LIMIT,
                    () -> !ours.peer("to-" + BIRDS).established());
            bird.start(config, "-R");
            awaitEstablished(ours);
            awaitBirdsRoute(BLOCK);
            Await.until(
                    "no stale route is left",
                    TestSpeaker.LIMIT,
                    () -> ours.bgp.routes().stream().noneMatch(route -> route.stale()));
            assertTrue(
                    ours.history().stream().noneMatch(Delta.Remove.class::isInstance),
                    "no route was removed: " + ours.history());
        }
    }

    @Test
    void birdKeepsOurRoutesOverAKillOfOurs() throws InterruptedException {
        bird.start(neighbour(64513, 64512));
        try (SpeakerProcess first =
                new SpeakerProcess(SpeakerProcess.Setup.IPV4, BLOCK, "10.1.0.64/26")) {
            awaitBirdsRoute(BLOCK);
            awaitBirdsRoute("10.1.0.64/26");
            RouteWatch watch = new RouteWatch(() -> birdsRoute(BLOCK).contains("BGP.origin"));
            first.kill();
            Await.until(
                    "BIRD notices",
                    TestSpeaker.LIMIT,
                    () -> !bird.birdc("show", "protocols", "gingham").contains("Established"));
            try (TestSpeaker second = new TestSpeaker(config(64512, 64513).withRestarting(true))) {
                awaitEstablished(second);
                second.originate(BLOCK);
                second.bgp.initialConvergence().toCompletableFuture().join();
                assertTrue(second.kernel.containsKey(IpPrefix.parse(BIRDS_ROUTE)));
                // Our End-of-RIB makes BIRD drop what we no longer have, and nothing else.
                Await.until(
                        "BIRD dropped the stale route",
                        TestSpeaker.LIMIT,
                        () -> !birdsRoute("10.1.0.64/26").contains("BGP.origin"));
                assertEquals("", watch.stop());
                assertTrue(watch.looks() > 0);
            }
        }
    }
}
