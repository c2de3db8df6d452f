package io.gingham.agent.metrics;

import io.gingham.bgp.speaker.ConvergenceHistogram;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.function.Supplier;

/// A speaker's convergence as Prometheus's histogram.
final class ConvergenceCollector implements Collector {

    private static final double NANOS = 1e9;

    private final Supplier<ConvergenceHistogram> convergence;

    ConvergenceCollector(Supplier<ConvergenceHistogram> convergence) {
        this.convergence = convergence;
    }

    @Override
    public HistogramSnapshot collect() {
        ConvergenceHistogram now = convergence.get();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        now.buckets()
                .forEach(each -> buckets.bucket(each.atMost().toNanos() / NANOS, each.bursts()));
        buckets.bucket(Double.POSITIVE_INFINITY, now.slower());
        return HistogramSnapshot.builder()
                .name("gingham_bgp_convergence_seconds")
                .help("from the first change of a burst to the last peer's being told")
                .dataPoint(
                        HistogramDataPointSnapshot.builder()
                                .classicHistogramBuckets(buckets.build())
                                .sum(now.total().toNanos() / NANOS)
                                .build())
                .build();
    }
}
