package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Hop;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.RouteView;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real sockets on loopback addresses.
@Timeout(120)
class BgpSpeakerTest {

    private static final int PORT = 1790;
    private static final String A = "127.0.1.1";
    private static final String B = "127.0.1.2";

    private static TestSpeaker speaker(String own, long asn, String other, long otherAs) {
        return new TestSpeaker(config(own, asn, other, otherAs));
    }

    private static SpeakerConfig config(String own, long asn, String other, long otherAs) {
        return TestSpeaker.config(own, PORT, asn, TestSpeaker.peer(own, other, PORT, otherAs));
    }

    private static BestPath path(TestSpeaker speaker, String prefix) {
        BestPath path = speaker.kernel.get(IpPrefix.parse(prefix));
        assertTrue(path != null, "no route to " + prefix);
        return path;
    }

    @Test
    void exchangesRoutesWithAnExternalPeer() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513);
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            a.originate("10.1.0.0/26", "10.1.0.64/26");
            b.awaitRoute("10.1.0.0/26");
            b.awaitRoute("10.1.0.64/26");

            BestPath path = path(b, "10.1.0.0/26");
            assertEquals(IpAddress.parse(A), path.nextHop());
            assertEquals("64512", path.attributes().asPath().toString());
            assertTrue(a.kernel.isEmpty(), "our own prefixes are not for our kernel");

            a.originate("10.1.0.64/26");
            b.awaitNoRoute("10.1.0.0/26");
            assertTrue(b.kernel.containsKey(IpPrefix.parse("10.1.0.64/26")));
        }
    }

    @Test
    void theStatusTellsWhatHappened() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            TestSpeaker b = speaker(B, 64513, A, 64512);
            b.originate("10.2.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            PeerStatus peer = a.peer("to-" + B);
            assertEquals(Optional.of(RouterId.parse(B)), peer.routerId());
            assertEquals(1, peer.received());
            assertEquals(1, peer.accepted());
            assertTrue(peer.messagesIn().updates() >= 1, peer.toString());
            assertTrue(peer.messagesOut().opens() >= 1, peer.toString());
            assertEquals(0, peer.flaps());
            assertTrue(peer.holdTimeLeft().orElseThrow().toSeconds() > 60);
            b.close();
            Await.until("a flap", TestSpeaker.LIMIT, () -> a.peer("to-" + B).flaps() == 1);
        }
    }

    @Test
    void exchangesRoutesWithAnInternalPeer() {
        try (TestSpeaker a = speaker(A, 64512, B, 64512);
                TestSpeaker b = speaker(B, 64512, A, 64512)) {
            a.originate("10.1.0.0/26");
            b.awaitRoute("10.1.0.0/26");
            assertEquals("", path(b, "10.1.0.0/26").attributes().asPath().toString());
            assertFalse(path(b, "10.1.0.0/26").external());
        }
    }

    @Test
    void keepsTheRoutesOfAPeerThatRestarts() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            TestSpeaker b = speaker(B, 64513, A, 64512);
            b.originate("10.2.0.0/26", "10.2.0.64/26");
            a.awaitRoute("10.2.0.0/26");
            a.awaitRoute("10.2.0.64/26");
            b.close();
            Await.until(
                    "the loss is noticed",
                    TestSpeaker.LIMIT,
                    () -> !a.peer("to-" + B).established());
            assertEquals(2, a.kernel.size());
            int before = a.history().size();

            try (TestSpeaker again =
                    new TestSpeaker(config(B, 64513, A, 64512).withRestarting(true))) {
                again.originate("10.2.0.0/26");
                // Only what was not sent again goes, and only at End-of-RIB.
                a.awaitNoRoute("10.2.0.64/26");
                List<Delta<IpPrefix, BestPath>> since =
                        a.history().subList(before, a.history().size());
                assertEquals(List.of(Delta.remove(IpPrefix.parse("10.2.0.64/26"))), since);
            }
        }
    }

    @Test
    void aRestartingSpeakerConvergesWhenItsPeersHaveSentEverything() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            a.originate("10.1.0.0/26");
            TestSpeaker b = speaker(B, 64513, A, 64512);
            b.awaitRoute("10.1.0.0/26");
            b.close();
            try (TestSpeaker again =
                    new TestSpeaker(config(B, 64513, A, 64512).withRestarting(true))) {
                again.awaitEstablished();
                assertFalse(again.bgp.initialConvergence().toCompletableFuture().isDone());
                again.originate();
                again.bgp.initialConvergence().toCompletableFuture().join();
                assertTrue(again.kernel.containsKey(IpPrefix.parse("10.1.0.0/26")));
            }
        }
    }

    @Test
    void dropsRoutesAtOnceAfterAnAdministrativeShutdown() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            TestSpeaker b = speaker(B, 64513, A, 64512);
            b.originate("10.2.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            b.bgp.shutdown("maintenance");
            a.awaitNoRoute("10.2.0.0/26");
            assertTrue(a.peer("to-" + B).lastError().contains("Administrative Shutdown"));
        }
    }

    @Test
    void aChangedFilterAppliesWithoutANewSession() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513);
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            b.originate("10.2.0.0/26", "10.3.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            a.awaitRoute("10.3.0.0/26");
            RouteFilter onlyTen2 =
                    (prefix, _, attributes) ->
                            IpPrefix.parse("10.2.0.0/16").contains(prefix)
                                    ? Optional.of(attributes)
                                    : Optional.empty();
            SpeakerConfig config = config(A, 64512, B, 64513);
            PeerConfig filtered =
                    config.peers().getFirst().withFilters(onlyTen2, RouteFilter.ACCEPT_ALL);
            a.bgp.reconfigure(config.withPeers(List.of(filtered)));
            a.awaitNoRoute("10.3.0.0/26");
            assertTrue(a.peer("to-" + B).established());
            assertTrue(a.kernel.containsKey(IpPrefix.parse("10.2.0.0/26")));
            a.bgp.reconfigure(config);
            a.awaitRoute("10.3.0.0/26");
        }
    }

    @Test
    void aRemovedPeerIsToldAndItsRoutesGo() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513);
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            b.originate("10.2.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            a.bgp.reconfigure(config(A, 64512, B, 64513).withPeers(List.of()));
            a.awaitNoRoute("10.2.0.0/26");
            Await.until(
                    "the reason arrives",
                    TestSpeaker.LIMIT,
                    () -> b.peer("to-" + A).lastError().contains("De-configured"));
        }
    }

    @Test
    void anAddressThatCannotBeListenedOnChangesNothing() throws Exception {
        SpeakerConfig config = config(A, 64512, B, 64513);
        try (TestSpeaker a = new TestSpeaker(config)) {
            SpeakerConfig elsewhere = config.withListen(new InetSocketAddress("203.0.113.7", 1790));
            assertThrows(SpeakerException.class, () -> a.bgp.reconfigure(elsewhere));
            InetSocketAddress where = a.bgp.listening().orElseThrow();
            try (Socket stranger = new Socket(where.getAddress(), where.getPort())) {
                assertTrue(stranger.isConnected());
            }
        }
    }

    @Test
    void saysWhyItCannotListen() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            assertTrue(a.bgp.listening().isPresent());
            SpeakerException e =
                    assertThrows(SpeakerException.class, () -> speaker(A, 64512, B, 64513));
            assertEquals(SpeakerException.Reason.CANNOT_LISTEN, e.reason());
        }
    }

    @Test
    void refusesToWorkAfterClose() {
        TestSpeaker a = speaker(A, 64512, B, 64513);
        a.close();
        a.close();
        SpeakerException e = assertThrows(SpeakerException.class, a.bgp::peers);
        assertEquals(SpeakerException.Reason.CLOSED, e.reason());
    }

    @Test
    void dropsTheRoutesOfAPeerThatForgotItsKernelsRoutes() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            TestSpeaker b = speaker(B, 64513, A, 64512);
            b.originate("10.2.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            b.close();
            // Not restarting: its OPEN says that it no longer forwards.
            try (TestSpeaker cold = speaker(B, 64513, A, 64512)) {
                a.awaitNoRoute("10.2.0.0/26");
                cold.awaitEstablished();
            }
        }
    }

    @Test
    void aRestartingSpeakerDoesNotWaitForeverForADeadPeer() {
        SpeakerConfig alone =
                config(B, 64513, A, 64512)
                        .withRestarting(true)
                        .withSelectionDeferral(Duration.ofMillis(500));
        try (TestSpeaker b = new TestSpeaker(alone)) {
            b.originate("10.2.0.0/26");
            assertFalse(b.bgp.initialConvergence().toCompletableFuture().isDone());
            b.bgp.initialConvergence().toCompletableFuture().join();
        }
    }

    @Test
    void aColdStartHasNothingToWaitFor() {
        try (TestSpeaker a = speaker(A, 64512, B, 64513)) {
            assertTrue(a.bgp.initialConvergence().toCompletableFuture().isDone());
        }
    }

    @Test
    void aPassivePeerIsConnectedTo() {
        SpeakerConfig config = config(A, 64512, B, 64513);
        PeerConfig passive = config.peers().getFirst().withPassive(true);
        try (TestSpeaker a = new TestSpeaker(config.withPeers(List.of(passive)));
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            a.awaitEstablished();
            b.awaitEstablished();
        }
    }

    @Test
    void aChangeOfWhatOpenSaysRenewsTheSessionWithoutLosingARoute() {
        SpeakerConfig config = config(A, 64512, B, 64513);
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            a.originate("10.1.0.0/26");
            b.originate("10.2.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            b.awaitRoute("10.1.0.0/26");
            PeerConfig changed = config.peers().getFirst().withAddPath(new PeerAddPath(true, 2));
            long reconfigured = System.nanoTime();
            a.bgp.reconfigure(config.withPeers(List.of(changed)));
            Await.until(
                    "a session that is younger than the change",
                    TestSpeaker.LIMIT,
                    () -> {
                        PeerStatus peer = a.peer("to-" + B);
                        long elapsed = System.nanoTime() - reconfigured;
                        return peer.established() && peer.uptime().toNanos() < elapsed;
                    });
            Await.until(
                    "no stale route is left",
                    TestSpeaker.LIMIT,
                    () -> a.bgp.routes().stream().noneMatch(RouteView::stale));
            b.awaitEstablished();
            assertEquals(1, a.history().size(), a.history().toString());
            assertEquals(1, b.history().size(), b.history().toString());
        }
    }

    @Test
    void anotherPeersChangeIsNotNoticed() {
        PeerConfig steady = TestSpeaker.peer(A, B, PORT, 64513);
        PeerConfig other = TestSpeaker.peer(A, "127.0.1.3", PORT, 64514);
        SpeakerConfig config = TestSpeaker.config(A, PORT, 64512, steady);
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            a.awaitEstablished();
            b.awaitEstablished();
            String before = a.peer("to-" + B).lastError();
            a.bgp.reconfigure(config.withPeers(List.of(other, steady)));
            a.bgp.reconfigure(config.withPeers(List.of(other.withPassive(true), steady)));
            a.bgp.reconfigure(config);
            assertTrue(a.peer("to-" + B).established());
            assertEquals(before, a.peer("to-" + B).lastError());
            assertEquals(1, a.bgp.peers().size());
        }
    }

    @Test
    void bothFamiliesGoOverOneSession() {
        PeerFamilies ofA = PeerFamilies.both(IpAddress.parse("2001:db8::a"));
        PeerFamilies ofB = PeerFamilies.both(IpAddress.parse("2001:db8::b"));
        try (TestSpeaker a = new TestSpeaker(withFamilies(A, 64512, B, 64513, ofA));
                TestSpeaker b = new TestSpeaker(withFamilies(B, 64513, A, 64512, ofB))) {
            a.originate("10.1.0.0/26", "2001:db8:1::/64");
            b.awaitRoute("10.1.0.0/26");
            b.awaitRoute("2001:db8:1::/64");
            assertEquals(
                    List.of(Hop.of(IpAddress.parse("2001:db8::a"))),
                    Objects.requireNonNull(b.kernel.get(IpPrefix.parse("2001:db8:1::/64")))
                            .nextHops());
        }
    }

    /// As when a link goes down: what is not usable is neither told to the kernel nor shown as the
    /// best, and is back when there is a way again.
    @Test
    void overANextHopWithoutAWayNothingIsUsed() {
        AtomicBoolean way = new AtomicBoolean(true);
        NextHops hops = (_, _) -> way.get() ? OptionalLong.of(0) : OptionalLong.empty();
        SpeakerConfig of = TestSpeaker.config(A, PORT, 64512, TestSpeaker.peer(A, B, PORT, 64512));
        try (TestSpeaker a = new TestSpeaker(of, hops);
                TestSpeaker b = speaker(B, 64512, A, 64512)) {
            b.originate("10.1.0.0/26");
            a.awaitRoute("10.1.0.0/26");
            way.set(false);
            a.bgp.nextHopsChanged();
            a.awaitNoRoute("10.1.0.0/26");
            assertEquals(List.of(), a.bgp.routes(RouteQuery.BEST).routes());
            assertEquals(1, a.bgp.routes(RouteQuery.ALL).routes().size());
            way.set(true);
            a.bgp.nextHopsChanged();
            a.awaitRoute("10.1.0.0/26");
        }
    }

    /// As all do at the end of a link: whoever holds on to a session that the peer has given up
    /// refuses its next one.
    @Test
    void aPeerOfAnotherAsIsGivenUpWithItsLinkAndOneOfOursIsNot() {
        AtomicBoolean way = new AtomicBoolean(true);
        NextHops hops = (_, _) -> way.get() ? OptionalLong.of(0) : OptionalLong.empty();
        SpeakerConfig of = TestSpeaker.config(A, PORT, 64512, TestSpeaker.peer(A, B, PORT, 64513));
        try (TestSpeaker a = new TestSpeaker(of, hops);
                TestSpeaker b = speaker(B, 64513, A, 64512)) {
            a.awaitEstablished();
            way.set(false);
            a.bgp.nextHopsChanged();
            assertEquals(1, a.bgp.peers().getFirst().flaps(), "asked behind the change");
            // Nothing is known of its link when it comes back: then nothing is lost either.
            a.awaitEstablished();
            a.bgp.nextHopsChanged();
            assertEquals(1, a.bgp.peers().getFirst().flaps());
            way.set(true);
            a.bgp.nextHopsChanged();
            b.originate("10.1.0.0/26");
            a.awaitRoute("10.1.0.0/26");
        }
    }

    private static SpeakerConfig withFamilies(
            String own, long ownAs, String other, long otherAs, PeerFamilies families) {
        return TestSpeaker.config(
                own,
                PORT,
                ownAs,
                TestSpeaker.peer(own, other, PORT, otherAs).withFamilies(families));
    }
}
