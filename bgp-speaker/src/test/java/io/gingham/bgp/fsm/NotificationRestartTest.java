package io.gingham.bgp.fsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.fsm.SessionEffect.Send;
import io.gingham.bgp.fsm.SessionEffect.SessionDown;
import io.gingham.bgp.fsm.SessionEvent.Garbage;
import io.gingham.bgp.fsm.SessionEvent.HoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Received;
import io.gingham.bgp.fsm.SessionEvent.SendHoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionState.Active;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.ShutdownText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// RFC 8538: routes outlive a NOTIFICATION if both sides say so, unless it is a Hard Reset.
class NotificationRestartTest {

    private static final GracefulRestart ANNOUNCED =
            new GracefulRestart(
                    false,
                    true,
                    120,
                    List.of(new PreservedFamily(AddressFamily.IPV4_UNICAST, true)));

    private static final SessionSettings OURS =
            new SessionSettings(
                    Sessions.OURS,
                    Sessions.OUR_ID,
                    Sessions.THEIRS,
                    false,
                    false,
                    SessionTimes.of(90, Duration.ofSeconds(5)),
                    List.of(new Multiprotocol(AddressFamily.IPV4_UNICAST), ANNOUNCED));

    private static final Notification BYE =
            Notification.of(BgpError.ADMINISTRATIVE_SHUTDOWN, ShutdownText.write("so long"));

    private static Established session(GracefulRestart theirs) {
        return new Established(OpenNegotiation.agree(Sessions.open(90, theirs), OURS));
    }

    private static Step step(SessionEvent event) {
        return SessionFsm.step(session(ANNOUNCED), event, OURS);
    }

    private static Loss loss(Step step) {
        return step.effects().stream()
                .filter(SessionDown.class::isInstance)
                .map(effect -> ((SessionDown) effect).loss())
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Notification> sent(Step step) {
        return step.effects().stream()
                .filter(effect -> effect instanceof Send(Notification _))
                .map(effect -> (Notification) ((Send) effect).message())
                .findFirst();
    }

    @Test
    void anExpiredHoldTimerKeepsTheRoutes() {
        Step step = step(new HoldTimerExpired());
        assertTrue(sent(step).orElseThrow().is(BgpError.HOLD_TIMER_EXPIRED));
        assertTrue(loss(step).keepRoutes());
        assertInstanceOf(Idle.class, step.next());
    }

    @Test
    void anErrorOfThePeerKeepsTheRoutes() {
        BgpException error = new BgpException(BgpError.INVALID_NETWORK_FIELD, "a /33");
        assertTrue(loss(step(new Garbage(error))).keepRoutes());
        assertTrue(loss(step(new SendHoldTimerExpired())).keepRoutes());
    }

    @Test
    void aNotificationOfThePeerKeepsTheRoutesAndACeaseWaitsForIt() {
        Step cease = step(new Received(BYE));
        assertTrue(loss(cease).keepRoutes());
        assertInstanceOf(Active.class, cease.next());
        Step error = step(new Received(Notification.of(BgpError.MALFORMED_AS_PATH)));
        assertTrue(loss(error).keepRoutes());
        assertInstanceOf(Idle.class, error.next());
    }

    @Test
    void aHardResetKeepsNothingAndSaysWhy() {
        Step step = step(new Received(BYE.asHardReset()));
        assertFalse(loss(step).keepRoutes());
        assertEquals(
                "received Cease/Hard Reset (6/9): Cease/Administrative Shutdown (6/2) 'so long'",
                loss(step).reason());
    }

    @Test
    void withoutTheNBitNothingOutlivesANotification() {
        Established plain = session(Sessions.RESTART);
        assertFalse(loss(SessionFsm.step(plain, new Received(BYE), OURS)).keepRoutes());
        assertFalse(loss(SessionFsm.step(plain, new HoldTimerExpired(), OURS)).keepRoutes());
        Step left = SessionFsm.step(plain, new Stop(new Farewell.Final(BYE)), OURS);
        assertEquals(Optional.of(BYE), sent(left));
    }

    @Test
    void aPauseIsSaidAndAnEndIsAHardReset() {
        Notification back = Notification.of(BgpError.ADMINISTRATIVE_RESET);
        Step pause = step(new Stop(new Farewell.Pause(back)));
        assertEquals(Optional.of(back), sent(pause));
        assertTrue(loss(pause).keepRoutes());
        Step end = step(new Stop(new Farewell.Final(BYE)));
        assertEquals(Optional.of(BYE.asHardReset()), sent(end));
        assertFalse(loss(end).keepRoutes());
    }

    @Test
    void aHardResetCarriesTheReasonBehindIt() {
        Notification reset = BYE.asHardReset();
        assertEquals("0602" + BYE.data(), reset.data().toString());
        assertEquals(Optional.of(BYE), reset.hardResetReason());
        assertEquals(Optional.empty(), Notification.of(BgpError.HARD_RESET).hardResetReason());
        assertEquals(Optional.empty(), BYE.hardResetReason());
    }

    @Test
    void nestedHardResetsAreNotTakenApart() {
        Notification nested =
                Notification.of(BgpError.HARD_RESET, Octets.parse("0609".repeat(30_000)));
        assertEquals("Cease/Hard Reset (6/9)", nested.explained());
    }
}
