package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.Listen;
import io.gingham.agent.glass.GlassRequest;
import io.gingham.agent.glass.LookingGlass;
import io.gingham.agent.glass.PeerControls;
import io.gingham.agent.glass.SpeakerView;
import io.gingham.agent.metrics.MeasuredSpeaker;
import io.gingham.agent.metrics.MetricsOnDemand;
import io.gingham.agent.metrics.MetricsServer;
import io.gingham.agent.status.Request;
import io.gingham.agent.status.StatusClient;
import io.gingham.agent.status.StatusServer;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the daemon answers: its socket, for the looking glass and an operator's words, and its
/// metrics.
final class DaemonServers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DaemonServers.class);

    private final Optional<StatusServer> status;
    private final Optional<MetricsServer> metrics;

    private DaemonServers(Optional<StatusServer> status, Optional<MetricsServer> metrics) {
        this.status = status;
        this.metrics = metrics;
    }

    /// @param thread that metrics are gathered on
    /// @throws IOException if one of the places that the configuration names can't be had
    static DaemonServers open(
            DaemonConfig config, BgpSpeaker speaker, ScheduledExecutorService thread)
            throws IOException {
        LookingGlass glass = new LookingGlass(() -> Optional.of(SpeakerView.of(speaker)));
        PeerControls controls = new PeerControls(glass, () -> Optional.of(speaker));
        Optional<StatusServer> status =
                lookingGlass(config.socket(), request -> answer(glass, controls, request));
        try {
            return new DaemonServers(status, metrics(config, speaker, thread));
        } catch (IOException | RuntimeException e) {
            if (status.isPresent()) {
                status.get().close();
            }
            throw e;
        }
    }

    private static Optional<MetricsServer> metrics(
            DaemonConfig wanted, BgpSpeaker speaker, ScheduledExecutorService thread)
            throws IOException {
        if (wanted.metrics().isEmpty()) {
            return Optional.empty();
        }
        Listen where = wanted.metrics().get();
        return Optional.of(
                new MetricsServer(
                        new InetSocketAddress(
                                IpAddress.parse(where.host()).toInetAddress(), where.port()),
                        new MetricsOnDemand(
                                MeasuredSpeaker.of(() -> Optional.of(speaker)), Map::of, thread)));
    }

    /// Whoever asked for no socket does without one where it can't be: routes matter more.
    private static Optional<StatusServer> lookingGlass(Path socket, StatusServer.Answerer answerer)
            throws IOException {
        try {
            if (StatusClient.isAnswered(socket)) {
                throw new IOException("another process answers there");
            }
            return Optional.of(new StatusServer(socket, answerer));
        } catch (IOException e) {
            String problem =
                    "the looking glass can't be at "
                            + socket
                            + " ("
                            + FailureText.of(e)
                            + "); choose another 'socket'";
            if (!socket.equals(DaemonConfig.DEFAULT_SOCKET)) {
                throw new IOException(problem, e);
            }
            LOG.warn("{}; 'gingham bgp peers' gets no answer", problem);
            return Optional.empty();
        }
    }

    private static Object answer(LookingGlass glass, PeerControls controls, Request request) {
        return switch (request) {
            case Request.BgpPeers() -> glass.peers();
            case Request.BgpRoutes(var view, var peer, var prefix, var limit) ->
                    glass.routes(new GlassRequest(view, peer, prefix, limit));
            case Request.BgpExplain(var prefix, var to) -> glass.explain(prefix, to);
            case Request.BgpControl(var action, var peer, var text) ->
                    controls.carryOut(action, peer, text);
            case Request.Status _, Request.Explain _, Request.Question _ ->
                    throw new IllegalArgumentException(
                            "this is 'gingham bgp run', not an agent; ask it with: gingham bgp peers |"
                                    + " routes | explain | shutdown | enable | reset | refresh");
        };
    }

    @Override
    public void close() throws IOException {
        metrics.ifPresent(MetricsServer::close);
        if (status.isPresent()) {
            status.get().close();
        }
    }
}
