package io.gingham.agent.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/// How many problems there are, by their kind.
final class ProblemCollector implements MultiCollector {

    private final Supplier<Map<String, Long>> counts;

    ProblemCollector(Supplier<Map<String, Long>> counts) {
        this.counts = counts;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder()
                        .name("gingham_problems")
                        .help("what the operator should know of, as the status shows it, by kind");
        counts.get()
                .forEach(
                        (id, count) ->
                                gauge.dataPoint(
                                        GaugeDataPointSnapshot.builder()
                                                .labels(Labels.of("id", id))
                                                .value(count)
                                                .build()));
        return MetricSnapshots.builder().metricSnapshot(gauge.build()).build();
    }
}
