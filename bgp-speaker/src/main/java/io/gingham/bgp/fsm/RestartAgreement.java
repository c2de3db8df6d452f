package io.gingham.bgp.fsm;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.LongLivedFamily;
import io.gingham.bgp.message.Capability.LongLivedGracefulRestart;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What two OPENs say of restarts (RFC 4724, 8538 and 9494).
///
/// @param peer the peer's capability; without families and with 0 s if it has none
/// @param agreed both announced RFC 4724, so both send End-of-RIB
/// @param onNotification both announced the N bit: a NOTIFICATION or a hold timer that expires
///   counts as a restart too (RFC 8538 section 4)
/// @param peerKnowsLongLived the peer announced RFC 9494, so it may be told long-lived routes
/// @param longLived the peer's families of RFC 9494, if both announced it, with the lower of both
///   times
public record RestartAgreement(
        GracefulRestart peer,
        boolean agreed,
        boolean onNotification,
        boolean peerKnowsLongLived,
        Map<AddressFamily, LongLived> longLived) {

    /// @param forwards the F bit: the peer still forwards by the routes it had before
    /// @param stale how long its routes are kept after the restart time
    public record LongLived(boolean forwards, Duration stale) {}

    public static final RestartAgreement NONE =
            new RestartAgreement(
                    new GracefulRestart(false, false, 0, List.of()), false, false, false, Map.of());

    public RestartAgreement {
        longLived = Map.copyOf(longLived);
    }

    static RestartAgreement of(Open theirs, SessionSettings settings) {
        Optional<GracefulRestart> peer = theirs.capability(GracefulRestart.class);
        Optional<GracefulRestart> ours = settings.capability(GracefulRestart.class);
        if (peer.isEmpty()) {
            return NONE;
        }
        boolean knows = theirs.capability(LongLivedGracefulRestart.class).isPresent();
        if (ours.isEmpty()) {
            return new RestartAgreement(peer.get(), false, false, knows, Map.of());
        }
        boolean onNotification = peer.get().notification() && ours.get().notification();
        return new RestartAgreement(
                peer.get(), true, onNotification, knows, longLived(theirs, settings));
    }

    /// Without RFC 4724's capability there is none (RFC 9494 section 4.1).
    private static Map<AddressFamily, LongLived> longLived(Open theirs, SessionSettings settings) {
        Optional<LongLivedGracefulRestart> peer = theirs.capability(LongLivedGracefulRestart.class);
        Optional<LongLivedGracefulRestart> ours =
                settings.capability(LongLivedGracefulRestart.class);
        Map<AddressFamily, LongLived> agreed = new HashMap<>();
        for (LongLivedFamily each : families(peer)) {
            families(ours).stream()
                    .filter(bound -> bound.family().equals(each.family()))
                    .forEach(bound -> agreed.put(each.family(), bounded(each, bound)));
        }
        return agreed;
    }

    private static List<LongLivedFamily> families(Optional<LongLivedGracefulRestart> capability) {
        return capability.map(LongLivedGracefulRestart::families).orElse(List.of());
    }

    private static LongLived bounded(LongLivedFamily family, LongLivedFamily bound) {
        int seconds = Math.min(family.staleSeconds(), bound.staleSeconds());
        return new LongLived(family.forwardingPreserved(), Duration.ofSeconds(seconds));
    }

    public Duration restartTime() {
        return Duration.ofSeconds(peer.restartSeconds());
    }

    /// The peer's routes of that family are kept while it restarts: for its restart time, for the
    /// long-lived time behind it, or both.
    public boolean keeps(AddressFamily family) {
        return agreed
                && ((peer.covers(family) && peer.restartSeconds() > 0) || isLongLived(family));
    }

    public boolean isLongLived(AddressFamily family) {
        LongLived terms = longLived.get(family);
        return terms != null && terms.stale().isPositive();
    }

    /// The routes outlive a session that this message ends, whoever sent it (RFC 8538 section 4).
    boolean outlives(Notification said) {
        return onNotification && !said.is(BgpError.HARD_RESET);
    }
}
