package io.gingham.bgp.fsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.fsm.SessionEffect.OpenConnection;
import io.gingham.bgp.fsm.SessionEffect.Send;
import io.gingham.bgp.fsm.SessionEffect.SessionDown;
import io.gingham.bgp.fsm.SessionEffect.StartTimer;
import io.gingham.bgp.fsm.SessionEffect.TimerName;
import io.gingham.bgp.fsm.SessionEvent.Garbage;
import io.gingham.bgp.fsm.SessionEvent.HoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Received;
import io.gingham.bgp.fsm.SessionEvent.Start;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionEvent.TcpFailed;
import io.gingham.bgp.fsm.SessionState.Active;
import io.gingham.bgp.fsm.SessionState.Connect;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.fsm.SessionState.OpenSent;
import io.gingham.bgp.fsm.SessionState.Retry;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionFsmTest {

    private static Step inOpenSent(Open theirs) {
        return SessionFsm.step(new OpenSent(Retry.NONE), new Received(theirs), Sessions.settings());
    }

    private static Optional<Duration> timer(Step step, TimerName name) {
        return step.effects().stream()
                .filter(effect -> effect instanceof StartTimer timer && timer.timer() == name)
                .map(effect -> ((StartTimer) effect).after())
                .findFirst();
    }

    private static Notification sent(Step step) {
        return step.effects().stream()
                .filter(effect -> effect instanceof Send(Notification _))
                .map(effect -> (Notification) ((Send) effect).message())
                .findFirst()
                .orElseThrow();
    }

    private static Loss loss(Step step) {
        return step.effects().stream()
                .filter(SessionDown.class::isInstance)
                .map(effect -> ((SessionDown) effect).loss())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLowerHoldTimeCounts() {
        Step step = inOpenSent(Sessions.open(30));
        assertEquals(Optional.of(Duration.ofSeconds(30)), timer(step, TimerName.HOLD));
        assertEquals(Optional.of(Duration.ofSeconds(10)), timer(step, TimerName.KEEPALIVE));
        assertEquals(
                Optional.of(Duration.ofSeconds(90)),
                timer(inOpenSent(Sessions.open(180)), TimerName.HOLD));
    }

    @Test
    void aHoldTimeOfZeroMeansNoTimers() {
        Step step = inOpenSent(Sessions.open(0));
        assertEquals(Optional.empty(), timer(step, TimerName.HOLD));
        assertEquals(Optional.empty(), timer(step, TimerName.KEEPALIVE));
    }

    @Test
    void rejectsAnotherAs() {
        Open stranger =
                new Open(
                        new AsNumber(64999),
                        90,
                        Sessions.THEIR_ID,
                        List.of(new FourOctetAs(new AsNumber(64999))));
        assertTrue(sent(inOpenSent(stranger)).is(BgpError.BAD_PEER_AS));
    }

    @Test
    void theFourOctetNumberIsTheOneThatCounts() {
        AsNumber big = new AsNumber(4_200_000_000L);
        SessionSettings settings =
                new SessionSettings(
                        Sessions.OURS,
                        Sessions.OUR_ID,
                        big,
                        false,
                        false,
                        SessionTimes.of(90, Duration.ofSeconds(5)),
                        List.of());
        Open open =
                new Open(AsNumber.AS_TRANS, 90, Sessions.THEIR_ID, List.of(new FourOctetAs(big)));
        assertEquals(big, OpenNegotiation.agree(open, settings).peerAs());
    }

    @Test
    void anInternalPeerNeedsARouterIdOfItsOwn() {
        SessionSettings internal =
                new SessionSettings(
                        Sessions.OURS,
                        Sessions.OUR_ID,
                        Sessions.OURS,
                        false,
                        false,
                        SessionTimes.of(90, Duration.ofSeconds(5)),
                        List.of());
        Open twin = new Open(Sessions.OURS, 90, Sessions.OUR_ID, List.of());
        BgpException e =
                assertThrows(BgpException.class, () -> OpenNegotiation.agree(twin, internal));
        assertEquals(BgpError.BAD_BGP_IDENTIFIER, e.error());
    }

    @Test
    void rejectsAPeerWithoutACommonFamily() {
        Open other = Sessions.open(90, new Multiprotocol(AddressFamily.IPV6_UNICAST));
        Notification said = sent(inOpenSent(other));
        assertTrue(said.is(BgpError.UNSUPPORTED_CAPABILITY));
        assertEquals("010400010001", said.data().toString());
    }

    @Test
    void aPeerWithoutCapabilitiesSpeaksIpv4OfTwoOctets() {
        Negotiated session =
                Sessions.agreed(new Open(Sessions.THEIRS, 90, Sessions.THEIR_ID, List.of()));
        assertFalse(session.fourOctetAs());
        assertTrue(session.families().contains(AddressFamily.IPV4_UNICAST));
        assertFalse(session.gracefulRestart());
    }

    @Test
    void aClosedConnectionKeepsTheRoutesOfAPeerThatAnnouncedIt() {
        Established restarter =
                new Established(Sessions.agreed(Sessions.open(90, Sessions.RESTART)));
        Step step = SessionFsm.step(restarter, new TcpFailed("reset"), Sessions.settings());
        assertTrue(loss(step).keepRoutes());
        assertEquals(Optional.of(Duration.ofSeconds(2)), timer(step, TimerName.CONNECT_RETRY));
        Established other = new Established(Sessions.agreed(Sessions.open()));
        assertFalse(
                loss(SessionFsm.step(other, new TcpFailed("reset"), Sessions.settings()))
                        .keepRoutes());
    }

    @Test
    void anExpiredHoldTimerKeepsNothing() {
        Established restarter =
                new Established(Sessions.agreed(Sessions.open(90, Sessions.RESTART)));
        Step step = SessionFsm.step(restarter, new HoldTimerExpired(), Sessions.settings());
        assertFalse(loss(step).keepRoutes());
        assertTrue(sent(step).is(BgpError.HOLD_TIMER_EXPIRED));
    }

    @Test
    void aPauseIsSaidToAPeerThatKeepsNothingAnyway() {
        Established session = new Established(Sessions.agreed(Sessions.open()));
        Notification change = Notification.of(BgpError.OTHER_CONFIGURATION_CHANGE);
        Step said =
                SessionFsm.step(session, new Stop(new Farewell.Pause(change)), Sessions.settings());
        assertEquals(change, sent(said));
    }

    @Test
    void pausesSilentlyAndSaysWhyItEnds() {
        Established session = new Established(Sessions.agreed(Sessions.open(90, Sessions.RESTART)));
        Notification bye = Notification.of(BgpError.ADMINISTRATIVE_SHUTDOWN);
        Step silent =
                SessionFsm.step(session, new Stop(new Farewell.Pause(bye)), Sessions.settings());
        assertTrue(silent.effects().stream().noneMatch(Send.class::isInstance));
        Step said =
                SessionFsm.step(session, new Stop(new Farewell.Final(bye)), Sessions.settings());
        assertEquals(bye, sent(said));
    }

    @Test
    void waitsLongerAfterEachErrorInARow() {
        Garbage garbage =
                new Garbage(new BgpException(BgpError.BAD_MESSAGE_TYPE, "message type 9"));
        SessionState state = new OpenSent(Retry.NONE);
        for (int seconds : new int[] {5, 10, 20, 30, 30}) {
            Step step = SessionFsm.step(state, garbage, Sessions.settings());
            assertEquals(
                    Optional.of(Duration.ofSeconds(seconds)), timer(step, TimerName.IDLE_HOLD));
            int errors = ((Idle) step.next()).errors();
            state = new OpenSent(new Retry(0, errors));
        }
    }

    @Test
    void retriesSoonAtFirstAndThenAtItsPace() {
        Step first =
                SessionFsm.step(
                        new Connect(new Retry(1, 0)),
                        new TcpFailed("refused"),
                        Sessions.settings());
        assertEquals(Optional.of(Duration.ofSeconds(2)), timer(first, TimerName.CONNECT_RETRY));
        Step second =
                SessionFsm.step(
                        new Connect(new Retry(2, 0)),
                        new TcpFailed("refused"),
                        Sessions.settings());
        assertEquals(Optional.of(Duration.ofSeconds(5)), timer(second, TimerName.CONNECT_RETRY));
    }

    @Test
    void aPassivePeerOnlyWaits() {
        SessionSettings passive = Sessions.settings(90, true);
        Step step = SessionFsm.step(SessionFsm.INITIAL, new Start(), passive);
        assertEquals(new Active(Retry.NONE), step.next());
        assertFalse(step.effects().contains(new OpenConnection()));
        Step failed = SessionFsm.step(new OpenSent(Retry.NONE), new TcpFailed("reset"), passive);
        assertEquals(Optional.empty(), timer(failed, TimerName.CONNECT_RETRY));
    }

    @Test
    void theHigherRouterIdsConnectionLives() {
        RouterId low = RouterId.parse("10.0.0.1");
        RouterId high = RouterId.parse("200.0.0.1");
        AsNumber as = new AsNumber(64512);
        assertEquals(Collision.KEEP_THEIRS, Collision.resolve(low, as, high, as));
        assertEquals(Collision.KEEP_OURS, Collision.resolve(high, as, low, as));
        AsNumber higher = new AsNumber(64513);
        assertEquals(Collision.KEEP_THEIRS, Collision.resolve(low, as, low, higher));
    }
}
