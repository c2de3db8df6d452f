package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 2918 and RFC 7313, with a peer that sends what a test wants.
@Timeout(60)
class RefreshTest {

    private static final int PORT = 1792;
    private static final String US = "127.0.4.1";
    private static final String THEM = "127.0.4.2";
    private static final long AS = 64513;
    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;
    private static final RouteRefresh REQUEST = new RouteRefresh(IPV4, RouteRefresh.REQUEST);
    private static final RouteRefresh BEGIN = new RouteRefresh(IPV4, RouteRefresh.BEGIN);
    private static final RouteRefresh END = new RouteRefresh(IPV4, RouteRefresh.END);
    private static final Capability PLAIN = new Capability.RouteRefresh();
    private static final Capability ENHANCED = new Capability.EnhancedRouteRefresh();
    private static final Capability RESTART =
            new Capability.GracefulRestart(false, false, 120, List.of());

    private TestSpeaker us;

    @BeforeEach
    void listen() {
        us =
                new TestSpeaker(
                        TestSpeaker.config(
                                US,
                                PORT,
                                64512,
                                TestSpeaker.peer(US, THEM, PORT, AS).withPassive(true)));
        us.originate("10.1.0.0/26", "10.1.0.64/26");
    }

    @AfterEach
    void close() {
        us.close();
    }

    /// Our first routes and their End-of-RIB have been read.
    private static RawPeer session(Capability... capabilities) throws IOException {
        RawPeer raw = new RawPeer(THEM, US, PORT);
        raw.send(raw.open(AS, 90, capabilities));
        raw.send(new Keepalive());
        Update update = raw.await(Update.class);
        while (update.endOfRib().isEmpty()) {
            update = raw.await(Update.class);
        }
        return raw;
    }

    private static Update route(String prefix) {
        return Update.announce(
                PathAttributes.of(
                        new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                        new PathAttribute.Path(AsPath.sequence(new AsNumber(AS))),
                        new PathAttribute.NextHop(IpAddress.parse(THEM))),
                List.of(IpPrefix.parse(prefix)));
    }

    private String state() {
        return us.peer("to-" + THEM).state();
    }

    @Test
    void theAnswerStandsBetweenMarkers() throws IOException {
        try (RawPeer raw = session(PLAIN, ENHANCED)) {
            raw.send(REQUEST);
            assertEquals(BEGIN, raw.await(RouteRefresh.class));
            assertEquals(2, raw.await(Update.class).announced().size());
            assertEquals(END, raw.await(RouteRefresh.class));
            assertEquals(2, us.peer("to-" + THEM).messagesOut().routeRefreshes());
        }
    }

    @Test
    void whoDoesNotKnowMarkersGetsNone() throws IOException {
        try (RawPeer raw = session(PLAIN)) {
            raw.send(REQUEST);
            assertEquals(2, raw.await(Update.class).announced().size());
            raw.send(Update.withdraw(List.of(IpPrefix.parse("30.0.0.0/8"))));
            raw.send(REQUEST);
            BgpMessage next = raw.read().orElseThrow();
            assertTrue(next instanceof Update, next.toString());
        }
    }

    @Test
    void aFloodOfRequestsIsAnsweredOnceInAWhile() throws IOException {
        try (RawPeer raw = session(PLAIN, ENHANCED)) {
            for (int i = 0; i < 1_000; i++) {
                raw.send(REQUEST);
            }
            for (int i = 0; i < 2; i++) {
                assertEquals(BEGIN, raw.await(RouteRefresh.class));
                assertEquals(END, raw.await(RouteRefresh.class));
            }
            assertTrue(us.peer("to-" + THEM).messagesOut().routeRefreshes() <= 6);
        }
    }

    @Test
    void anEmptyAnswerHasMarkersToo() throws IOException {
        us.originate();
        try (RawPeer raw = session(PLAIN, ENHANCED)) {
            raw.send(REQUEST);
            assertEquals(BEGIN, raw.await(RouteRefresh.class));
            assertEquals(END, raw.await(RouteRefresh.class));
        }
    }

    @Test
    void aFamilyThatWasNotAgreedUponIsNotAnswered() throws IOException {
        try (RawPeer raw = session(PLAIN, ENHANCED)) {
            raw.send(new RouteRefresh(AddressFamily.IPV6_UNICAST, RouteRefresh.REQUEST));
            raw.send(new RouteRefresh(IPV4, 9));
            raw.send(REQUEST);
            assertEquals(BEGIN, raw.await(RouteRefresh.class));
        }
    }

    @Test
    void whatIsNotSentAgainBetweenTheMarkersGoes() throws IOException {
        try (RawPeer raw = session(PLAIN, ENHANCED)) {
            raw.send(route("10.2.0.0/26"));
            raw.send(route("10.3.0.0/26"));
            us.awaitRoute("10.3.0.0/26");
            raw.send(BEGIN);
            raw.send(route("10.3.0.0/26"));
            raw.send(END);
            us.awaitNoRoute("10.2.0.0/26");
            us.awaitRoute("10.3.0.0/26");
        }
    }

    @Test
    void markersOutOfTurnAreIgnored() throws IOException {
        try (RawPeer raw = session(PLAIN, ENHANCED, RESTART)) {
            raw.send(route("10.2.0.0/26"));
            raw.send(END);
            raw.send(BEGIN); // before the End-of-RIB
            raw.send(END);
            raw.send(route("10.3.0.0/26"));
            us.awaitRoute("10.3.0.0/26");
            us.awaitRoute("10.2.0.0/26");
            raw.send(Update.endOfRib(IPV4));
            raw.send(BEGIN);
            raw.send(END);
            us.awaitNoRoute("10.2.0.0/26");
            assertEquals("Established", state());
        }
    }

    @Test
    void aMarkerOfTheWrongLengthEndsTheSession() throws IOException {
        try (RawPeer raw = session(PLAIN, ENHANCED)) {
            raw.send(HexFormat.of().parseHex("ff".repeat(16) + "0018" + "05" + "00010101" + "00"));
            assertTrue(raw.readNotification().is(BgpError.ROUTE_REFRESH_LENGTH));
        }
    }

    @Test
    void weAskAgainWhenToldTo() throws IOException {
        try (RawPeer raw = session(PLAIN)) {
            us.bgp.refresh("to-" + THEM);
            assertEquals(REQUEST, raw.await(RouteRefresh.class));
            assertEquals(1, us.peer("to-" + THEM).messagesOut().routeRefreshes());
        }
    }

    @Test
    void weSayWhyWeCannotAsk() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> us.bgp.refresh("nobody"));
        assertThrows(IllegalArgumentException.class, () -> us.bgp.refresh("to-" + THEM));
        try (RawPeer raw = session()) {
            assertThrows(IllegalArgumentException.class, () -> us.bgp.refresh("to-" + THEM));
            raw.send(new Keepalive());
        }
    }
}
