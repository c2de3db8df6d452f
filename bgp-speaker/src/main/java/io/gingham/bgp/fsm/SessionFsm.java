package io.gingham.bgp.fsm;

import static io.gingham.bgp.fsm.SessionEffect.TimerName.DELAY_OPEN;
import static io.gingham.bgp.fsm.Transitions.acceptOpen;
import static io.gingham.bgp.fsm.Transitions.answerOpen;
import static io.gingham.bgp.fsm.Transitions.canRestart;
import static io.gingham.bgp.fsm.Transitions.collisionLost;
import static io.gingham.bgp.fsm.Transitions.connect;
import static io.gingham.bgp.fsm.Transitions.connected;
import static io.gingham.bgp.fsm.Transitions.end;
import static io.gingham.bgp.fsm.Transitions.ended;
import static io.gingham.bgp.fsm.Transitions.error;
import static io.gingham.bgp.fsm.Transitions.established;
import static io.gingham.bgp.fsm.Transitions.fail;
import static io.gingham.bgp.fsm.Transitions.failed;
import static io.gingham.bgp.fsm.Transitions.gaveWay;
import static io.gingham.bgp.fsm.Transitions.heard;
import static io.gingham.bgp.fsm.Transitions.keepalive;
import static io.gingham.bgp.fsm.Transitions.leave;
import static io.gingham.bgp.fsm.Transitions.lose;
import static io.gingham.bgp.fsm.Transitions.refused;
import static io.gingham.bgp.fsm.Transitions.retry;
import static io.gingham.bgp.fsm.Transitions.sendOpen;
import static io.gingham.bgp.fsm.Transitions.start;
import static io.gingham.bgp.fsm.Transitions.stopped;
import static io.gingham.bgp.fsm.Transitions.unexpected;

import io.gingham.bgp.fsm.SessionEffect.CloseConnection;
import io.gingham.bgp.fsm.SessionEffect.StopAllTimers;
import io.gingham.bgp.fsm.SessionEffect.StopTimer;
import io.gingham.bgp.fsm.SessionEvent.CollisionLost;
import io.gingham.bgp.fsm.SessionEvent.ConnectRetryTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.DelayOpenTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Garbage;
import io.gingham.bgp.fsm.SessionEvent.HoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.IdleHoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.KeepaliveTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Received;
import io.gingham.bgp.fsm.SessionEvent.SendHoldTimerExpired;
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
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;

/// The finite state machine of RFC 4271 section 8.2.2: one method per state, one arm per event.
///
/// Wide: it is the whole table of states and events, and names each of them.
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
                    DelayOpenTimerExpired(), // 12
                    TcpFailed(_), // 18
                    Garbage(_), // 21, 22, 28
                    CollisionLost(), // 23
                    SendHoldTimerExpired(), // 29
                    Received(_) -> // 19, 20, 24..27
                    Step.to(idle);
        };
    }

    private static Step inConnect(Connect state, SessionEvent event, SessionSettings settings) {
        Retry retry = state.retry();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(_) -> stopped(); // 2, 8
            case ConnectRetryTimerExpired() -> // 9
                    connect(retry.another(), new StopTimer(DELAY_OPEN), new CloseConnection());
            case TcpConnected() -> // 16, 17
                    connected(retry, new Connect(retry, true), settings);
            case TcpFailed(var reason) -> retry(retry, reason, settings); // 18
            case DelayOpenTimerExpired() when state.delaying() -> sendOpen(retry, settings); // 12
            case Received(Open open) when state.delaying() -> // 20
                    answerOpen(retry, open, settings);
            case CollisionLost() -> gaveWay(retry, settings); // 23
            case HoldTimerExpired(), // 10
                    KeepaliveTimerExpired(), // 11
                    DelayOpenTimerExpired(), // 12
                    IdleHoldTimerExpired(), // 13
                    Garbage(_), // 21, 22, 28
                    SendHoldTimerExpired(), // 29
                    Received(_) -> // 19, 24..27
                    failed(retry, BgpError.FSM_UNSPECIFIC + " in Connect: " + event, settings);
        };
    }

    private static Step inActive(Active state, SessionEvent event, SessionSettings settings) {
        Retry retry = state.retry();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(_) -> stopped(); // 2, 8
            case ConnectRetryTimerExpired() -> // 9
                    settings.passive() || state.delaying()
                            ? Step.to(state)
                            : connect(retry.another());
            case TcpConnected() -> // 16, 17
                    connected(retry, new Active(retry, true), settings);
            case TcpFailed(var reason) -> retry(retry, reason, settings); // 18
            case DelayOpenTimerExpired() when state.delaying() -> sendOpen(retry, settings); // 12
            case Received(Open open) when state.delaying() -> // 20
                    answerOpen(retry, open, settings);
            case CollisionLost() -> // 23
                    state.delaying() ? gaveWay(retry, settings) : Step.to(state);
            case HoldTimerExpired(), // 10
                    KeepaliveTimerExpired(), // 11
                    DelayOpenTimerExpired(), // 12
                    IdleHoldTimerExpired(), // 13
                    Garbage(_), // 21, 22, 28
                    SendHoldTimerExpired(), // 29
                    Received(_) -> // 19, 24..27
                    failed(retry, BgpError.FSM_UNSPECIFIC + " in Active: " + event, settings);
        };
    }

    private static Step inOpenSent(OpenSent state, SessionEvent event, SessionSettings settings) {
        Retry retry = state.retry();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(var farewell) -> leave(farewell); // 2, 8
            case HoldTimerExpired() -> error(retry, BgpError.HOLD_TIMER_EXPIRED, settings); // 10
            case TcpFailed(var reason) -> retry(retry, reason, settings); // 18
            case TcpConnected() ->
                    Step.to(state); // 16, 17: the shell gives it a session of its own
            case Garbage(var error) -> error(retry, error, settings); // 21, 22, 28
            case CollisionLost() -> collisionLost(retry, settings); // 23
            case ConnectRetryTimerExpired(), // 9
                    KeepaliveTimerExpired(), // 11
                    DelayOpenTimerExpired(), // 12
                    IdleHoldTimerExpired(), // 13
                    SendHoldTimerExpired() -> // 29
                    error(retry, BgpError.FSM_UNSPECIFIC, settings);
            case Received(var message) -> receivedInOpenSent(retry, message, settings);
        };
    }

    private static Step receivedInOpenSent(
            Retry retry, BgpMessage message, SessionSettings settings) {
        return switch (message) {
            case Open open -> acceptOpen(retry, open, settings); // 19
            case Notification said -> refused(retry, said, settings); // 24, 25
            case Keepalive _, Update _, RouteRefresh _ -> // 26, 27
                    error(retry, unexpected(BgpError.UNEXPECTED_IN_OPEN_SENT, message), settings);
        };
    }

    private static Step inOpenConfirm(
            OpenConfirm state, SessionEvent event, SessionSettings settings) {
        Retry retry = state.retry();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(var farewell) -> leave(farewell); // 2, 8
            case HoldTimerExpired() -> error(retry, BgpError.HOLD_TIMER_EXPIRED, settings); // 10
            case KeepaliveTimerExpired() -> keepalive(state, state.session()); // 11
            case TcpFailed(var reason) -> retry(retry, reason, settings); // 18
            case TcpConnected() ->
                    Step.to(state); // 16, 17: the shell gives it a session of its own
            case Garbage(var error) -> error(retry, error, settings); // 21, 22, 28
            case CollisionLost() -> collisionLost(retry, settings); // 23
            case ConnectRetryTimerExpired(), // 9
                    DelayOpenTimerExpired(), // 12
                    IdleHoldTimerExpired(), // 13
                    SendHoldTimerExpired() -> // 29
                    error(retry, BgpError.FSM_UNSPECIFIC, settings);
            case Received(var message) -> receivedInOpenConfirm(state, message, settings);
        };
    }

    private static Step receivedInOpenConfirm(
            OpenConfirm state, BgpMessage message, SessionSettings settings) {
        return switch (message) {
            case Keepalive() -> established(state.session(), settings); // 26
            case Notification said -> refused(state.retry(), said, settings); // 24, 25
            case Open _, Update _, RouteRefresh _ -> // 19, 27
                    error(
                            state.retry(),
                            unexpected(BgpError.UNEXPECTED_IN_OPEN_CONFIRM, message),
                            settings);
        };
    }

    private static Step inEstablished(
            Established state, SessionEvent event, SessionSettings settings) {
        Negotiated session = state.session();
        return switch (event) {
            case Start() -> Step.to(state);
            case Stop(var farewell) -> end(session, farewell); // 2, 8
            case HoldTimerExpired() -> silent(session, settings); // 10
            case KeepaliveTimerExpired() -> keepalive(state, session); // 11
            case TcpFailed(var reason) -> // 18
                    lose(retry(Retry.NONE, reason, settings), reason, canRestart(session));
            case TcpConnected() ->
                    Step.to(state); // 16, 17: the shell gives it a session of its own
            case Garbage(var error) -> fail(session, error, settings); // 21, 22, 28
            case CollisionLost() -> // 23
                    fail(
                            session,
                            BgpError.CONNECTION_COLLISION,
                            "another connection lives",
                            settings);
            case SendHoldTimerExpired() -> // 29
                    fail(
                            session,
                            BgpError.SEND_HOLD_TIMER_EXPIRED,
                            "the peer takes nothing of what we send",
                            settings);
            case ConnectRetryTimerExpired(), // 9
                    DelayOpenTimerExpired(), // 12
                    IdleHoldTimerExpired() -> // 13
                    fail(session, BgpError.FSM_UNSPECIFIC, "no timer of that kind runs", settings);
            case Received(var message) -> receivedInEstablished(state, message, settings);
        };
    }

    private static Step silent(Negotiated session, SessionSettings settings) {
        return fail(
                session,
                BgpError.HOLD_TIMER_EXPIRED,
                "nothing heard for " + session.holdTime().toSeconds() + " s",
                settings);
    }

    private static Step receivedInEstablished(
            Established state, BgpMessage message, SessionSettings settings) {
        Negotiated session = state.session();
        return switch (message) {
            case Update _, Keepalive _, RouteRefresh _ -> // 26, 27
                    heard(state, message);
            case Notification said -> ended(session, said, settings); // 24, 25
            case Open _ -> // 19
                    fail(
                            session,
                            unexpected(BgpError.UNEXPECTED_IN_ESTABLISHED, message),
                            settings);
        };
    }
}
