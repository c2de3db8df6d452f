package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.fsm.IdleHold;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.rib.NextHopMode;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each setting of a peer does to its session when it changes.
class LiveChangesTest {

    private static final String A = "127.0.4.1";
    private static final String B = "127.0.4.2";
    private static final int PORT = 1790;

    private static final PeerConfig B_FOR_A =
            withoutRestart(
                    TestSpeaker.peer(A, B, PORT, 64513)
                            .withPassive(true)
                            .withAddPath(new PeerAddPath(true, 2)));

    /// So that the peer is told why a session ends.
    private static PeerConfig withoutRestart(PeerConfig peer) {
        return peer.withGracefulRestart(GracefulRestartConfig.OFF);
    }

    private enum Effect {
        NOW,
        LATER,
        ANEW
    }

    private record Change(String key, Effect effect, UnaryOperator<PeerConfig> make) {
        @Override
        public String toString() {
            return key + " is in force " + effect;
        }
    }

    private static Change timers(String key, Effect effect, UnaryOperator<PeerTimers> make) {
        return new Change(key, effect, peer -> peer.withTimers(make.apply(peer.timers())));
    }

    private static Change relation(String key, Effect effect, UnaryOperator<PeerRelation> make) {
        return new Change(key, effect, peer -> peer.withRelation(make.apply(peer.relation())));
    }

    private static Change security(String key, UnaryOperator<PeerSecurity> make) {
        return new Change(key, Effect.ANEW, peer -> peer.withSecurity(make.apply(peer.security())));
    }

    private static Change restart(Effect effect, GracefulRestartConfig to) {
        return new Change("gracefulRestart", effect, peer -> peer.withGracefulRestart(to));
    }

    private static Stream<Change> changes() {
        return Stream.of(
                timers("connectRetry", Effect.NOW, t -> t.withConnectRetry(Duration.ofSeconds(9))),
                timers("sendHoldTime", Effect.NOW, t -> t.withSendHoldTime(Duration.ofHours(1))),
                timers(
                        "errorWait",
                        Effect.NOW,
                        t ->
                                t.withErrorWait(
                                        new IdleHold(
                                                Duration.ofSeconds(1), Duration.ofSeconds(2)))),
                timers("flapDamping", Effect.NOW, t -> t.withFlapDamping(FlapDamping.OFF)),
                timers("holdTime", Effect.LATER, t -> t.withHoldTime(Duration.ofSeconds(30))),
                timers("delayOpen", Effect.LATER, t -> t.withDelayOpen(Duration.ofSeconds(1))),
                relation("allowedOwnAs", Effect.NOW, r -> r.withAllowedOwnAs(2)),
                relation("nextHop", Effect.NOW, r -> r.withNextHopMode(NextHopMode.UNCHANGED)),
                relation("routeServerClient", Effect.NOW, r -> r.withRouteServerClient(true)),
                relation("role", Effect.ANEW, r -> r.withRole(RoleType.PEER, false)),
                new Change(
                        "prefixLimit",
                        Effect.NOW,
                        peer -> peer.withPrefixLimit(PrefixLimit.of(50, Duration.ofSeconds(1)))),
                new Change(
                        "addPath", Effect.NOW, peer -> peer.withAddPath(new PeerAddPath(true, 9))),
                new Change(
                        "addPath", Effect.ANEW, peer -> peer.withAddPath(new PeerAddPath(true, 0))),
                new Change(
                        "nextHops",
                        Effect.NOW,
                        peer ->
                                peer.withFamilies(
                                        new PeerFamilies(
                                                Set.of(AddressFamily.IPV4_UNICAST),
                                                Map.of(
                                                        IpAddress.parse(A).family(),
                                                        IpAddress.parse("192.0.2.1"))))),
                new Change("families", Effect.ANEW, peer -> peer.withFamilies(PeerFamilies.both())),
                new Change("port", Effect.LATER, peer -> peer.withPort(1791)),
                new Change(
                        "localAddress",
                        Effect.LATER,
                        peer -> peer.withLocalAddress(IpAddress.parse("127.0.4.9"))),
                new Change("passive", Effect.LATER, peer -> peer.withPassive(false)),
                restart(Effect.NOW, GracefulRestartConfig.OFF.withStaleTime(Duration.ofSeconds(7))),
                restart(
                        Effect.LATER,
                        GracefulRestartConfig.OFF.withRestartTime(Duration.ofSeconds(7))),
                restart(Effect.ANEW, GracefulRestartConfig.DEFAULT),
                security("ttlSecurity", security -> security.withHops(1)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aSessionEndsOnlyWhereItMustAndThenThePeerIsToldWhy(Change change) {
        PeerConfig changed = change.make().apply(B_FOR_A);
        PeerChange found = PeerChange.between(B_FOR_A, changed);
        List<String> kind =
                switch (change.effect()) {
                    case NOW -> found.now();
                    case LATER -> found.later();
                    case ANEW -> found.anew();
                };
        assertEquals(List.of(change.key()), kind, found.toString());
        SpeakerConfig config = TestSpeaker.config(A, PORT, 64512, B_FOR_A);
        PeerConfig aForB =
                withoutRestart(
                        TestSpeaker.peer(B, A, PORT, 64512).withAddPath(new PeerAddPath(true, 2)));
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b = new TestSpeaker(TestSpeaker.config(B, PORT, 64513, aForB))) {
            b.originate("10.2.0.0/26");
            a.awaitRoute("10.2.0.0/26");
            a.bgp.reconfigure(config.withPeers(List.of(changed)));
            if (change.effect() == Effect.ANEW) {
                Await.until(
                        "the peer is told",
                        TestSpeaker.LIMIT,
                        () -> b.peer("to-" + A).lastError().contains("(6/6)"));
            } else {
                // A marker: what the change does to the session, it has done when this is through.
                b.originate("10.2.0.0/26", "10.3.0.0/26");
                a.awaitRoute("10.3.0.0/26");
                assertEquals(0, a.peer("to-" + B).flaps());
                assertEquals(0, b.peer("to-" + A).flaps());
            }
        }
    }

    @Test
    void anotherNextHopIsToldOnTheSessionThatRuns() {
        SpeakerConfig config = TestSpeaker.config(A, PORT, 64512, B_FOR_A);
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b =
                        new TestSpeaker(
                                TestSpeaker.config(
                                        B, PORT, 64513, TestSpeaker.peer(B, A, PORT, 64512)))) {
            a.originate("10.1.0.0/26");
            b.awaitRoute("10.1.0.0/26");
            IpAddress other = IpAddress.parse("192.0.2.1");
            a.bgp.reconfigure(
                    config.withPeers(
                            List.of(
                                    B_FOR_A.withFamilies(
                                            new PeerFamilies(
                                                    Set.of(AddressFamily.IPV4_UNICAST),
                                                    Map.of(other.family(), other))))));
            Await.until(
                    "b hears of the other next hop",
                    TestSpeaker.LIMIT,
                    () ->
                            b.bgp.received("to-" + A, RouteQuery.ALL).routes().stream()
                                    .anyMatch(
                                            route ->
                                                    route.attributes()
                                                            .nextHop()
                                                            .filter(other::equals)
                                                            .isPresent()));
            assertEquals(0, b.peer("to-" + A).flaps());
        }
    }

    @Test
    void aLimitThatIsLoweredBelowWhatIsThereEndsTheSession() {
        SpeakerConfig config = TestSpeaker.config(A, PORT, 64512, B_FOR_A);
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b =
                        new TestSpeaker(
                                TestSpeaker.config(
                                        B, PORT, 64513, TestSpeaker.peer(B, A, PORT, 64512)))) {
            b.originate("10.2.0.0/26", "10.2.1.0/26", "10.2.2.0/26");
            a.awaitRoute("10.2.2.0/26");
            PrefixLimit low = PrefixLimit.of(2, Duration.ofHours(1));
            a.bgp.reconfigure(config.withPeers(List.of(B_FOR_A.withPrefixLimit(low))));
            Await.until(
                    "b knows why",
                    TestSpeaker.LIMIT,
                    () -> b.peer("to-" + A).lastError().contains("(6/1)"));
            a.bgp.reconfigure(
                    config.withPeers(
                            List.of(
                                    B_FOR_A.withPrefixLimit(
                                            PrefixLimit.of(20, Duration.ofHours(1))))));
            a.awaitRoute("10.2.2.0/26");
        }
    }

    @Test
    void aPeerThatIsShutDownStaysDownOverANewConfigurationUntilItIsEnabled() {
        SpeakerConfig config = TestSpeaker.config(A, PORT, 64512, B_FOR_A);
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b =
                        new TestSpeaker(
                                TestSpeaker.config(
                                        B, PORT, 64513, TestSpeaker.peer(B, A, PORT, 64512)))) {
            a.awaitEstablished();
            a.bgp.shutDown("to-" + B, "new cables, back at 5");
            Await.until(
                    "b knows why",
                    TestSpeaker.LIMIT,
                    () ->
                            b.peer("to-" + A).lastError().contains("(6/2)")
                                    && b.peer("to-" + A).lastError().contains("new cables"));
            PeerConfig other = B_FOR_A.withFamilies(PeerFamilies.both());
            a.bgp.reconfigure(config.withPeers(List.of(other)));
            a.bgp.reconfigure(config.withPeers(List.of(other.withPassive(false))));
            // b has tried again meanwhile, and was turned away.
            Await.until(
                    "b is turned away",
                    TestSpeaker.LIMIT,
                    () -> b.peer("to-" + A).lastError().contains("before that"));
            assertEquals(PeerStatus.SHUT_DOWN, a.peer("to-" + B).state());
            a.bgp.enable("to-" + B);
            a.awaitEstablished();
            assertTrue(a.peer("to-" + B).lastError().isEmpty());
        }
    }

    @Test
    void aResetIsSaidAndTheSessionComesBack() {
        SpeakerConfig config = TestSpeaker.config(A, PORT, 64512, B_FOR_A);
        try (TestSpeaker a = new TestSpeaker(config);
                TestSpeaker b =
                        new TestSpeaker(
                                TestSpeaker.config(
                                        B, PORT, 64513, TestSpeaker.peer(B, A, PORT, 64512)))) {
            a.awaitEstablished();
            a.bgp.reset("to-" + B, "once more");
            Await.until(
                    "b is up again and knows why it was not",
                    TestSpeaker.LIMIT,
                    () ->
                            b.peer("to-" + A).established()
                                    && b.peer("to-" + A).lastError().contains("(6/4)")
                                    && b.peer("to-" + A).lastError().contains("once more"));
        }
    }
}
