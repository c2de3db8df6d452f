package io.gingham.bgp.fsm;

import static io.gingham.bgp.fsm.SessionEffect.TimerName.CONNECT_RETRY;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.HOLD;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.IDLE_HOLD;
import static io.gingham.bgp.fsm.SessionEffect.TimerName.KEEPALIVE;

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
import io.gingham.bgp.fsm.SessionEvent.CollisionLost;
import io.gingham.bgp.fsm.SessionEvent.ConnectRetryTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Garbage;
import io.gingham.bgp.fsm.SessionEvent.HoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.IdleHoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.KeepaliveTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Received;
import io.gingham.bgp.fsm.SessionEvent.Start;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionEvent.TcpConnected;
import io.gingham.bgp.fsm.SessionEvent.TcpFailed;
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

/// The finite state machine of RFC 4271 section 8.2.2: one method per state, one arm per event.
public final class SessionFsm {

    public static final SessionState INITIAL = new Idle(0);

    private SessionFsm() {}

    public static Step step(SessionState state, SessionEvent event, SessionSettings settings) {
        return switch (state) {
            case Idle idle -> inIdle(idle, event, settings);
            case Connect connect -> inConnect(connect, event, settings);
            case Active active -> inActive(active, event, settings);
            case OpenSent sent -> inOpenSent(sent, event, settings);
            case OpenConfirm confirm -> inOpenConfirm(confirm, event, settings);
            case Established established -> inEstablished(established, event, settings);
        };
    }

    private static Step inIdle(Idle idle, SessionEvent event, SessionSettings settings) {
        return switch (event) {
            case Start() -> start(new Retry(0, idle.errors()), settings); // 1, 3, 4, 5
            case IdleHoldTimerExpired() -> start(new Retry(0, idle.errors()), settings); // 13
            case Stop(_) -> Step.to(new Idle(0), new StopAllTimers()); // 2, 8
            case TcpConnected() -> Step.to(idle, new CloseConnection()); // 16, 17
            case ConnectRetryTimerExpired(), // 9
                    HoldTimerExpired(), // 10
                    KeepaliveTimerExpired(), // 11
                    TcpFailed(_), // 18
                    Garbage(_), // 21, 22, 28
                    CollisionLost(), // 23
                    Received(_) -> // 19, 24..27
                    Step.to(idle);
        };
    }

    private static Step inConnect(Connect state, SessionEvent event, SessionSettings settings) {
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(_) -> stopped(); // 2, 8
            case ConnectRetryTimerExpired() -> // 9
                    connect(state.retry().another(), new CloseConnection());
            case TcpConnected() -> sendOpen(state.retry(), settings); // 16, 17
            case TcpFailed(var reason) -> retry(state.retry(), reason, settings); // 18
            case CollisionLost() -> retry(state.retry(), "gave way to the peer's", settings); // 23
            case HoldTimerExpired(), // 10
                    KeepaliveTimerExpired(), // 11
                    IdleHoldTimerExpired(), // 13
                    Garbage(_), // 21, 22, 28
                    Received(_) -> // 19, 24..27
                    failed(state.retry(), BgpError.FSM_UNSPECIFIC + " in Connect: " + event);
        };
    }

    private static Step inActive(Active state, SessionEvent event, SessionSettings settings) {
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(_) -> stopped(); // 2, 8
            case ConnectRetryTimerExpired() -> // 9
                    settings.passive() ? Step.to(state) : connect(state.retry().another());
            case TcpConnected() -> sendOpen(state.retry(), settings); // 16, 17
            case TcpFailed(var reason) -> retry(state.retry(), reason, settings); // 18
            case CollisionLost() -> Step.to(state); // 23
            case HoldTimerExpired(), // 10
                    KeepaliveTimerExpired(), // 11
                    IdleHoldTimerExpired(), // 13
                    Garbage(_), // 21, 22, 28
                    Received(_) -> // 19, 24..27
                    failed(state.retry(), BgpError.FSM_UNSPECIFIC + " in Active: " + event);
        };
    }

    private static Step inOpenSent(OpenSent state, SessionEvent event, SessionSettings settings) {
        Retry retry = state.retry();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(var farewell) -> leave(farewell); // 2, 8
            case HoldTimerExpired() -> error(retry, BgpError.HOLD_TIMER_EXPIRED); // 10
            case TcpFailed(var reason) -> retry(retry, reason, settings); // 18
            case TcpConnected() ->
                    Step.to(state); // 16, 17: the shell gives it a session of its own
            case Garbage(var error) -> error(retry, error); // 21, 22, 28
            case CollisionLost() -> collisionLost(retry, settings); // 23
            case ConnectRetryTimerExpired(), // 9
                    KeepaliveTimerExpired(), // 11
                    IdleHoldTimerExpired() -> // 13
                    error(retry, BgpError.FSM_UNSPECIFIC);
            case Received(var message) -> receivedInOpenSent(retry, message, settings);
        };
    }

    private static Step receivedInOpenSent(
            Retry retry, BgpMessage message, SessionSettings settings) {
        return switch (message) {
            case Open open -> acceptOpen(retry, open, settings); // 19
            case Notification said -> refused(retry, said, settings); // 24, 25
            case Keepalive _, Update _, RouteRefresh _ -> // 26, 27
                    error(retry, unexpected(BgpError.UNEXPECTED_IN_OPEN_SENT, message));
        };
    }

    private static Step inOpenConfirm(
            OpenConfirm state, SessionEvent event, SessionSettings settings) {
        Retry retry = state.retry();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(var farewell) -> leave(farewell); // 2, 8
            case HoldTimerExpired() -> error(retry, BgpError.HOLD_TIMER_EXPIRED); // 10
            case KeepaliveTimerExpired() -> keepalive(state, state.session()); // 11
            case TcpFailed(var reason) -> retry(retry, reason, settings); // 18
            case TcpConnected() ->
                    Step.to(state); // 16, 17: the shell gives it a session of its own
            case Garbage(var error) -> error(retry, error); // 21, 22, 28
            case CollisionLost() -> collisionLost(retry, settings); // 23
            case ConnectRetryTimerExpired(), IdleHoldTimerExpired() -> // 9, 13
                    error(retry, BgpError.FSM_UNSPECIFIC);
            case Received(var message) -> receivedInOpenConfirm(state, message, settings);
        };
    }

    private static Step receivedInOpenConfirm(
            OpenConfirm state, BgpMessage message, SessionSettings settings) {
        return switch (message) {
            case Keepalive() -> established(state.session()); // 26
            case Notification said -> refused(state.retry(), said, settings); // 24, 25
            case Open _, Update _, RouteRefresh _ -> // 19, 27
                    error(state.retry(), unexpected(BgpError.UNEXPECTED_IN_OPEN_CONFIRM, message));
        };
    }

    private static Step inEstablished(
            Established state, SessionEvent event, SessionSettings settings) {
        Negotiated session = state.session();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(var farewell) -> lose(leave(farewell), "closed by us", false); // 2, 8
            case HoldTimerExpired() -> // 10
                    lost(error(Retry.NONE, BgpError.HOLD_TIMER_EXPIRED));
            case KeepaliveTimerExpired() -> keepalive(state, session); // 11
            case TcpFailed(var reason) -> // 18
                    lose(retry(Retry.NONE, reason, settings), reason, canRestart(session));
            case TcpConnected() ->
                    Step.to(state); // 16, 17: the shell gives it a session of its own
            case Garbage(var error) -> lost(error(Retry.NONE, error)); // 21, 22, 28
            case CollisionLost() -> lost(error(Retry.NONE, BgpError.CONNECTION_COLLISION)); // 23
            case ConnectRetryTimerExpired(), IdleHoldTimerExpired() -> // 9, 13
                    lost(error(Retry.NONE, BgpError.FSM_UNSPECIFIC));
            case Received(var message) -> receivedInEstablished(state, message, settings);
        };
    }

    private static Step receivedInEstablished(
            Established state, BgpMessage message, SessionSettings settings) {
        return switch (message) {
            case Update _, Keepalive _, RouteRefresh _ -> // 26, 27
                    heard(state, message);
            case Notification said -> lost(refused(Retry.NONE, said, settings)); // 24, 25
            case Open _ -> // 19
                    lost(
                            error(
                                    Retry.NONE,
                                    unexpected(BgpError.UNEXPECTED_IN_ESTABLISHED, message)));
        };
    }

    private static Step start(Retry retry, SessionSettings settings) {
        return settings.passive()
                ? Step.to(new Active(retry), new StopTimer(IDLE_HOLD))
                : connect(retry.another(), new StopTimer(IDLE_HOLD));
    }

    private static Step connect(Retry retry, SessionEffect... first) {
        List<SessionEffect> effects = new ArrayList<>(List.of(first));
        effects.add(new StartTimer(CONNECT_RETRY, CONNECT_LIMIT));
        effects.add(new OpenConnection());
        return new Step(new Connect(retry), effects);
    }

    /// How long an attempt may take before the next one; RFC 4271 section 10 suggests 120 s for a
    /// ConnectRetry.
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private static Step retry(Retry retry, String reason, SessionSettings settings) {
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new StopAllTimers());
        effects.add(new CloseConnection());
        effects.add(new Note(reason));
        if (!settings.passive()) {
            effects.add(new StartTimer(CONNECT_RETRY, settings.retryAfter(retry.attempts())));
        }
        return new Step(new Active(retry), effects);
    }

    private static Step sendOpen(Retry retry, SessionSettings settings) {
        return Step.to(
                new OpenSent(retry),
                new StopTimer(CONNECT_RETRY),
                new Send(settings.open()),
                new StartTimer(HOLD, SessionSettings.OPEN_HOLD_TIME));
    }

    private static Step acceptOpen(Retry retry, Open open, SessionSettings settings) {
        Negotiated session;
        try {
            session = OpenNegotiation.agree(open, settings);
        } catch (BgpException e) {
            return error(retry, e);
        }
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new Agreed(session));
        effects.add(new Send(new Keepalive()));
        effects.addAll(timers(session));
        return new Step(new OpenConfirm(retry, session), effects);
    }

    private static List<SessionEffect> timers(Negotiated session) {
        return session.holdTime().isZero()
                ? List.of(new StopTimer(HOLD), new StopTimer(KEEPALIVE))
                : List.of(
                        new StartTimer(HOLD, session.holdTime()),
                        new StartTimer(KEEPALIVE, session.keepaliveTime()));
    }

    private static List<SessionEffect> rearmHold(Negotiated session) {
        return session.holdTime().isZero()
                ? List.of()
                : List.of(new StartTimer(HOLD, session.holdTime()));
    }

    private static Step established(Negotiated session) {
        List<SessionEffect> effects = new ArrayList<>(rearmHold(session));
        effects.add(new SessionUp(session));
        return new Step(new Established(session), effects);
    }

    private static Step heard(Established state, BgpMessage message) {
        List<SessionEffect> effects = new ArrayList<>(rearmHold(state.session()));
        effects.add(new Deliver(message));
        return new Step(state, effects);
    }

    private static Step keepalive(SessionState state, Negotiated session) {
        return Step.to(
                state,
                new Send(new Keepalive()),
                new StartTimer(KEEPALIVE, session.keepaliveTime()));
    }

    private static Step stopped() {
        return Step.to(new Idle(0), new StopAllTimers(), new CloseConnection());
    }

    private static Step leave(Farewell farewell) {
        return switch (farewell) {
            case Farewell.Silent() -> stopped();
            case Farewell.Said(var notification) ->
                    Step.to(
                            new Idle(0),
                            new StopAllTimers(),
                            new Send(notification),
                            new CloseConnection());
        };
    }

    private static Step error(Retry retry, BgpError error) {
        return error(retry, new BgpException(error, error.toString()));
    }

    private static Step error(Retry retry, BgpException error) {
        Notification notification = error.notification();
        Step hold = failed(retry, "sent " + notification + ": " + error.getMessage());
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new Send(notification));
        effects.addAll(hold.effects());
        return new Step(hold.next(), effects);
    }

    /// To Idle, for a time that grows with the errors in a row.
    private static Step failed(Retry retry, String reason) {
        int errors = retry.errors() + 1;
        return Step.to(
                new Idle(errors),
                new StopAllTimers(),
                new CloseConnection(),
                new Note(reason),
                new StartTimer(IDLE_HOLD, SessionSettings.idleHold(errors)));
    }

    /// A NOTIFICATION from the peer; a lost collision is none of our errors.
    private static Step refused(Retry retry, Notification said, SessionSettings settings) {
        return said.is(BgpError.CONNECTION_COLLISION)
                ? retry(retry, "received " + said, settings)
                : failed(retry, "received " + said);
    }

    private static Step collisionLost(Retry retry, SessionSettings settings) {
        Step step = retry(retry, "gave way to the peer's connection", settings);
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new Send(Notification.of(BgpError.CONNECTION_COLLISION)));
        effects.addAll(step.effects());
        return new Step(step.next(), effects);
    }

    private static Step lost(Step step) {
        String reason =
                step.effects().stream()
                        .filter(Note.class::isInstance)
                        .map(note -> ((Note) note).trouble())
                        .findFirst()
                        .orElse("");
        return lose(step, reason, false);
    }

    private static Step lose(Step step, String reason, boolean keepRoutes) {
        List<SessionEffect> effects = new ArrayList<>(step.effects());
        effects.removeIf(Note.class::isInstance);
        effects.add(new SessionDown(new Loss(reason, keepRoutes)));
        return new Step(step.next(), effects);
    }

    private static boolean canRestart(Negotiated session) {
        return session.families().stream().anyMatch(session::keeps);
    }

    /// RFC 6608: the data is the type of the message.
    private static BgpException unexpected(BgpError error, BgpMessage message) {
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
