package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.message.AddressFamily;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is kept of a peer that restarts, and how long (RFC 4724 section 4.2): without a session for
/// as long as the peer asked for in its last OPEN, with one until End-of-RIB or the configured
/// stale time.
final class StaleRoutes {

    private static final Logger log = LoggerFactory.getLogger(StaleRoutes.class);

    private final PeerDriver.Speaker speaker;
    private final Supplier<PeerConfig> config;
    private final SessionTimer timer;
    private Duration restartTime = Duration.ZERO;

    StaleRoutes(PeerDriver.Speaker speaker, Supplier<PeerConfig> config) {
        this.speaker = speaker;
        this.config = config;
        this.timer = new SessionTimer(speaker.timers(), this::timeOver);
    }

    /// What the peer no longer forwards by is dropped at once.
    void sessionUp(Negotiated negotiated) {
        restartTime = Duration.ofSeconds(negotiated.peerRestart().restartSeconds());
        boolean stillForwarding =
                negotiated.gracefulRestart()
                        && negotiated.peerRestart().forwards(AddressFamily.IPV4_UNICAST);
        if (stillForwarding) {
            timer.start(config.get().gracefulRestart().staleTime());
        } else {
            sweep("it did not keep forwarding");
        }
    }

    void sessionDown(Loss loss) {
        String name = config.get().name();
        int routes = speaker.rib().received(name);
        boolean keep = loss.keepRoutes() && restartTime.isPositive();
        speaker.rib().sessionDown(name, keep);
        timer.stop();
        if (keep) {
            timer.start(restartTime);
        }
        log.info(
                "peer {}: session down ({}), its {} routes are {}",
                config.get().label(),
                loss.reason(),
                routes,
                keep ? "kept for " + restartTime.toSeconds() + " s" : "gone");
    }

    private void timeOver() {
        sweep("its time to restart is over");
        speaker.ribChanged();
    }

    void sweep(String reason) {
        timer.stop();
        int gone = speaker.rib().sweepStale(config.get().name());
        if (gone > 0) {
            log.info("peer {}: {} stale routes dropped, {}", config.get().label(), gone, reason);
        }
    }

    void stopWaiting() {
        timer.stop();
    }
}
