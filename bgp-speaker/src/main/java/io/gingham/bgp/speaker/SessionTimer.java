package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One timer of a session. Pushing it back, as every message does to the hold timer, costs no more
/// than a write.
final class SessionTimer {

    private final Timers timers;
    private final Runnable expired;
    private @Nullable Runnable cancel;
    private long deadline;
    private long wakeUp;

    SessionTimer(Timers timers, Runnable expired) {
        this.timers = timers;
        this.expired = expired;
    }

    void start(Duration after) {
        deadline = timers.nanoTime() + after.toNanos();
        boolean wakesEarlyEnough = cancel != null && wakeUp - deadline <= 0;
        if (!wakesEarlyEnough) {
            stop();
            sleep(after);
        }
    }

    void stop() {
        if (cancel != null) {
            cancel.run();
            cancel = null;
        }
    }

    /// Until it expires; empty if it does not run.
    Optional<Duration> left() {
        return cancel == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, deadline - timers.nanoTime())));
    }

    private void sleep(Duration after) {
        wakeUp = timers.nanoTime() + after.toNanos();
        cancel = timers.schedule(after, this::wake);
    }

    private void wake() {
        cancel = null;
        long left = deadline - timers.nanoTime();
        if (left > 0) {
            sleep(Duration.ofNanos(left));
        } else {
            expired.run();
        }
    }
}
