package io.gingham.agent.metrics;

import io.gingham.bgp.bmp.station.CollectorStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// A speaker's collectors of BMP as Prometheus's numbers.
final class MonitorCollector implements MultiCollector {

    private final Supplier<List<CollectorStatus>> collectors;

    MonitorCollector(Supplier<List<CollectorStatus>> collectors) {
        this.collectors = collectors;
    }

    @Override
    public MetricSnapshots collect() {
        List<CollectorStatus> now = collectors.get();
        if (now.isEmpty()) {
            return new MetricSnapshots();
        }
        return MetricSnapshots.builder()
                .metricSnapshot(
                        gauge(
                                now,
                                "gingham_bmp_collector_up",
                                "1 if the collector is connected",
                                each -> each.state().isConnected() ? 1 : 0))
                .metricSnapshot(
                        gauge(
                                now,
                                "gingham_bmp_collector_backlog_octets",
                                "written and not yet taken by the collector's side",
                                CollectorStatus::backlog))
                .metricSnapshot(
                        counter(
                                now,
                                "gingham_bmp_collector_connections",
                                "connections that were made",
                                CollectorStatus::connections))
                .metricSnapshot(
                        counter(
                                now,
                                "gingham_bmp_collector_overflows",
                                "connections that were ended because the collector was too slow",
                                CollectorStatus::overflows))
                .metricSnapshot(
                        counter(
                                now,
                                "gingham_bmp_collector_messages",
                                "messages sent",
                                CollectorStatus::messages))
                .build();
    }

    private static Labels labels(CollectorStatus collector) {
        return Labels.of("collector", collector.config().label());
    }

    private static GaugeSnapshot gauge(
            List<CollectorStatus> all,
            String name,
            String help,
            ToDoubleFunction<CollectorStatus> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        all.forEach(
                each ->
                        gauge.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(labels(each))
                                        .value(value.applyAsDouble(each))
                                        .build()));
        return gauge.build();
    }

    private static CounterSnapshot counter(
            List<CollectorStatus> all,
            String name,
            String help,
            ToDoubleFunction<CollectorStatus> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        all.forEach(
                each ->
                        counter.dataPoint(
                                CounterDataPointSnapshot.builder()
                                        .labels(labels(each))
                                        .value(value.applyAsDouble(each))
                                        .build()));
        return counter.build();
    }
}
