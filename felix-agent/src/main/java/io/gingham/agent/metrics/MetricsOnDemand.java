package io.gingham.agent.metrics;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// [Metrics] from the first question on: where nobody asks they cost no memory.
public final class MetricsOnDemand implements Supplier<String> {

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final MeasuredSpeaker speaker;
    private final ScheduledExecutorService scheduler;
    private @Nullable Metrics metrics;
    private @Nullable ScheduledFuture<?> looking;

    /// @param scheduler where sessions are looked at between two questions
    public MetricsOnDemand(MeasuredSpeaker speaker, ScheduledExecutorService scheduler) {
        this.speaker = speaker;
        this.scheduler = scheduler;
    }

    @Override
    public synchronized String get() {
        Metrics all = metrics;
        if (all == null) {
            all = new Metrics(speaker);
            metrics = all;
        }
        if (looking == null) {
            looking =
                    scheduler.scheduleWithFixedDelay(
                            all::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
        }
        return all.text();
    }
}
