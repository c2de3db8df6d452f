package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.BirdLink.BIRDS;
import static io.gingham.bgp.interop.BirdLink.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bfd.BfdConfig;
import io.gingham.bfd.BfdState;
import io.gingham.bfd.BfdStatus;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// BFD with the distribution's BIRD.
@Timeout(120)
class BirdBfdTest {

    private static final String BIRDS_ROUTE = "192.0.2.0/24";
    private static final BfdConfig FAST =
            new BfdConfig(Duration.ofMillis(100), Duration.ofMillis(100), 3, false);

    /// Far below BGP's own hold time of 90 s, far above the detection time of 300 ms.
    private static final Duration QUICKLY = Duration.ofSeconds(3);

    @TempDir Path folder;
    private BirdLink bird;

    @BeforeAll
    static void needsBird() {
        PeerKind.BIRD.needed();
    }

    @BeforeEach
    void connect() {
        bird = new BirdLink(folder);
        bird.also(
                """
                protocol bfd {
                  interface "*" { min rx interval 150 ms; min tx interval 60 ms; multiplier 4; };
                  multihop { min rx interval 150 ms; min tx interval 60 ms; multiplier 4; };
                }
                """);
    }

    @AfterEach
    void disconnect() {
        bird.close();
    }

    private static SpeakerConfig config(BfdConfig bfd) {
        SpeakerConfig plain = BirdInteropTest.config(64512, 64513);
        PeerConfig peer =
                plain.peers()
                        .getFirst()
                        .withGracefulRestart(GracefulRestartConfig.OFF)
                        .withBfd(Optional.of(bfd));
        return plain.withPeers(List.of(peer));
    }

    private void startBird(String more) {
        bird.start("local " + BIRDS + " as 64513; neighbor " + OURS + " as 64512; bfd on; " + more);
    }

    private static BfdStatus bfd(TestSpeaker ours) {
        return ours.bgp.bfd().getFirst();
    }

    private static void awaitUp(TestSpeaker ours) {
        ours.awaitEstablished();
        ours.awaitRoute(BIRDS_ROUTE);
        Await.until(
                "BFD is up with BIRD's timers",
                TestSpeaker.LIMIT,
                () ->
                        bfd(ours).state() == BfdState.UP
                                && bfd(ours).detectionTime().equals(Duration.ofMillis(400)));
    }

    @Test
    void agreesOnTimers() {
        startBird("");
        try (TestSpeaker ours = new TestSpeaker(config(FAST))) {
            awaitUp(ours);
            // BIRD's 60 ms and our 100 ms, four times; our 100 ms and its 150 ms.
            assertEquals(Duration.ofMillis(400), bfd(ours).detectionTime());
            assertEquals(Duration.ofMillis(150), bfd(ours).transmitInterval());
            String seen = bird.birdc("show", "bfd", "sessions");
            assertTrue(
                    seen.matches("(?s).*" + OURS + "\\s+\\S+\\s+Up\\s.*0\\.100\\s+0\\.450.*"),
                    seen);
        }
    }

    @Test
    void otherTimersAreAgreedWhileTheSessionIsUp() {
        startBird("");
        try (TestSpeaker ours = new TestSpeaker(config(FAST))) {
            awaitUp(ours);
            ours.bgp.reconfigure(
                    config(FAST.withIntervals(Duration.ofMillis(500), Duration.ofMillis(400))));
            Await.until(
                    "the new timers count",
                    TestSpeaker.LIMIT,
                    () ->
                            bfd(ours).detectionTime().equals(Duration.ofMillis(2000))
                                    && bfd(ours).transmitInterval().equals(Duration.ofMillis(400)));
            Await.until(
                    "BIRD counts with them",
                    TestSpeaker.LIMIT,
                    () -> bird.birdc("show", "bfd", "sessions").contains("1.200"));
            assertTrue(ours.peer("to-" + BIRDS).established());
            assertEquals(1, ours.bgp.bfd().size());
        }
    }

    @Test
    void aLinkThatFailsTakesTheBgpSessionDownQuickly() {
        startBird("");
        try (TestSpeaker ours = new TestSpeaker(config(FAST))) {
            awaitUp(ours);
            bird.cut();
            Await.until(
                    "the route is gone",
                    QUICKLY,
                    () -> !ours.kernel.containsKey(IpPrefix.parse(BIRDS_ROUTE)));
            assertTrue(
                    ours.peer("to-" + BIRDS).lastError().contains("BFD"),
                    ours.peer("to-" + BIRDS).lastError());
            Await.until(
                    "BIRD noticed it too",
                    QUICKLY,
                    () -> !bird.birdc("show", "protocols", "gingham").contains("Established"));
            bird.mend();
            awaitUp(ours);
        }
    }

    @Test
    void aPeerThatStandsStillIsNoticedThoughItsKernelStillAnswers() {
        startBird("");
        try (TestSpeaker ours = new TestSpeaker(config(FAST))) {
            awaitUp(ours);
            bird.signal("STOP");
            Await.until(
                    "the route is gone",
                    QUICKLY,
                    () -> !ours.kernel.containsKey(IpPrefix.parse(BIRDS_ROUTE)));
            bird.signal("CONT");
            awaitUp(ours);
        }
    }

    /// BIRD's C bit is clear: its BFD ends with its BGP, which may be restarting.
    @Test
    void gracefulRestartKeepsTheRoutesOfAPeerWhoseBfdSharesFate() {
        startBird("graceful restart on;");
        SpeakerConfig off = config(FAST);
        PeerConfig keeping =
                off.peers().getFirst().withGracefulRestart(GracefulRestartConfig.DEFAULT);
        try (TestSpeaker ours = new TestSpeaker(off.withPeers(List.of(keeping)))) {
            awaitUp(ours);
            bird.signal("STOP");
            Await.until(
                    "the session is down", QUICKLY, () -> !ours.peer("to-" + BIRDS).established());
            assertTrue(ours.kernel.containsKey(IpPrefix.parse(BIRDS_ROUTE)));
            assertTrue(ours.bgp.routes().stream().allMatch(route -> route.stale()));
            bird.signal("CONT");
            awaitUp(ours);
            Await.until(
                    "nothing is stale any more",
                    TestSpeaker.LIMIT,
                    () -> ours.bgp.routes().stream().noneMatch(route -> route.stale()));
        }
    }

    @Test
    void birdHearsThatWeLeaveOnPurpose() {
        startBird("");
        TestSpeaker ours = new TestSpeaker(config(FAST));
        awaitUp(ours);
        ours.close();
        Await.until(
                "BIRD heard that it is on purpose",
                QUICKLY,
                () -> {
                    String seen = bird.birdc("show", "bfd", "sessions");
                    return !seen.contains("Up");
                });
    }

    @Test
    void overSeveralHops() {
        startBird("multihop;");
        try (TestSpeaker ours = new TestSpeaker(config(FAST.withMultihop(true)))) {
            awaitUp(ours);
            bird.signal("STOP");
            Await.until(
                    "the route is gone",
                    QUICKLY,
                    () -> !ours.kernel.containsKey(IpPrefix.parse(BIRDS_ROUTE)));
        }
    }

    @Test
    void aPeerWithoutBfdHasItsSessionAllTheSame() {
        bird.also("");
        bird.start("local " + BIRDS + " as 64513; neighbor " + OURS + " as 64512;");
        try (TestSpeaker ours = new TestSpeaker(config(FAST))) {
            ours.awaitEstablished();
            ours.awaitRoute(BIRDS_ROUTE);
            assertEquals(BfdState.DOWN, bfd(ours).state());
        }
    }
}
