package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.BLOCK_V6;
import static io.gingham.bgp.interop.OurSide.SECOND_BLOCK;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.OurSide.awaitPaths;
import static io.gingham.bgp.interop.PeerFeature.GRACEFUL_HELPER;
import static io.gingham.bgp.interop.PeerFeature.GRACEFUL_RESTART;
import static io.gingham.bgp.interop.PeerFeature.LONG_LIVED;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerScript.ROUTE;
import static io.gingham.bgp.interop.PeerScript.ROUTE_V6;
import static io.gingham.bgp.interop.PeerScript.SECOND_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.delta.Delta;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Graceful restart (RFC 4724) in both roles, and what comes after it (RFC 9494): one end is
/// killed.
@Timeout(120)
@ParameterizedClass
@EnumSource
class RestartInteropTest {

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    RestartInteropTest(PeerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void connect() {
        kind.needed();
        network = new PeerNetwork(folder);
        peer = network.peer(kind, FIRST);
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private static void awaitTheirRoutes(TestSpeaker ours) {
        await("all four routes are here", () -> ours.kernel.size() == 4);
    }

    private static void awaitLoss(TestSpeaker ours) {
        await("the loss is noticed", () -> !ours.peer(TO_FIRST).established());
    }

    private static Set<String> removed(TestSpeaker ours) {
        return ours.history().stream()
                .filter(Delta.Remove.class::isInstance)
                .map(delta -> delta.key().toString())
                .collect(Collectors.toSet());
    }

    private static void awaitNothingStale(TestSpeaker ours) {
        await(
                "no stale route is left",
                () -> ours.bgp.routes().stream().noneMatch(RouteView::stale));
    }

    @Test
    void theirRoutesAreKeptAndThenSwept() {
        PeerScript script = PeerScript.external(GRACEFUL_RESTART);
        peer.start(script);
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.originate(BLOCK, BLOCK_V6);
            OurSide.awaitSession(ours, peer);
            awaitTheirRoutes(ours);

            peer.kill();
            awaitLoss(ours);
            assertEquals(4, ours.kernel.size());
            peer.start(script.withRoutes(ROUTE, ROUTE_V6), true);
            OurSide.awaitSession(ours, peer);
            ours.awaitNoRoute(SECOND_ROUTE);
            ours.awaitNoRoute(PeerScript.SECOND_ROUTE_V6);
            awaitNothingStale(ours);
            awaitPath(peer, BLOCK);
            awaitPath(peer, BLOCK_V6);
            assertEquals(Set.of(SECOND_ROUTE, PeerScript.SECOND_ROUTE_V6), removed(ours));
        }
    }

    /// FRR says for its first two minutes that it restarts too (the R bit); such a peer is not
    /// waited for (RFC 4724 section 4.1).
    @Test
    void theyKeepOurRoutesOverAKillOfOurs() throws InterruptedException {
        peer.start(PeerScript.external(GRACEFUL_HELPER));
        try (SpeakerProcess first =
                new SpeakerProcess(
                        SpeakerProcess.Setup.BOTH_FAMILIES, BLOCK, SECOND_BLOCK, BLOCK_V6)) {
            awaitPath(peer, SECOND_BLOCK);
            awaitPath(peer, BLOCK_V6);
            RouteWatch watch =
                    new RouteWatch(
                            () ->
                                    peer.paths(BLOCK).size() == 1
                                            && peer.paths(BLOCK_V6).size() == 1);
            first.kill();
            await("the peer notices", () -> !peer.established());
            try (TestSpeaker second = new TestSpeaker(OurSide.external().withRestarting(true))) {
                OurSide.awaitSession(second, peer);
                second.originate(BLOCK, BLOCK_V6);
                second.bgp.initialConvergence().toCompletableFuture().join();
                if (kind != PeerKind.FRR) {
                    assertEquals(4, second.kernel.size());
                }
                awaitTheirRoutes(second);
                // Our End-of-RIB makes the peer drop what we no longer have, and nothing else.
                awaitPaths(peer, SECOND_BLOCK, 0);
                awaitPath(peer, BLOCK);
                awaitPath(peer, BLOCK_V6);
                assertEquals("", watch.stop());
                assertTrue(watch.looks() > 0);
            }
        }
    }

    private static List<RouteView> longLivedStale(TestSpeaker ours) {
        return ours.bgp.routes().stream()
                .filter(route -> route.attributes().has(Community.LLGR_STALE))
                .toList();
    }

    @Test
    void theirRoutesAreTheLastChoiceAfterTheRestartTime() {
        PeerScript script = PeerScript.external(LONG_LIVED);
        peer.start(script);
        try (TestSpeaker ours = new TestSpeaker(OurSide.longLived())) {
            ours.originate(BLOCK);
            OurSide.awaitSession(ours, peer);
            awaitTheirRoutes(ours);

            peer.kill();
            awaitLoss(ours);
            await("long-lived stale routes", () -> longLivedStale(ours).size() == 4);
            assertTrue(ours.kernel.containsKey(IpPrefix.parse(ROUTE)));
            peer.start(script, true);
            OurSide.awaitSession(ours, peer);
            await("fresh routes", () -> longLivedStale(ours).isEmpty());
            awaitNothingStale(ours);
            assertEquals(Set.of(), removed(ours));
        }
    }

    @Test
    void ourRoutesAreTheirLastChoiceAfterTheRestartTime() {
        peer.start(PeerScript.external(LONG_LIVED));
        try (SpeakerProcess first =
                new SpeakerProcess(SpeakerProcess.Setup.LONG_LIVED, BLOCK, BLOCK_V6)) {
            awaitPath(peer, BLOCK);
            awaitPath(peer, BLOCK_V6);
            first.kill();
            await(
                    "stale IPv4",
                    () -> peer.paths(BLOCK).stream().anyMatch(SeenPath::longLivedStale));
            await(
                    "stale IPv6",
                    () -> peer.paths(BLOCK_V6).stream().anyMatch(SeenPath::longLivedStale));
            try (TestSpeaker second = new TestSpeaker(OurSide.longLived().withRestarting(true))) {
                second.originate(BLOCK, BLOCK_V6);
                OurSide.awaitSession(second, peer);
                await("fresh", () -> !awaitPath(peer, BLOCK).longLivedStale());
                await("fresh", () -> !awaitPath(peer, BLOCK_V6).longLivedStale());
            }
        }
    }
}
