package io.gingham.bgp.speaker;

import java.time.Duration;

/// One timer of a session. Pushing it back, as every message does to the hold timer, costs no more
/// than a write.
final class SessionTimer {

    private static final Runnable NOT_RUNNING = () -> {};

    private final Timers timers;
    private final Runnable expired;
    private Runnable cancel = NOT_RUNNING;
    private long deadline;
    private long wakeUp;

    SessionTimer(Timers timers, Runnable expired) {
        this.timers = timers;
        this.expired = expired;
    }

    void start(Duration after) {
        deadline = timers.nanoTime() + after.toNanos();
        boolean wakesEarlyEnough = cancel != NOT_RUNNING && wakeUp - deadline <= 0;
        if (!wakesEarlyEnough) {
            stop();
            sleep(after);
        }
    }

    void stop() {
        cancel.run();
        cancel = NOT_RUNNING;
    }

    private void sleep(Duration after) {
        wakeUp = timers.nanoTime() + after.toNanos();
        cancel = timers.schedule(after, this::wake);
    }

    private void wake() {
        cancel = NOT_RUNNING;
        long left = deadline - timers.nanoTime();
        if (left > 0) {
            sleep(Duration.ofNanos(left));
        } else {
            expired.run();
        }
    }
}
