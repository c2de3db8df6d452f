package io.gingham.agent.health;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Whether the agent's loop still turns.
public final class Heartbeat {

    private static final Duration PERIOD = Duration.ofSeconds(5);

    /// More than the longest that one external program may run, which is 60 s.
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private volatile long last = System.nanoTime();

    public void beatOn(ScheduledExecutorService loop) {
        var unused =
                loop.scheduleWithFixedDelay(
                        () -> last = System.nanoTime(),
                        0,
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Why the agent should be restarted; empty if it should not.
    public String failure() {
        Duration since = Duration.ofNanos(System.nanoTime() - last);
        return since.compareTo(LIMIT) < 0
                ? ""
                : "the agent's loop has not turned for " + since.toSeconds() + " s";
    }
}
