package io.gingham.agent.metrics;

import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.SpeakerException;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/// All that is measured of a process.
public final class Metrics {

    /// What Prometheus wants its text form to be called.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConvergenceTimes convergence;

    /// @param speaker asked for its peers at each scrape; one that is closing has none
    public Metrics(Supplier<List<PeerStatus>> speaker) {
        Supplier<List<PeerStatus>> peers =
                () -> {
                    try {
                        return speaker.get();
                    } catch (SpeakerException e) {
                        return List.of();
                    }
                };
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        convergence = new ConvergenceTimes(registry, peers);
        registry.getPrometheusRegistry().register(new PeerCollector(peers));
    }

    /// Sees what happens between two scrapes; to be called every few seconds.
    public synchronized void look() {
        convergence.look();
    }

    public synchronized String text() {
        convergence.look();
        return registry.scrape();
    }
}
