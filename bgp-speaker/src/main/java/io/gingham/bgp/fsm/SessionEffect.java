package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpMessage;
import java.time.Duration;

/// What the shell does for a session, in the order given.
public sealed interface SessionEffect {

    /// Begin to connect; the answer is TcpConnected or TcpFailed.
    record OpenConnection() implements SessionEffect {}

    /// Close the connection, or give up the attempt. What was sent before still goes out. No event
    /// answers it.
    record CloseConnection() implements SessionEffect {}

    record Send(BgpMessage message) implements SessionEffect {}

    /// (Re)start: a running timer of that name is replaced.
    record StartTimer(TimerName timer, Duration after) implements SessionEffect {}

    record StopTimer(TimerName timer) implements SessionEffect {}

    record StopAllTimers() implements SessionEffect {}

    /// Both OPENs are known: from here on the codec works as agreed. The router ID settles a
    /// collision.
    record Agreed(Negotiated session) implements SessionEffect {}

    record SessionUp(Negotiated session) implements SessionEffect {}

    record SessionDown(Loss loss) implements SessionEffect {}

    /// An attempt came to nothing, or a peer was refused: for the status and the log.
    record Note(String trouble) implements SessionEffect {}

    /// An UPDATE, ROUTE-REFRESH or KEEPALIVE of an Established session.
    record Deliver(BgpMessage message) implements SessionEffect {}

    enum TimerName {
        /// Jittered by the shell (RFC 4271 section 10).
        CONNECT_RETRY,
        HOLD,
        /// Jittered by the shell (RFC 4271 section 10).
        KEEPALIVE,
        IDLE_HOLD,
        DELAY_OPEN,
        /// Begins again whenever the peer takes something of what was sent, or nothing waits (RFC
        /// 9687): the shell's business.
        SEND_HOLD
    }
}
