package io.gingham.agent.metrics;

import io.gingham.bgp.speaker.MessageCounts;
import io.gingham.bgp.speaker.PeerStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/// A speaker's peers as Prometheus's numbers.
final class PeerCollector implements MultiCollector {

    /// BGP4-MIB's bgpPeerState (RFC 4273).
    private static final List<String> STATES =
            List.of("Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established");

    private final Supplier<List<PeerStatus>> peers;

    PeerCollector(Supplier<List<PeerStatus>> peers) {
        this.peers = peers;
    }

    /// One that the operator shut down is Idle.
    private static double number(String state) {
        return Math.max(STATES.indexOf(state), 0) + 1.0;
    }

    @Override
    public MetricSnapshots collect() {
        List<PeerStatus> now = peers.get();
        if (now.isEmpty()) {
            return new MetricSnapshots();
        }
        return MetricSnapshots.builder()
                .metricSnapshot(
                        gauge(
                                now,
                                "peer_state",
                                "RFC 4273's number of the state: 1 Idle to 6 Established",
                                peer -> OptionalDouble.of(number(peer.state()))))
                .metricSnapshot(
                        gauge(
                                now,
                                "peer_up",
                                "1 if the session is Established",
                                peer -> OptionalDouble.of(peer.established() ? 1 : 0)))
                .metricSnapshot(
                        gauge(
                                now,
                                "peer_uptime_seconds",
                                "since the session was Established; 0 if it is not",
                                peer -> OptionalDouble.of(peer.uptime().toMillis() / 1e3)))
                .metricSnapshot(
                        gauge(
                                now,
                                "peer_backlog_octets",
                                "written and not yet taken by the peer's side",
                                peer -> OptionalDouble.of(peer.backlogOctets())))
                .metricSnapshot(
                        gauge(
                                now,
                                "peer_hold_time_left_seconds",
                                "until the session ends for the peer's silence",
                                peer ->
                                        peer.holdTimeLeft().isPresent()
                                                ? OptionalDouble.of(
                                                        peer.holdTimeLeft().get().toMillis() / 1e3)
                                                : OptionalDouble.empty()))
                .metricSnapshot(
                        gauge(
                                now,
                                "peer_bfd_up",
                                "1 if the BFD session is up; absent if none is configured",
                                peer ->
                                        peer.bfdUp().isPresent()
                                                ? OptionalDouble.of(peer.bfdUp().get() ? 1 : 0)
                                                : OptionalDouble.empty()))
                .metricSnapshot(prefixes(now))
                .metricSnapshot(flaps(now))
                .metricSnapshot(messages(now))
                .metricSnapshot(lastErrors(now))
                .build();
    }

    private static GaugeSnapshot gauge(
            List<PeerStatus> peers,
            String name,
            String help,
            Function<PeerStatus, OptionalDouble> value) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("gingham_bgp_" + name).help(help);
        peers.forEach(
                peer -> value.apply(peer).ifPresent(v -> gauge.dataPoint(point(labels(peer), v))));
        return gauge.build();
    }

    private static GaugeSnapshot prefixes(List<PeerStatus> peers) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder()
                        .name("gingham_bgp_peer_prefixes")
                        .help("received before any filter, accepted, and advertised");
        for (PeerStatus peer : peers) {
            Labels labels = labels(peer);
            gauge.dataPoint(point(labels.add("kind", "received"), peer.received()));
            gauge.dataPoint(point(labels.add("kind", "accepted"), peer.accepted()));
            gauge.dataPoint(point(labels.add("kind", "advertised"), peer.advertised()));
        }
        return gauge.build();
    }

    private static CounterSnapshot flaps(List<PeerStatus> peers) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder()
                        .name("gingham_bgp_peer_flaps")
                        .help("Established sessions that ended");
        peers.forEach(peer -> counter.dataPoint(count(labels(peer), peer.flaps())));
        return counter.build();
    }

    private static CounterSnapshot messages(List<PeerStatus> peers) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("gingham_bgp_peer_messages").help("BGP messages");
        for (PeerStatus peer : peers) {
            byType(counter, labels(peer).add("direction", "in"), peer.messagesIn());
            byType(counter, labels(peer).add("direction", "out"), peer.messagesOut());
        }
        return counter.build();
    }

    private static void byType(
            CounterSnapshot.Builder counter, Labels labels, MessageCounts counts) {
        counter.dataPoint(count(labels.add("type", "open"), counts.opens()));
        counter.dataPoint(count(labels.add("type", "update"), counts.updates()));
        counter.dataPoint(count(labels.add("type", "notification"), counts.notifications()));
        counter.dataPoint(count(labels.add("type", "keepalive"), counts.keepalives()));
        counter.dataPoint(count(labels.add("type", "route-refresh"), counts.routeRefreshes()));
    }

    private static InfoSnapshot lastErrors(List<PeerStatus> peers) {
        InfoSnapshot.Builder info =
                InfoSnapshot.builder()
                        .name("gingham_bgp_peer_last_error")
                        .help("why the last session ended or the last attempt failed");
        peers.stream()
                .filter(peer -> !peer.lastError().isEmpty())
                .forEach(
                        peer ->
                                info.dataPoint(
                                        InfoDataPointSnapshot.builder()
                                                .labels(labels(peer).add("error", peer.lastError()))
                                                .build()));
        return info.build();
    }

    private static Labels labels(PeerStatus peer) {
        return Labels.of(
                "peer",
                peer.name(),
                "address",
                peer.address().toString(),
                "asn",
                peer.remoteAs().toString());
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterDataPointSnapshot count(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
