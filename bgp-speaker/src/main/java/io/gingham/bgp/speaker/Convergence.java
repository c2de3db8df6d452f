package io.gingham.bgp.speaker;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Whom a restarting speaker still waits for before it selects routes (RFC 4724 section 4.1).
///
/// First for ourselves: an End-of-RIB before our own prefixes are known would make the peers drop
/// them. A peer is waited for until its End-of-RIB, but not if it restarts itself (R bit), has not
/// the capability (so that it promised no such marker, and kept nothing), or is no longer
/// configured.
final class Convergence {

    private static final String OURSELVES = "our own prefixes";

    private final Set<String> awaited;
    private boolean done;

    Convergence(boolean restarting, Collection<String> peers) {
        this.awaited = new HashSet<>(peers);
        this.awaited.add(OURSELVES);
        this.done = !restarting;
    }

    boolean done() {
        return done;
    }

    Set<String> awaited() {
        return Set.copyOf(awaited);
    }

    /// A peer that is configured while others are waited for.
    void await(String peer) {
        if (!done) {
            awaited.add(peer);
        }
    }

    /// The first set of own prefixes is there.
    ///
    /// @return true if nothing else was missing
    boolean originated() {
        return complete(OURSELVES);
    }

    /// @return true if that was the last one
    boolean complete(String peer) {
        return !done && awaited.remove(peer) && awaited.isEmpty() && finish();
    }

    /// Whoever is missing: time is up.
    ///
    /// @return true if it was not over before
    boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }
}
