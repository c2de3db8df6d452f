package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Whether the peer takes what we send (RFC 9687). What was sent waits for as long as TCP has no
/// room for it, because the peer does not read; if none of it goes for the whole time, the session
/// must end.
///
/// Looks at the backlog a few times in that time rather than at each message: sending is the hot
/// path.
final class SendHold {

    private static final int LOOKS = 8;

    private final Timers timers;
    private final LongSupplier backlog;
    private final Runnable expired;
    private final SessionTimer timer;
    private Duration time = Duration.ZERO;
    private long lastBacklog;
    private long movedAt;

    /// @param backlog what waits, in octets
    SendHold(Timers timers, LongSupplier backlog, Runnable expired) {
        this.timers = timers;
        this.backlog = backlog;
        this.expired = expired;
        this.timer = new SessionTimer(timers, this::look);
    }

    void start(Duration newTime) {
        time = newTime;
        moved();
        timer.start(time.dividedBy(LOOKS));
    }

    void stop() {
        timer.stop();
    }

    /// The peer took something.
    void moved() {
        movedAt = timers.nanoTime();
    }

    private void look() {
        long waiting = backlog.getAsLong();
        if (waiting == 0 || waiting < lastBacklog) {
            moved();
        }
        lastBacklog = waiting;
        Duration left = time.minusNanos(timers.nanoTime() - movedAt);
        if (left.isPositive()) {
            Duration pause = time.dividedBy(LOOKS);
            timer.start(left.compareTo(pause) < 0 ? left : pause);
        } else {
            expired.run();
        }
    }
}
