package io.gingham.agent.metrics;

import io.gingham.bgp.speaker.PeerStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// How long peers take to tell their tables: from a session's being up to their End-of-RIB. Not
/// thread-safe; one thread calls [#look].
public final class ConvergenceTimes {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final Supplier<List<PeerStatus>> peers;
    private final Timer tables;

    /// By peer, the session that was counted last: the flaps before it.
    private final Map<String, Long> counted = new HashMap<>();

    ConvergenceTimes(MeterRegistry registry, Supplier<List<PeerStatus>> peers) {
        this.peers = peers;
        this.tables =
                Timer.builder("gingham.bgp.session.table")
                        .description("from a session's being up to the peer's End-of-RIB")
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
    }

    /// To be called every few seconds: a session that comes and goes in between is not counted.
    public void look() {
        List<PeerStatus> now = peers.get();
        counted.keySet().retainAll(now.stream().map(PeerStatus::name).toList());
        for (PeerStatus peer : now) {
            boolean fresh = !Long.valueOf(peer.flaps()).equals(counted.get(peer.name()));
            if (fresh && peer.tableAfter().isPresent()) {
                tables.record(peer.tableAfter().get());
                counted.put(peer.name(), peer.flaps());
            }
        }
    }
}
