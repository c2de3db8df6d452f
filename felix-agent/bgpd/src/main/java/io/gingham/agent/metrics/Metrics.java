package io.gingham.agent.metrics;

import io.gingham.bgp.speaker.ConvergenceHistogram;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.SpeakerException;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// All that is measured of a process.
public final class Metrics {

    /// What Prometheus wants its text form to be called.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConvergenceTimes tables;

    /// @param speaker asked at each scrape; one that is closing has no peers and measured nothing
    /// @param problems how many there are of each kind
    public Metrics(MeasuredSpeaker speaker, Supplier<Map<String, Long>> problems) {
        Supplier<List<PeerStatus>> peers = () -> ask(speaker::peers, List.of());
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        tables = new ConvergenceTimes(registry, peers);
        registry.getPrometheusRegistry().register(new ProblemCollector(problems));
        registry.getPrometheusRegistry().register(new PeerCollector(peers));
        registry.getPrometheusRegistry()
                .register(new MonitorCollector(() -> ask(speaker::collectors, List.of())));
        registry.getPrometheusRegistry()
                .register(
                        new ConvergenceCollector(
                                () -> ask(speaker::convergence, ConvergenceHistogram.NONE)));
    }

    private static <T> T ask(Supplier<T> question, T closing) {
        try {
            return question.get();
        } catch (SpeakerException e) {
            return closing;
        }
    }

    /// Sees what happens between two scrapes; to be called every few seconds.
    public synchronized void look() {
        tables.look();
    }

    public synchronized String text() {
        tables.look();
        return registry.scrape();
    }
}
