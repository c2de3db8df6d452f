package io.gingham.bgp.speaker;

import java.util.ArrayList;
import java.util.List;

/// What another configuration of a peer, at the same place, means for its session. The names are
/// those of the keys in the file of `bgp run`.
///
/// @param now in force at once, without a trace on the session
/// @param later in force with the next session: what is agreed in OPEN stays as agreed, and what is
///   about connecting needs a connection
/// @param anew the session must end for it
public record PeerChange(List<String> now, List<String> later, List<String> anew) {

    public PeerChange {
        now = List.copyOf(now);
        later = List.copyOf(later);
        anew = List.copyOf(anew);
    }

    /// Nothing but the filters and BFD, which have ways of their own.
    public boolean isNothing() {
        return now.isEmpty() && later.isEmpty() && anew.isEmpty();
    }

    public static PeerChange between(PeerConfig before, PeerConfig after) {
        Finder found = new Finder();
        found.endpoint(before.endpoint(), after.endpoint());
        found.timers(before.timers(), after.timers());
        found.relation(before.relation(), after.relation());
        found.families(before.families(), after.families());
        found.addPath(before.addPath(), after.addPath());
        found.gracefulRestart(before.gracefulRestart(), after.gracefulRestart());
        found.security(before.security(), after.security());
        found.differ(
                found.now,
                "prefixLimit",
                before.policy().prefixLimit(),
                after.policy().prefixLimit());
        return new PeerChange(found.now, found.later, found.anew);
    }

    /// One list for each kind; each method looks at one group of settings.
    private static final class Finder {
        private final List<String> now = new ArrayList<>();
        private final List<String> later = new ArrayList<>();
        private final List<String> anew = new ArrayList<>();

        void differ(List<String> kind, String key, Object before, Object after) {
            if (!before.equals(after)) {
                kind.add(key);
            }
        }

        void endpoint(PeerEndpoint before, PeerEndpoint after) {
            differ(later, "port", before.port(), after.port());
            differ(later, "localAddress", before.localAddress(), after.localAddress());
            differ(later, "passive", before.passive(), after.passive());
        }

        void timers(PeerTimers before, PeerTimers after) {
            differ(later, "holdTime", before.holdTime(), after.holdTime());
            differ(now, "connectRetry", before.connectRetry(), after.connectRetry());
            differ(now, "sendHoldTime", before.sendHoldTime(), after.sendHoldTime());
            differ(later, "delayOpen", before.delayOpen(), after.delayOpen());
            differ(now, "errorWait", before.errorWait(), after.errorWait());
            differ(now, "flapDamping", before.flapDamping(), after.flapDamping());
        }

        void relation(PeerRelation before, PeerRelation after) {
            differ(anew, "role", before.role(), after.role());
            differ(
                    after.strictRole() ? anew : now,
                    "strictRole",
                    before.strictRole(),
                    after.strictRole());
            differ(now, "reflectorClient", before.reflectorClient(), after.reflectorClient());
            differ(now, "routeServerClient", before.routeServerClient(), after.routeServerClient());
            differ(now, "nextHop", before.nextHopMode(), after.nextHopMode());
            differ(now, "allowedOwnAs", before.allowedOwnAs(), after.allowedOwnAs());
        }

        void families(PeerFamilies before, PeerFamilies after) {
            differ(anew, "families", before.spoken(), after.spoken());
            differ(now, "nextHops", before.addresses(), after.addresses());
        }

        void addPath(PeerAddPath before, PeerAddPath after) {
            boolean sameOpen =
                    before.receive() == after.receive() && before.sends() == after.sends();
            differ(sameOpen ? now : anew, "addPath", before, after);
        }

        void gracefulRestart(GracefulRestartConfig before, GracefulRestartConfig after) {
            boolean sameOpen =
                    before.enabled() == after.enabled()
                            && before.longLived().isPositive() == after.longLived().isPositive();
            boolean sameTimes =
                    before.restartTime().equals(after.restartTime())
                            && before.longLived().equals(after.longLived());
            differ(!sameOpen ? anew : sameTimes ? now : later, "gracefulRestart", before, after);
        }

        void security(PeerSecurity before, PeerSecurity after) {
            differ(anew, "password", before.password(), after.password());
            differ(anew, "ttlSecurity", before.hops(), after.hops());
        }
    }
}
