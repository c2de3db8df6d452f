package io.gingham.agent.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// [Metrics] from the first question on: where nobody asks they cost no memory.
public final class MetricsOnDemand implements Supplier<String> {

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final MeasuredSpeaker speaker;
    private final Supplier<Map<String, Long>> problems;
    private final ScheduledExecutorService scheduler;
    private @Nullable Metrics metrics;
    private @Nullable ScheduledFuture<?> looking;

    /// @param problems how many there are of each kind
    /// @param scheduler where sessions are looked at between two questions
    public MetricsOnDemand(
            MeasuredSpeaker speaker,
            Supplier<Map<String, Long>> problems,
            ScheduledExecutorService scheduler) {
        this.speaker = speaker;
        this.problems = problems;
        this.scheduler = scheduler;
    }

    @Override
    public synchronized String get() {
        Metrics all = metrics;
        if (all == null) {
            all = new Metrics(speaker, problems);
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
