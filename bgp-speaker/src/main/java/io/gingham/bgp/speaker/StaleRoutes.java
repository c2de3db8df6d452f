package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.RestartAgreement;
import io.gingham.bgp.fsm.RestartAgreement.LongLived;
import io.gingham.bgp.message.AddressFamily;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is kept of a peer that restarts, and how long.
///
/// ```
///   session lost ──restart time──▶ long-lived, family by family ──stale time──▶ dropped
///        │ (RFC 4724 section 4.2)          │ (RFC 9494 section 4.2)
///        └───────── session back ──────────┴──▶ until End-of-RIB, at most the configured time
/// ```
///
/// A peer that goes again before its End-of-RIB loses what was stale (RFC 4724 section 4.2), or if
/// the N bit was agreed upon keeps it, both times together at most (RFC 8538 section 4.1).
///
/// Both times are the peer's wishes in its last OPEN, the second one bounded by our configuration.
/// A long-lived time that has begun runs on, whatever happens to sessions, until End-of-RIB.
final class StaleRoutes {

    private static final Logger log = LoggerFactory.getLogger(StaleRoutes.class);

    private final PeerDriver.Speaker speaker;
    private final Supplier<PeerConfig> config;
    private final SessionTimer restarting;
    private final SessionTimer resending;

    /// From the first loss on, over further ones.
    private final SessionTimer repeated;

    private final Map<AddressFamily, SessionTimer> longLived = new HashMap<>();
    private RestartAgreement agreement = RestartAgreement.NONE;
    private Set<AddressFamily> kept = Set.of();

    StaleRoutes(PeerDriver.Speaker speaker, Supplier<PeerConfig> config) {
        this.speaker = speaker;
        this.config = config;
        this.restarting = new SessionTimer(speaker.timers(), this::restartOver);
        this.resending = new SessionTimer(speaker.timers(), this::resendingOver);
        this.repeated = new SessionTimer(speaker.timers(), this::repeatedOver);
    }

    private String name() {
        return config.get().name();
    }

    private String label() {
        return config.get().label();
    }

    /// What the peer no longer forwards by is dropped at once, and so is what it no longer speaks.
    void sessionUp(Negotiated negotiated) {
        agreement = negotiated.restart();
        kept = negotiated.kept();
        restarting.stop();
        sweep(
                family -> !negotiated.families().contains(family) || !forwards(family),
                "it did not keep forwarding");
        if (speaker.rib().hasStale(name())) {
            resending.start(config.get().gracefulRestart().staleTime());
        }
    }

    /// Of routes that are long-lived already, RFC 9494's capability tells it.
    private boolean forwards(AddressFamily family) {
        LongLived terms = agreement.longLived().get(family);
        boolean byLongLived = terms != null && terms.forwards();
        return agreement.agreed()
                && (longLived.containsKey(family)
                        ? byLongLived
                        : agreement.peer().forwards(family));
    }

    void sessionDown(Loss loss) {
        int routes = speaker.rib().received(name());
        boolean keep = loss.keepRoutes() && !kept.isEmpty();
        Set<AddressFamily> families = keep ? kept : Set.of();
        boolean again = agreement.onNotification() && speaker.rib().hasStale(name());
        speaker.rib().sessionDown(name(), families, agreement.onNotification());
        resending.stop();
        Set.copyOf(longLived.keySet()).stream()
                .filter(family -> !families.contains(family))
                .forEach(this::stopLongLived);
        log.info(
                "peer {}: session down ({}), its {} routes are {}",
                label(),
                loss.reason(),
                routes,
                keep ? "kept for " + agreement.restartTime().toSeconds() + " s" : "gone");
        if (keep) {
            becomeLongLived(family -> !hasRestartTime(family));
            restarting.start(agreement.restartTime());
            if (!again) {
                repeated.start(
                        agreement.restartTime().plus(config.get().gracefulRestart().staleTime()));
            }
        }
    }

    private boolean hasRestartTime(AddressFamily family) {
        return agreement.restartTime().isPositive() && agreement.peer().covers(family);
    }

    /// All that was kept goes.
    void abandon(String reason) {
        restarting.stop();
        sweep(_ -> true, reason);
        speaker.ribChanged();
    }

    private void restartOver() {
        becomeLongLived(_ -> true);
        sweep(family -> !longLived.containsKey(family), "its time to restart is over");
        speaker.ribChanged();
    }

    private void becomeLongLived(Predicate<AddressFamily> which) {
        Set<AddressFamily> families =
                kept.stream()
                        .filter(agreement::isLongLived)
                        .filter(which)
                        .collect(Collectors.toSet());
        if (!families.isEmpty() && speaker.rib().hasStale(name())) {
            speaker.rib().markLongLived(name(), families);
            families.forEach(this::startLongLived);
        }
    }

    /// One that runs is left alone.
    private void startLongLived(AddressFamily family) {
        LongLived terms = agreement.longLived().get(family);
        if (terms == null || longLived.containsKey(family)) {
            return;
        }
        Duration time = terms.stale();
        SessionTimer timer = new SessionTimer(speaker.timers(), () -> longLivedOver(family));
        longLived.put(family, timer);
        timer.start(time);
        log.info(
                "peer {}: not back yet, its {} routes are the last choice for {} s",
                label(),
                family,
                time.toSeconds());
    }

    private void longLivedOver(AddressFamily family) {
        sweep(family::equals, "their long-lived time is over");
        stopLongLived(family);
        speaker.ribChanged();
    }

    private void stopLongLived(AddressFamily family) {
        SessionTimer timer = longLived.remove(family);
        if (timer != null) {
            timer.stop();
        }
    }

    private void resendingOver() {
        sweep(_ -> true, "it did not end its first routes in time");
        speaker.ribChanged();
    }

    private void repeatedOver() {
        sweep(
                family -> !longLived.containsKey(family),
                "it restarts again and again without sending them");
        speaker.ribChanged();
    }

    void endOfRib(AddressFamily family) {
        sweep(family::equals, "it did not send them again");
    }

    private void sweep(Predicate<AddressFamily> families, String reason) {
        int gone = speaker.rib().sweepStale(name(), families);
        if (gone > 0) {
            log.info("peer {}: {} stale routes dropped, {}", label(), gone, reason);
        }
        new HashSet<>(longLived.keySet()).stream().filter(families).forEach(this::stopLongLived);
        if (!speaker.rib().hasStale(name())) {
            resending.stop();
            repeated.stop();
        }
    }

    void stopWaiting() {
        restarting.stop();
        resending.stop();
        repeated.stop();
        Set.copyOf(longLived.keySet()).forEach(this::stopLongLived);
    }
}
