package io.gingham.agent.metrics;

import io.gingham.bgp.speaker.PeerStatus;
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

    /// @param peers asked at each scrape; may throw while there is no speaker
    public Metrics(Supplier<List<PeerStatus>> peers) {
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        convergence = new ConvergenceTimes(registry, peers);
        registry.getPrometheusRegistry().register(new PeerCollector(peers));
    }

    /// To be called now and then, so that what happens between two scrapes is seen.
    public ConvergenceTimes convergence() {
        return convergence;
    }

    public String text() {
        return registry.scrape();
    }
}
