package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.fsm.IdleHold;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.rib.LocalLinks;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an operator is told of a peer that is not there, is there twice, or is waited for.
@Timeout(60)
class TroubleWordsTest {

    private static final int PORT = 1797;
    private static final String US = "127.0.7.1";
    private static final String THEM = "127.0.7.2";
    private static final String THIRD = "127.0.7.3";
    private static final long AS = 64513;

    private static final PeerConfig PEER =
            PeerConfig.of("p", IpAddress.parse("192.0.2.7"), new AsNumber(AS));

    private static final LocalLinks LINKS =
            new LocalLinks(
                    List.of(new LocalLinks.Address("eth7", IpAddress.parse("192.0.2.1"), 24)));

    private static String words(Exception cause, PeerConfig peer, LocalLinks links) {
        return ConnectTrouble.of(cause, peer, () -> links);
    }

    @Test
    void anAbsentNeighbourAndAnAbsentNetworkAreToldApart() {
        NoRouteToHostException none = new NoRouteToHostException("null: /192.0.2.7:179");
        assertEquals(
                "can't connect: no route to host: most likely nobody answers for 192.0.2.7 on the link eth7",
                words(none, PEER, LINKS));
        assertTrue(words(none, PEER, LocalLinks.NONE).contains("ip route get 192.0.2.7"));
    }

    @Test
    void aRefusalSaysWhoRefused() {
        assertEquals(
                "can't connect: connection refused by 192.0.2.7 port 179: no BGP speaker listens"
                        + " there",
                words(new ConnectException("Connection refused: /192.0.2.7:179"), PEER, LINKS));
        assertEquals("can't connect: connect", words(new ConnectException(null), PEER, LINKS));
    }

    @Test
    void aSourceThatIsNoAddressOfOursIsNamed() {
        ConnectException unbound = new ConnectException("bind: Cannot assign requested address");
        assertEquals(
                "can't connect: no interface has the local address 192.0.2.99",
                words(unbound, PEER.withLocalAddress(IpAddress.parse("192.0.2.99")), LINKS));
    }

    @Test
    void aTimeOutSaysWhatIsMostLikelyBehindIt() {
        ConnectTimeoutException late = new ConnectTimeoutException("timed out");
        assertEquals("can't connect: no answer from 192.0.2.7 port 179", words(late, PEER, LINKS));
        PeerConfig signed = PEER.withSecurity(PeerSecurity.NONE.withPassword("x"));
        assertTrue(words(late, signed, LINKS).contains("most likely the password"));
        PeerConfig near = PEER.withSecurity(PeerSecurity.NONE.withHops(2));
        assertTrue(words(late, near, LINKS).contains("more than 2 hops away"));
    }

    private static TestSpeaker us(boolean restarting, PeerConfig... peers) {
        SpeakerConfig config = TestSpeaker.config(US, PORT, 64512, peers);
        return new TestSpeaker(config.withRestarting(restarting));
    }

    private static PeerConfig passive(String address) {
        return TestSpeaker.peer(US, address, PORT, AS).withPassive(true);
    }

    private static RawPeer session(String address, GracefulRestart... restart) throws IOException {
        RawPeer raw = new RawPeer(address, US, PORT);
        raw.send(raw.open(AS, 90, restart));
        raw.send(new Keepalive());
        raw.await(Keepalive.class);
        return raw;
    }

    @Test
    void aSecondSpeakerAtAPeersAddressIsRefusedAndSoItIsSaid() throws IOException {
        PeerConfig peer = passive(THEM).withGracefulRestart(GracefulRestartConfig.OFF);
        try (TestSpeaker us = us(false, peer);
                RawPeer _ = session(THEM);
                RawPeer second = new RawPeer(THEM, US, PORT)) {
            us.awaitEstablished();
            second.send(second.open(AS, 90));
            assertTrue(second.await(Notification.class).is(BgpError.CONNECTION_COLLISION));
            PeerStatus status = us.peer("to-" + THEM);
            assertTrue(status.established());
            assertEquals(
                    "a second connection from 127.0.7.2 (router ID 127.0.7.2) was refused: there is"
                            + " a session already",
                    status.lastError());
        }
    }

    @Test
    void whatKeptThePeersApartBeforeTheFirstSessionIsNoErrorOfIt() throws IOException {
        PeerConfig active = TestSpeaker.peer(US, THEM, PORT, AS);
        try (TestSpeaker us = us(false, active)) {
            Await.until(
                    "the attempt fails",
                    TestSpeaker.LIMIT,
                    () -> us.peer("to-" + THEM).lastError().contains("refused by"));
            try (RawPeer raw = session(THEM)) {
                us.awaitEstablished();
                assertEquals("", us.peer("to-" + THEM).lastError());
                raw.send(Notification.of(BgpError.OUT_OF_RESOURCES));
                Await.until(
                        "the session ends",
                        TestSpeaker.LIMIT,
                        () -> us.peer("to-" + THEM).lastError().contains("(6/8)"));
            }
        }
    }

    @Test
    void aRestartWaitsForPeersWithGracefulRestartOnlyAndSaysForWhom() throws IOException {
        PeerConfig off = passive("127.0.7.4").withGracefulRestart(GracefulRestartConfig.OFF);
        GracefulRestart capability =
                new GracefulRestart(
                        false,
                        false,
                        60,
                        List.of(new PreservedFamily(AddressFamily.IPV4_UNICAST, true)));
        try (TestSpeaker us = us(true, passive(THEM), passive(THIRD), off)) {
            us.originate("10.1.0.0/26");
            assertEquals(Set.of(THEM, THIRD), awaited(us));
            try (RawPeer _ = session(THIRD);
                    RawPeer knows = session(THEM, capability)) {
                Await.until(
                        "the one without the capability is waited for no longer",
                        TestSpeaker.LIMIT,
                        () -> awaited(us).equals(Set.of(THEM)));
                knows.send(Update.endOfRib(AddressFamily.IPV4_UNICAST));
                Update first = knows.await(Update.class);
                assertEquals(1, first.announced().size());
                assertEquals(Set.of(), awaited(us));
            }
        }
    }

    @Test
    void aPeerThatHasRestartedTooIsWaitedForAShortTimeOnly() throws IOException {
        GracefulRestart restarted = new GracefulRestart(true, false, 60, List.of());
        try (TestSpeaker us = us(true, passive(THEM), passive(THIRD))) {
            us.originate("10.1.0.0/26");
            long begun = System.nanoTime();
            try (RawPeer tells = session(THEM, restarted);
                    RawPeer _ = session(THIRD, restarted)) {
                us.awaitEstablished();
                assertEquals(Set.of(THEM, THIRD), awaited(us));
                tells.send(Update.endOfRib(AddressFamily.IPV4_UNICAST));
                Await.until(
                        "who has told its routes is waited for no longer",
                        TestSpeaker.LIMIT,
                        () -> awaited(us).equals(Set.of(THIRD)));
                tells.await(Update.class);
                long waited = System.nanoTime() - begun;
                assertTrue(waited >= RouteExchange.RESTARTED_TOO.toNanos(), waited + " ns");
                assertEquals(Set.of(), awaited(us));
            }
        }
    }

    private static Set<String> awaited(TestSpeaker us) {
        return us.bgp.peers().stream()
                .filter(PeerStatus::awaited)
                .map(peer -> peer.address().toString())
                .collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void theWaitAfterErrorsAndTheDampersTimesAreSettings() {
        IdleHold wait = new IdleHold(Duration.ofMillis(100), Duration.ofMillis(350));
        PeerConfig hasty =
                PEER.withTimers(
                        PeerTimers.DEFAULT
                                .withErrorWait(wait)
                                .withFlapDamping(
                                        new FlapDamping(
                                                0,
                                                Duration.ofSeconds(5),
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(3))));
        FlapDamper damper = new FlapDamper(new FakeTimers(), () -> hasty.timers().flapDamping());
        assertEquals(
                List.of(2L, 3L, 0L, 2L),
                List.of(4, 1, 5, 4).stream()
                        .map(lasted -> damper.sessionDown(Duration.ofSeconds(lasted)).toSeconds())
                        .toList());
        FlapDamper off = new FlapDamper(new FakeTimers(), () -> FlapDamping.OFF);
        for (int i = 0; i < 20; i++) {
            assertEquals(Duration.ZERO, off.sessionDown(Duration.ZERO));
        }
    }
}
