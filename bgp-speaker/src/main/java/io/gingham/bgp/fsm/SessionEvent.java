package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;

/// What can happen to a session; the numbers are RFC 4271's (section 8.1).
public sealed interface SessionEvent {

    /// Events 1, 3, 4 and 5: the peer is configured; passive or not says its configuration.
    record Start() implements SessionEvent {}

    /// Events 2 and 8.
    record Stop(Farewell farewell) implements SessionEvent {}

    /// Event 9.
    record ConnectRetryTimerExpired() implements SessionEvent {}

    /// Event 10.
    record HoldTimerExpired() implements SessionEvent {}

    /// Event 11.
    record KeepaliveTimerExpired() implements SessionEvent {}

    /// Event 12.
    record DelayOpenTimerExpired() implements SessionEvent {}

    /// Event 13.
    record IdleHoldTimerExpired() implements SessionEvent {}

    /// Events 16 and 17: our connection, or the peer's, is there.
    record TcpConnected() implements SessionEvent {}

    /// Event 18: refused, timed out, closed or reset.
    record TcpFailed(String reason) implements SessionEvent {}

    /// Events 21, 22 and 28: what came was no message, or one that ends the session.
    record Garbage(BgpException error) implements SessionEvent {}

    /// Event 23.
    record CollisionLost() implements SessionEvent {}

    /// Event 29 (RFC 9687): the peer has taken nothing of what we send for too long.
    record SendHoldTimerExpired() implements SessionEvent {}

    /// Events 19 (OPEN), 20 (OPEN while ours is delayed), 24 and 25 (NOTIFICATION), 26 (KEEPALIVE),
    /// 27 (UPDATE), and ROUTE-REFRESH.
    record Received(BgpMessage message) implements SessionEvent {}

    /// What it is that a timer's end means.
    static SessionEvent expired(SessionEffect.TimerName timer) {
        return switch (timer) {
            case CONNECT_RETRY -> new ConnectRetryTimerExpired();
            case HOLD -> new HoldTimerExpired();
            case KEEPALIVE -> new KeepaliveTimerExpired();
            case IDLE_HOLD -> new IdleHoldTimerExpired();
            case DELAY_OPEN -> new DelayOpenTimerExpired();
            case SEND_HOLD -> new SendHoldTimerExpired();
        };
    }
}
