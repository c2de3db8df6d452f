package io.gingham.bgp.fsm;

import static io.gingham.bgp.fsm.SessionEffect.TimerName.CONNECT_RETRY;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.DELAY_OPEN;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.HOLD;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.IDLE_HOLD;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.KEEPALIVE;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.SEND_HOLD;

import io.gingham.bgp.fsm.SessionEffect.Agreed;
import io.gingham.bgp.fsm.SessionEffect.CloseConnection;
import io.gingham.bgp.fsm.SessionEffect.Deliver;
import io.gingham.bgp.fsm.SessionEffect.Note;
import io.gingham.bgp.fsm.SessionEffect.OpenConnection;
import io.gingham.bgp.fsm.SessionEffect.Send;
import io.gingham.bgp.fsm.SessionEffect.SessionDown;
import io.gingham.bgp.fsm.SessionEffect.SessionUp;
import io.gingham.bgp.fsm.SessionEffect.StartTimer;
import io.gingham.bgp.fsm.SessionEffect.StopAllTimers;
import io.gingham.bgp.fsm.SessionEffect.StopTimer;
import io.gingham.bgp.fsm.SessionState.Active;
import io.gingham.bgp.fsm.SessionState.Connect;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.fsm.SessionState.OpenConfirm;
import io.gingham.bgp.fsm.SessionState.OpenSent;
import io.gingham.bgp.fsm.SessionState.Retry;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The ways from one state to another, with what each brings along; [SessionFsm] says which event
/// takes which.
///
/// Wide: states and effects come together here, so all of them are named.
final class Transitions {

    /// How long an attempt may take before the next one; RFC 4271 section 10 suggests 120 s for a
    /// ConnectRetry. Also when the jitter has made it shorter, the connection's own time limit (8
    /// s) ends first, for that one says why.
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(12);

    /// The code of a NOTIFICATION that tells of no error.
    private static final int CEASE = BgpError.ADMINISTRATIVE_RESET.code();

    private Transitions() {}

    static Step start(Retry retry, SessionSettings settings) {
        return settings.passive()
                ? Step.to(new Active(retry), new StopTimer(IDLE_HOLD))
                : connect(retry.another(), new StopTimer(IDLE_HOLD));
    }

    static Step connect(Retry retry, SessionEffect... first) {
        List<SessionEffect> effects = new ArrayList<>(List.of(first));
        effects.add(new StartTimer(CONNECT_RETRY, CONNECT_LIMIT));
        effects.add(new OpenConnection());
        return new Step(new Connect(retry), effects);
    }

    static Step retry(Retry retry, String reason, SessionSettings settings) {
        return retry(retry, List.of(new Note(reason)), settings);
    }

    /// As [#retry], for nothing that went wrong.
    static Step gaveWay(Retry retry, SessionSettings settings) {
        return retry(retry, List.of(), settings);
    }

    private static Step retry(Retry retry, List<SessionEffect> notes, SessionSettings settings) {
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new StopAllTimers());
        effects.add(new CloseConnection());
        effects.addAll(notes);
        if (!settings.passive()) {
            effects.add(
                    new StartTimer(CONNECT_RETRY, settings.times().retryAfter(retry.attempts())));
        }
        return new Step(new Active(retry), effects);
    }

    /// The connection is there: we say OPEN, or wait for the peer's first.
    ///
    /// @param delaying the state to wait in
    static Step connected(Retry retry, SessionState delaying, SessionSettings settings) {
        Duration delay = settings.times().delayOpen();
        return delay.isZero()
                ? sendOpen(retry, settings)
                : Step.to(
                        delaying, new StopTimer(CONNECT_RETRY), new StartTimer(DELAY_OPEN, delay));
    }

    static Step sendOpen(Retry retry, SessionSettings settings) {
        return Step.to(
                new OpenSent(retry),
                new StopTimer(CONNECT_RETRY),
                new StopTimer(DELAY_OPEN),
                new Send(settings.open()),
                new StartTimer(HOLD, SessionTimes.OPEN_HOLD_TIME));
    }

    /// The peer's OPEN came while ours was delayed: ours goes out, and its is looked at.
    static Step answerOpen(Retry retry, Open open, SessionSettings settings) {
        List<SessionEffect> effects = new ArrayList<>(sendOpen(retry, settings).effects());
        Step accepted = acceptOpen(retry, open, settings);
        effects.addAll(accepted.effects());
        return new Step(accepted.next(), effects);
    }

    static Step acceptOpen(Retry retry, Open open, SessionSettings settings) {
        Negotiated session;
        try {
            session = OpenNegotiation.agree(open, settings);
        } catch (BgpException e) {
            return error(retry, e, settings);
        }
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new Agreed(session));
        effects.add(new Send(new Keepalive()));
        effects.addAll(timers(session));
        return new Step(new OpenConfirm(retry, session), effects);
    }

    static List<SessionEffect> timers(Negotiated session) {
        return session.holdTime().isZero()
                ? List.of(new StopTimer(HOLD), new StopTimer(KEEPALIVE))
                : List.of(
                        new StartTimer(HOLD, session.holdTime()),
                        new StartTimer(KEEPALIVE, session.keepaliveTime()));
    }

    static List<SessionEffect> rearmHold(Negotiated session) {
        return session.holdTime().isZero()
                ? List.of()
                : List.of(new StartTimer(HOLD, session.holdTime()));
    }

    static Step established(Negotiated session, SessionSettings settings) {
        List<SessionEffect> effects = new ArrayList<>(rearmHold(session));
        Duration sendHold = settings.times().sendHoldFor(session.holdTime());
        if (sendHold.isPositive()) {
            effects.add(new StartTimer(SEND_HOLD, sendHold));
        }
        effects.add(new SessionUp(session));
        return new Step(new Established(session), effects);
    }

    static Step heard(Established state, BgpMessage message) {
        List<SessionEffect> effects = new ArrayList<>(rearmHold(state.session()));
        effects.add(new Deliver(message));
        return new Step(state, effects);
    }

    static Step keepalive(SessionState state, Negotiated session) {
        return Step.to(
                state,
                new Send(new Keepalive()),
                new StartTimer(KEEPALIVE, session.keepaliveTime()));
    }

    static Step stopped() {
        return Step.to(new Idle(0), new StopAllTimers(), new CloseConnection());
    }

    /// Before there are routes to be kept.
    static Step leave(Farewell farewell) {
        return switch (farewell) {
            case Farewell.Pause(var notification) -> stopped(notification);
            case Farewell.Final(var notification) -> stopped(notification);
        };
    }

    private static Step stopped(Notification said) {
        return Step.to(new Idle(0), new StopAllTimers(), new Send(said), new CloseConnection());
    }

    /// An Established session ends on purpose. Our own side keeps the peer's routes over a pause:
    /// it has not restarted.
    static Step end(Negotiated session, Farewell farewell) {
        boolean agreed = session.restart().onNotification();
        boolean silent = session.gracefulRestart() && !agreed;
        return switch (farewell) {
            case Farewell.Pause(var why) ->
                    lose(silent ? stopped() : stopped(why), "closed by us", canRestart(session));
            case Farewell.Final(var why) ->
                    lose(stopped(agreed ? why.asHardReset() : why), "closed by us", false);
        };
    }

    static Step error(Retry retry, BgpError error, SessionSettings settings) {
        return error(retry, Notification.of(error), "", settings);
    }

    static Step error(Retry retry, BgpException error, SessionSettings settings) {
        return error(retry, error.notification(), ": " + error.getMessage(), settings);
    }

    private static Step error(
            Retry retry, Notification notification, String why, SessionSettings settings) {
        Step hold = failed(retry, "sent " + notification + why, settings);
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new Send(notification));
        effects.addAll(hold.effects());
        return new Step(hold.next(), effects);
    }

    /// To Idle, for a time that grows with the errors in a row.
    static Step failed(Retry retry, String reason, SessionSettings settings) {
        int errors = retry.errors() + 1;
        return Step.to(
                new Idle(errors),
                new StopAllTimers(),
                new CloseConnection(),
                new Note(reason),
                new StartTimer(IDLE_HOLD, settings.times().idleHold().after(errors)));
    }

    /// A NOTIFICATION from the peer; a lost collision is none of our errors.
    static Step refused(Retry retry, Notification said, SessionSettings settings) {
        return said.is(BgpError.CONNECTION_COLLISION)
                ? retry(retry, "received " + said.explained(), settings)
                : failed(retry, "received " + said.explained(), settings);
    }

    /// Another connection of the peer's lives: that is no trouble of the peer's.
    static Step collisionLost(Retry retry, SessionSettings settings) {
        Step step = gaveWay(retry, settings);
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new Send(Notification.of(BgpError.CONNECTION_COLLISION)));
        effects.addAll(step.effects());
        return new Step(step.next(), effects);
    }

    /// An Established session ends in an error of which the peer is told.
    static Step fail(Negotiated session, BgpException error, SessionSettings settings) {
        return fail(session, error.notification(), ": " + error.getMessage(), settings);
    }

    static Step fail(Negotiated session, BgpError error, String why, SessionSettings settings) {
        return fail(session, new BgpException(error, why), settings);
    }

    private static Step fail(
            Negotiated session, Notification said, String why, SessionSettings settings) {
        Step step = error(Retry.NONE, said, why, settings);
        return lose(step, "sent " + said + why, outlives(session, said));
    }

    /// The peer ended an Established session. One that pauses may be back any moment.
    static Step ended(Negotiated session, Notification said, SessionSettings settings) {
        String reason = "received " + said.explained();
        boolean kept = outlives(session, said);
        boolean pause = kept && said.code() == CEASE;
        Step step =
                pause ? retry(Retry.NONE, reason, settings) : refused(Retry.NONE, said, settings);
        return lose(step, reason, kept);
    }

    /// The peer's routes stay for its restart time although the session ended with a message (RFC
    /// 8538 section 4).
    private static boolean outlives(Negotiated session, Notification said) {
        return session.restart().outlives(said) && canRestart(session);
    }

    static Step lose(Step step, String reason, boolean keepRoutes) {
        List<SessionEffect> effects = new ArrayList<>(step.effects());
        effects.removeIf(Note.class::isInstance);
        effects.add(new SessionDown(new Loss(reason, keepRoutes)));
        return new Step(step.next(), effects);
    }

    static boolean canRestart(Negotiated session) {
        return !session.kept().isEmpty();
    }

    /// RFC 6608: the data is the type of the message.
    static BgpException unexpected(BgpError error, BgpMessage message) {
        int type =
                switch (message) {
                    case Open _ -> 1;
                    case Update _ -> 2;
                    case Notification _ -> 3;
                    case Keepalive _ -> 4;
                    case RouteRefresh _ -> 5;
                };
        String name = message.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        return new BgpException(
                error, Octets.of((byte) type), "the peer sent " + name + " too early or twice");
    }
}
