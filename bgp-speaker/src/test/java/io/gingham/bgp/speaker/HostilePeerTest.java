package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A peer that misbehaves gets the right answer, and the good one beside it notices nothing.
@Timeout(60)
class HostilePeerTest {

    private static final int PORT = 1791;
    private static final String US = "127.0.2.1";
    private static final String GOOD = "127.0.2.2";
    private static final String BAD = "127.0.2.3";
    private static final String STRANGER = "127.0.2.9";

    /// Makes each route different, so that none share a message.
    private static final RouteFilter ONE_BY_ONE =
            (prefix, _, attributes) ->
                    Optional.of(attributes.with(new PathAttribute.Med(prefix.address().low())));

    private TestSpeaker us;
    private TestSpeaker good;

    @BeforeEach
    void establish() {
        us =
                new TestSpeaker(
                        TestSpeaker.config(
                                US,
                                PORT,
                                64512,
                                TestSpeaker.peer(US, GOOD, PORT, 64513),
                                TestSpeaker.peer(US, BAD, PORT, 64666)
                                        .withPassive(true)
                                        .withFilters(RouteFilter.ACCEPT_ALL, ONE_BY_ONE)));
        good =
                new TestSpeaker(
                        TestSpeaker.config(
                                GOOD, PORT, 64513, TestSpeaker.peer(GOOD, US, PORT, 64512)));
        good.originate("10.2.0.0/26");
        us.awaitRoute("10.2.0.0/26");
    }

    @AfterEach
    void theGoodSessionIsUndisturbed() {
        assertTrue(us.peer("to-" + GOOD).established());
        assertEquals("", lossOf(good));
        good.close();
        us.close();
    }

    private static String lossOf(TestSpeaker speaker) {
        String error = speaker.peer("to-" + US).lastError();
        return error.startsWith("received") && !error.contains("Collision") ? error : "";
    }

    private static RawPeer connect() throws IOException {
        return new RawPeer(BAD, US, PORT);
    }

    private static RawPeer established(int holdTime) throws IOException {
        RawPeer raw = connect();
        raw.send(raw.open(64666, holdTime));
        raw.send(new Keepalive());
        assertInstanceOf(Open.class, raw.read().orElseThrow());
        assertInstanceOf(Keepalive.class, raw.read().orElseThrow());
        return raw;
    }

    @Test
    void garbageIsAnsweredWithNotSynchronized() throws IOException {
        try (RawPeer raw = connect()) {
            raw.send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(raw.readNotification().is(BgpError.CONNECTION_NOT_SYNCHRONIZED));
            assertEquals(Optional.empty(), raw.read());
        }
    }

    @Test
    void aWrongAsIsTold() throws IOException {
        try (RawPeer raw = connect()) {
            raw.send(raw.open(64999, 90));
            assertTrue(raw.readNotification().is(BgpError.BAD_PEER_AS));
            Await.until(
                    "the status says why",
                    TestSpeaker.LIMIT,
                    () -> us.peer("to-" + BAD).lastError().contains("AS 64999"));
        }
    }

    @Test
    void aHoldTimeOfOneSecondIsRefused() throws IOException {
        try (RawPeer raw = connect()) {
            byte[] open = MessageEncoder.encode(raw.open(64666, 90), CodecContext.INITIAL);
            open[22] = 0;
            open[23] = 1;
            raw.send(open);
            assertTrue(raw.readNotification().is(BgpError.UNACCEPTABLE_HOLD_TIME));
        }
    }

    @Test
    void silenceEndsTheSessionAfterTheHoldTime() throws IOException {
        try (RawPeer raw = established(3)) {
            long start = System.nanoTime();
            assertTrue(raw.readNotification().is(BgpError.HOLD_TIMER_EXPIRED));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis > 2_500 && millis < 10_000, millis + " ms");
        }
    }

    @Test
    void aMessageMayComeByteByByte() throws IOException {
        try (RawPeer raw = connect()) {
            for (byte each : MessageEncoder.encode(raw.open(64666, 90), CodecContext.INITIAL)) {
                raw.send(each);
            }
            raw.send(new Keepalive());
            Await.until("established", TestSpeaker.LIMIT, () -> us.peer("to-" + BAD).established());
        }
    }

    @Test
    void anUpdateBeforeTheOpenIsAnFsmError() throws IOException {
        try (RawPeer raw = connect()) {
            raw.send(Update.withdraw(List.of(IpPrefix.parse("10.0.0.0/8"))));
            assertTrue(raw.readNotification().is(BgpError.UNEXPECTED_IN_OPEN_SENT));
        }
    }

    @Test
    void aBadPrefixEndsTheSessionAndABadAttributeDoesNot() throws IOException {
        try (RawPeer raw = established(90)) {
            // ORIGIN 9: the route is treated as withdrawn.
            raw.send(
                    HexFormat.of()
                            .parseHex(
                                    "ff".repeat(16)
                                            + "002d020000001440010109"
                                            + "400206020100 00fc9a".replace(" ", "")
                                            + "40030 47f000203".replace(" ", "")
                                            + "080a"));
            raw.send(new Keepalive());
            Await.until(
                    "still established",
                    TestSpeaker.LIMIT,
                    () -> us.peer("to-" + BAD).established());
            raw.send(
                    HexFormat.of()
                            .parseHex("ff".repeat(16) + "0018" + "02" + "0000" + "0000" + "21"));
            assertTrue(raw.readNotification().is(BgpError.INVALID_NETWORK_FIELD));
        }
    }

    @Test
    void aStrangerIsClosedWithoutAWord() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (RawPeer raw = new RawPeer(STRANGER, US, PORT)) {
                assertEquals(Optional.empty(), raw.read());
            }
        }
    }

    @Test
    void whoErredMustWait() throws IOException {
        try (RawPeer raw = connect()) {
            raw.send(new byte[19]);
            assertTrue(raw.readNotification().is(BgpError.CONNECTION_NOT_SYNCHRONIZED));
        }
        try (RawPeer again = connect()) {
            assertEquals(Optional.empty(), again.read());
            assertEquals("Idle", us.peer("to-" + BAD).state());
        }
    }

    @Test
    void aPeerThatNeverReadsAgainIsGivenUp() throws IOException {
        us.bgp.reconfigure(
                TestSpeaker.config(
                        US,
                        PORT,
                        64512,
                        TestSpeaker.peer(US, GOOD, PORT, 64513),
                        TestSpeaker.peer(US, BAD, PORT, 64666)
                                .withPassive(true)
                                .withTimers(
                                        PeerTimers.DEFAULT
                                                .withHoldTime(Duration.ofSeconds(3))
                                                .withSendHoldTime(Duration.ofSeconds(4)))
                                .withFilters(RouteFilter.ACCEPT_ALL, ONE_BY_ONE)));
        us.bgp.originate(manyPrefixes());
        try (RawPeer raw = established(3)) {
            Await.until(
                    "the session ends",
                    TestSpeaker.LIMIT,
                    () -> {
                        arrives(raw);
                        return us.peer("to-" + BAD).lastError().contains("(8/0)");
                    });
            Await.until("so does the connection", TestSpeaker.LIMIT, () -> !arrives(raw));
        }
    }

    private static boolean arrives(RawPeer raw) {
        try {
            raw.send(new Keepalive());
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void whoFlapsIsKeptOutForAWhile() throws IOException {
        int sessions = 0;
        for (int i = 0; i < 100; i++) {
            try (RawPeer raw = connect()) {
                raw.send(raw.open(64666, 90));
                raw.send(new Keepalive());
                Optional<BgpMessage> first = raw.read();
                if (first.isPresent() && raw.read().isPresent()) {
                    sessions++;
                    Await.until(
                            "established",
                            TestSpeaker.LIMIT,
                            () -> us.peer("to-" + BAD).established());
                }
            }
            Await.until(
                    "the session has ended",
                    TestSpeaker.LIMIT,
                    () -> !us.peer("to-" + BAD).established());
        }
        assertTrue(sessions >= 3 && sessions <= 8, sessions + " sessions of 100 tries");
        assertEquals(sessions, us.peer("to-" + BAD).flaps());
    }

    private static Set<IpPrefix> manyPrefixes() {
        Set<IpPrefix> many = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            many.add(IpPrefix.containing(IpAddress.ipv4(0x14000000 | i << 6), 26));
        }
        return many;
    }

    @Test
    void aPeerThatStopsReadingHoldsUpNobody() throws IOException {
        Set<IpPrefix> many = manyPrefixes();
        try (RawPeer raw = established(90)) {
            for (int round = 0; round < 3; round++) {
                us.bgp.originate(round % 2 == 0 ? many : Set.of());
                int expected = round % 2 == 0 ? many.size() : 0;
                Await.until(
                        "the good peer knows all",
                        TestSpeaker.LIMIT,
                        () -> good.kernel.size() == expected);
            }
            assertTrue(us.peer("to-" + BAD).advertised() < many.size());
            // It reads again, and gets the newest state.
            int heard = 0;
            while (heard < many.size()) {
                if (raw.read().orElseThrow() instanceof Update update) {
                    heard += update.announced().size() - update.withdrawn().size();
                }
            }
        }
    }

    @Test
    void aPeerThatComesAndGoesAllTheTimeHurtsNobody() throws IOException {
        for (int i = 0; i < 200; i++) {
            try (RawPeer raw = connect()) {
                raw.send(raw.open(64666, 90));
                raw.send(new Keepalive());
                raw.read();
            }
        }
        us.originate("10.7.0.0/26");
        good.awaitRoute("10.7.0.0/26");
    }

    @Test
    void aPeerThatSendsTheWholeWorldMeetsItsLimit() throws IOException {
        us.bgp.reconfigure(
                TestSpeaker.config(
                        US,
                        PORT,
                        64512,
                        TestSpeaker.peer(US, GOOD, PORT, 64513),
                        TestSpeaker.peer(US, BAD, PORT, 64666)
                                .withPassive(true)
                                .withPrefixLimit(PrefixLimit.of(50_000, Duration.ofMinutes(1)))));
        try (RawPeer raw = established(90)) {
            assertThrows(IOException.class, () -> sendTheWorld(raw));
        }
        Await.until(
                "the session ends",
                TestSpeaker.LIMIT,
                () -> us.peer("to-" + BAD).lastError().contains("(6/1)"));
        assertEquals(0, us.peer("to-" + BAD).received());
        good.awaitNoRoute("20.0.0.0/24");
    }

    /// Ten million prefixes, if nobody says stop.
    private static void sendTheWorld(RawPeer raw) throws IOException {
        PathAttributes attributes =
                PathAttributes.of(
                        new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                        new PathAttribute.Path(AsPath.sequence(new AsNumber(64666))),
                        new PathAttribute.NextHop(IpAddress.parse(BAD)));
        for (int i = 0; i < 10_000_000; i += 500) {
            List<IpPrefix> some = new ArrayList<>();
            for (int k = i; k < i + 500; k++) {
                some.add(IpPrefix.containing(IpAddress.ipv4(0x14000000 + (k << 4)), 28));
            }
            raw.send(Update.announce(attributes, some));
        }
    }
}
