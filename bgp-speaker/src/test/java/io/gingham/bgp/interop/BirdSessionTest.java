package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.BirdLink.BIRDS;
import static io.gingham.bgp.interop.BirdLink.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerRelation;
import io.gingham.bgp.speaker.PeerTimers;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What OPENs agree upon, with the distribution's BIRD: roles, refreshes with markers, long-lived
/// routes, delayed OPENs.
@Timeout(120)
class BirdSessionTest {

    private static final String SESSION =
            "local " + BIRDS + " as 64513; neighbor " + OURS + " as 64512; ";
    private static final String BIRDS_ROUTE = "192.0.2.0/24";
    private static final String NAME = "to-" + BIRDS;

    @TempDir Path folder;
    private BirdLink bird;

    @BeforeEach
    void connect() {
        PeerKind.BIRD.needed();
        bird = new BirdLink(folder);
    }

    @AfterEach
    void disconnect() {
        bird.close();
    }

    private static TestSpeaker speaker(UnaryOperator<PeerConfig> settings) {
        SpeakerConfig plain = BirdInteropTest.config(64512, 64513);
        PeerConfig peer = settings.apply(plain.peers().getFirst());
        return new TestSpeaker(plain.withPeers(List.of(peer)));
    }

    private static UnaryOperator<PeerConfig> role(RoleType ours) {
        return peer -> peer.withRelation(PeerRelation.PLAIN.withRole(ours, true));
    }

    @Test
    void rolesThatFitAreASession() {
        bird.start(SESSION + "local role provider; require roles on;");
        try (TestSpeaker ours = speaker(role(RoleType.CUSTOMER))) {
            ours.awaitRoute(BIRDS_ROUTE);
        }
    }

    @Test
    void rolesThatDoNotFitAreNone() {
        bird.start(SESSION + "local role peer;");
        try (TestSpeaker ours = speaker(role(RoleType.CUSTOMER))) {
            Await.until(
                    "we say why",
                    TestSpeaker.LIMIT,
                    () -> ours.peer(NAME).lastError().contains("(2/11)"));
        }
    }

    @Test
    void birdAnswersARefreshBetweenMarkers() {
        bird.start(SESSION);
        try (TestSpeaker ours = speaker(peer -> peer)) {
            ours.awaitRoute(BIRDS_ROUTE);
            ours.bgp.refresh(NAME);
            Await.until(
                    "both markers",
                    TestSpeaker.LIMIT,
                    () -> ours.peer(NAME).messagesIn().routeRefreshes() == 2);
            assertEquals(2, ours.peer(NAME).received());
            assertTrue(ours.peer(NAME).established());
        }
    }

    @Test
    void birdTakesOurMarkers() {
        bird.start(SESSION);
        try (TestSpeaker ours = speaker(peer -> peer)) {
            ours.originate("10.1.0.0/26");
            ours.awaitRoute(BIRDS_ROUTE);
            bird.birdc("reload", "in", "gingham");
            Await.until(
                    "both markers",
                    TestSpeaker.LIMIT,
                    () -> ours.peer(NAME).messagesOut().routeRefreshes() == 2);
            assertTrue(ours.peer(NAME).established());
        }
    }

    @Test
    void birdsRoutesLiveLong() {
        String config =
                SESSION
                        + "graceful restart on; graceful restart time 1;"
                        + " long lived graceful restart on; long lived stale time 60;";
        bird.start(config);
        GracefulRestartConfig hour =
                GracefulRestartConfig.DEFAULT.withLongLived(Duration.ofHours(1));
        try (TestSpeaker ours = speaker(peer -> peer.withGracefulRestart(hour))) {
            ours.awaitRoute(BIRDS_ROUTE);
            bird.kill();
            Await.until("the last choice", TestSpeaker.LIMIT, () -> isLongLived(ours));
            bird.start(config, "-R");
            Await.until("fresh again", TestSpeaker.LIMIT, () -> !isLongLived(ours));
            assertTrue(ours.kernel.containsKey(IpPrefix.parse(BIRDS_ROUTE)));
        }
    }

    private static boolean isLongLived(TestSpeaker speaker) {
        List<RouteView> routes = speaker.bgp.routes();
        return !routes.isEmpty()
                && routes.stream()
                        .allMatch(
                                route ->
                                        route.attributes()
                                                .communities()
                                                .contains(Community.LLGR_STALE));
    }

    @Test
    void ourOpenMayWaitForBirds() {
        bird.start(SESSION);
        PeerTimers delayed = PeerTimers.DEFAULT.withDelayOpen(Duration.ofSeconds(120));
        try (TestSpeaker ours = speaker(peer -> peer.withTimers(delayed))) {
            ours.awaitRoute(BIRDS_ROUTE);
        }
    }
}
