package io.gingham.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.glass.Sights;
import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.speaker.ConvergenceHistogram;
import io.gingham.bgp.speaker.ConvergenceHistogram.Bucket;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.SpeakerException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final String UP = "{address=\"10.0.0.2\",asn=\"65001\",";

    private static final ConvergenceHistogram BURSTS =
            new ConvergenceHistogram(
                    List.of(
                            new Bucket(Duration.ofMillis(1), 3),
                            new Bucket(Duration.ofSeconds(1), 2)),
                    1,
                    Duration.ofMillis(4_500));

    private final List<PeerStatus> peers =
            new ArrayList<>(List.of(Sights.up("tor", "10.0.0.2"), Sights.down("b", "10.0.0.3")));
    private final Metrics metrics =
            new Metrics(
                    new MeasuredSpeaker() {
                        @Override
                        public List<PeerStatus> peers() {
                            return List.copyOf(peers);
                        }

                        @Override
                        public List<CollectorStatus> collectors() {
                            return List.of(Sights.collector("192.0.2.9"));
                        }

                        @Override
                        public ConvergenceHistogram convergence() {
                            return BURSTS;
                        }
                    },
                    () -> Map.of("peering-failed", 1L, "not-understood", 3L));

    @Test
    void problemsAreCountedByTheirKind() {
        String text = metrics.text();
        assertTrue(text.contains("gingham_problems{id=\"not-understood\"} 3.0\n"), text);
        assertTrue(text.contains("gingham_problems{id=\"peering-failed\"} 1.0\n"), text);
    }

    @Test
    void eachPeerHasItsNumbers() {
        String text = metrics.text();
        for (String line :
                List.of(
                        "gingham_bgp_peer_state" + UP + "peer=\"tor\"} 6.0",
                        "gingham_bgp_peer_up" + UP + "peer=\"tor\"} 1.0",
                        "gingham_bgp_peer_bfd_up" + UP + "peer=\"tor\"} 1.0",
                        "gingham_bgp_peer_uptime_seconds" + UP + "peer=\"tor\"} 3727.0",
                        "gingham_bgp_peer_flaps_total" + UP + "peer=\"tor\"} 2.0",
                        "gingham_bgp_peer_backlog_octets" + UP + "peer=\"tor\"} 42.0",
                        "gingham_bgp_peer_hold_time_left_seconds" + UP + "peer=\"tor\"} 77.0",
                        "gingham_bgp_peer_prefixes" + UP + "kind=\"accepted\",peer=\"tor\"} 9.0",
                        "gingham_bgp_peer_messages_total"
                                + UP
                                + "direction=\"in\",peer=\"tor\",type=\"update\"} 20.0",
                        "gingham_bgp_peer_last_error_info{address=\"10.0.0.3\",asn=\"65002\",error=\"connection refused\",peer=\"b\"} 1")) {
            assertTrue(text.lines().anyMatch(line::equals), line + " is not in\n" + text);
        }
    }

    @Test
    void eachCollectorHasItsNumbers() {
        String text = metrics.text();
        for (String line :
                List.of(
                        "gingham_bmp_collector_up{collector=\"192.0.2.9:5000\"} 1.0",
                        "gingham_bmp_collector_backlog_octets{collector=\"192.0.2.9:5000\"} 12.0",
                        "gingham_bmp_collector_connections_total{collector=\"192.0.2.9:5000\"} 3.0",
                        "gingham_bmp_collector_overflows_total{collector=\"192.0.2.9:5000\"} 2.0",
                        "gingham_bmp_collector_messages_total{collector=\"192.0.2.9:5000\"} 70.0")) {
            assertTrue(text.lines().anyMatch(line::equals), line + " is not in\n" + text);
        }
    }

    @Test
    void aPeerWithoutBfdHasNoNumberForIt() {
        assertEquals(
                1,
                metrics.text()
                        .lines()
                        .filter(line -> line.startsWith("gingham_bgp_peer_bfd_up{"))
                        .count());
    }

    @Test
    void aPeerThatIsGoneHasNone() {
        metrics.text();
        peers.clear();
        assertFalse(metrics.text().contains("gingham_bgp_peer"));
    }

    @Test
    void aSessionsTableIsCountedOnce() {
        metrics.look();
        metrics.look();
        String text = metrics.text();
        assertTrue(text.contains("gingham_bgp_session_table_seconds_count 1"), text);
        assertTrue(text.contains("gingham_bgp_session_table_seconds_bucket{le=\"1.0\"} 0"), text);
        assertTrue(text.contains("gingham_bgp_session_table_seconds_bucket{le=\"2.0\"} 1"), text);
    }

    @Test
    void convergenceIsACumulativeHistogramAsPrometheusHasIt() {
        String text = metrics.text();
        for (String line :
                List.of(
                        "gingham_bgp_convergence_seconds_bucket{le=\"0.001\"} 3",
                        "gingham_bgp_convergence_seconds_bucket{le=\"1.0\"} 5",
                        "gingham_bgp_convergence_seconds_bucket{le=\"+Inf\"} 6",
                        "gingham_bgp_convergence_seconds_count 6",
                        "gingham_bgp_convergence_seconds_sum 4.5")) {
            assertTrue(text.lines().anyMatch(line::equals), line + " is not in\n" + text);
        }
    }

    @Test
    void aSpeakerThatIsClosedHasNoPeers() {
        Metrics closed =
                new Metrics(
                        MeasuredSpeaker.of(
                                () -> {
                                    throw new SpeakerException(
                                            SpeakerException.Reason.CLOSED, "closed");
                                }),
                        Map::of);
        String text = closed.text();
        assertFalse(text.contains("gingham_bgp_peer"));
        assertTrue(text.contains("gingham_bgp_convergence_seconds_count 0"), text);
    }

    @Test
    void theyAreServedAsPrometheusWantsThem() throws Exception {
        try (MetricsServer server =
                        new MetricsServer(new InetSocketAddress("127.0.0.1", 0), metrics::text);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + server.port()
                                                            + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertEquals(
                    "text/plain; version=0.0.4; charset=utf-8",
                    answer.headers().firstValue("Content-Type").orElse(""));
            assertTrue(answer.body().contains("jvm_memory_used_bytes"));
        }
    }
}
