package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.ShutdownText;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 4724 and RFC 8538 as the one who stays, with a peer that says what a test wants.
@Timeout(60)
class RestartTest {

    private static final int PORT = 1793;
    private static final String US = "127.0.5.1";
    private static final String THEM = "127.0.5.2";
    private static final long AS = 64513;
    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;
    private static final String ROUTE = "10.2.0.0/26";
    private static final Notification SHUTDOWN =
            Notification.of(BgpError.ADMINISTRATIVE_SHUTDOWN, ShutdownText.write("so long"));

    private TestSpeaker us;

    @BeforeEach
    void listen() {
        GracefulRestartConfig soon =
                GracefulRestartConfig.DEFAULT.withStaleTime(Duration.ofSeconds(1));
        us =
                new TestSpeaker(
                        TestSpeaker.config(
                                US,
                                PORT,
                                64512,
                                TestSpeaker.peer(US, THEM, PORT, AS)
                                        .withPassive(true)
                                        .withGracefulRestart(soon)));
    }

    @AfterEach
    void close() {
        us.close();
    }

    private static GracefulRestart restart(boolean notification, int seconds) {
        return new GracefulRestart(
                false, notification, seconds, List.of(new PreservedFamily(IPV4, true)));
    }

    private static RawPeer session(GracefulRestart restart) throws IOException {
        RawPeer raw = new RawPeer(THEM, US, PORT);
        raw.send(raw.open(AS, 90, restart));
        raw.send(new Keepalive());
        raw.await(Keepalive.class);
        return raw;
    }

    private RawPeer sessionWithARoute(GracefulRestart restart) throws IOException {
        RawPeer raw = session(restart);
        raw.send(
                Update.announce(
                        PathAttributes.of(
                                new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                                new PathAttribute.Path(AsPath.sequence(new AsNumber(AS))),
                                new PathAttribute.NextHop(IpAddress.parse(THEM))),
                        List.of(IpPrefix.parse(ROUTE))));
        raw.send(Update.endOfRib(IPV4));
        us.awaitRoute(ROUTE);
        return raw;
    }

    private void awaitDown() {
        Await.until(
                "the loss is noticed",
                TestSpeaker.LIMIT,
                () -> !us.peer("to-" + THEM).established());
    }

    @Test
    void theRoutesOfAPeerThatDoesNotComeBackGo() throws IOException {
        sessionWithARoute(restart(false, 1)).close();
        awaitDown();
        us.awaitRoute(ROUTE);
        us.awaitNoRoute(ROUTE);
    }

    @Test
    void whoIsBackAndNeverEndsItsFirstRoutesLosesTheOldOnes() throws IOException {
        sessionWithARoute(restart(false, 120)).close();
        awaitDown();
        try (RawPeer _ = session(restart(false, 120))) {
            us.awaitNoRoute(ROUTE);
            assertTrue(us.peer("to-" + THEM).established());
        }
    }

    /// RFC 4724 section 4.2, where the N bit is not agreed upon; else [ConsecutiveRestartsTest].
    @Test
    void whoGoesAgainBeforeItsEndOfRibLosesItsRoutes() throws IOException {
        sessionWithARoute(restart(false, 120)).close();
        awaitDown();
        session(restart(false, 120)).close();
        us.awaitNoRoute(ROUTE);
    }

    @Test
    void whoIsBackWithoutTheFamilyLosesItsRoutes() throws IOException {
        sessionWithARoute(restart(false, 120)).close();
        awaitDown();
        try (RawPeer _ = session(new GracefulRestart(false, false, 120, List.of()))) {
            us.awaitNoRoute(ROUTE);
        }
    }

    @Test
    void whoConnectsAnewHasRestarted() throws IOException {
        try (RawPeer old = sessionWithARoute(restart(false, 120))) {
            Await.until(
                    "the session is no longer a young one",
                    TestSpeaker.LIMIT,
                    () -> us.peer("to-" + THEM).uptime().toMillis() > 2_100);
            try (RawPeer _ = session(restart(false, 120))) {
                Optional<BgpMessage> last = old.read();
                while (last.isPresent()) {
                    assertTrue(!(last.get() instanceof Notification), "it is closed silently");
                    last = old.read();
                }
                assertTrue(us.peer("to-" + THEM).established());
                assertEquals(1, us.history().size(), "nothing was removed: " + us.history());
            }
        }
    }

    @Test
    void aNotificationKeepsTheRoutesOfWhoSaysSo() throws IOException {
        try (RawPeer raw = sessionWithARoute(restart(true, 120))) {
            raw.send(SHUTDOWN);
            awaitDown();
            us.awaitRoute(ROUTE);
            assertTrue(us.peer("to-" + THEM).lastError().contains("'so long'"));
        }
        try (RawPeer _ = session(restart(true, 120))) {
            us.awaitRoute(ROUTE);
        }
    }

    @Test
    void aHardResetKeepsNothing() throws IOException {
        try (RawPeer raw = sessionWithARoute(restart(true, 120))) {
            raw.send(SHUTDOWN.asHardReset());
            us.awaitNoRoute(ROUTE);
        }
    }

    @Test
    void aNotificationEndsAllOfAnyoneElse() throws IOException {
        try (RawPeer raw = sessionWithARoute(restart(false, 120))) {
            raw.send(SHUTDOWN);
            us.awaitNoRoute(ROUTE);
        }
    }

    @Test
    void weLeaveWithAWordOnlyWhereItDoesNoHarm() throws IOException {
        try (RawPeer raw = sessionWithARoute(restart(true, 120))) {
            us.bgp.close();
            assertTrue(raw.readNotification().is(BgpError.ADMINISTRATIVE_RESET));
        }
        listen();
        try (RawPeer raw = sessionWithARoute(restart(false, 120))) {
            us.bgp.close();
            Optional<BgpMessage> last = raw.read();
            while (last.isPresent()) {
                assertTrue(!(last.get() instanceof Notification), "silently");
                last = raw.read();
            }
        }
    }

    @Test
    void aShutdownIsAHardReset() throws IOException {
        try (RawPeer raw = sessionWithARoute(restart(true, 120))) {
            us.bgp.shutdown("for good");
            assertEquals(
                    Optional.of("for good"),
                    raw.readNotification().hardResetReason().orElseThrow().shutdownText());
        }
    }
}
