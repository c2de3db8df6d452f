package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.message.AddressFamily;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
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
    private Set<AddressFamily> kept = Set.of();

    StaleRoutes(PeerDriver.Speaker speaker, Supplier<PeerConfig> config) {
        this.speaker = speaker;
        this.config = config;
        this.timer = new SessionTimer(speaker.timers(), this::timeOver);
    }

    /// What the peer no longer forwards by is dropped at once, and so is what it no longer speaks.
    void sessionUp(Negotiated negotiated) {
        restartTime = Duration.ofSeconds(negotiated.peerRestart().restartSeconds());
        kept = negotiated.kept();
        sweep(
                family ->
                        !negotiated.gracefulRestart()
                                || !negotiated.families().contains(family)
                                || !negotiated.peerRestart().forwards(family),
                "it did not keep forwarding");
        if (speaker.rib().hasStale(config.get().name())) {
            timer.start(config.get().gracefulRestart().staleTime());
        }
    }

    void sessionDown(Loss loss) {
        String name = config.get().name();
        int routes = speaker.rib().received(name);
        boolean keep = loss.keepRoutes() && restartTime.isPositive() && !kept.isEmpty();
        speaker.rib().sessionDown(name, keep ? kept : Set.of());
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
        sweep(_ -> true, "its time to restart is over");
        speaker.ribChanged();
    }

    void endOfRib(AddressFamily family) {
        sweep(family::equals, "it did not send them again");
    }

    private void sweep(Predicate<AddressFamily> families, String reason) {
        String name = config.get().name();
        int gone = speaker.rib().sweepStale(name, families);
        if (gone > 0) {
            log.info("peer {}: {} stale routes dropped, {}", config.get().label(), gone, reason);
        }
        if (!speaker.rib().hasStale(name)) {
            timer.stop();
        }
    }

    void stopWaiting() {
        timer.stop();
    }
}
