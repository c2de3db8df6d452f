package io.gingham.agent.health;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Whether the agent's loop still turns.
public final class Heartbeat {

    private static final Duration PERIOD = Duration.ofSeconds(5);

    /// More than the longest that one external program may run, which is 60 s.
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private final LongSupplier nanos;
    private volatile long last;

    public Heartbeat() {
        this(System::nanoTime);
    }

    Heartbeat(LongSupplier nanos) {
        this.nanos = nanos;
        last = nanos.getAsLong();
    }

    public void beatOn(ScheduledExecutorService loop) {
        var unused =
                loop.scheduleWithFixedDelay(
                        () -> last = nanos.getAsLong(),
                        0,
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Why the agent should be restarted; empty if it should not.
    public String failure() {
        Duration since = Duration.ofNanos(nanos.getAsLong() - last);
        return since.compareTo(LIMIT) < 0
                ? ""
                : "the agent's loop has not turned for " + since.toSeconds() + " s";
    }
}
