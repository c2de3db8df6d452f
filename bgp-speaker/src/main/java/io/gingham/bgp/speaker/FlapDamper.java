package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.function.Supplier;

/// Keeps a peer out for a while whose sessions end as soon as they begin (DampPeerOscillations, RFC
/// 4271 section 8.1): each costs a walk over its routes, and two log lines.
///
/// A few in a row are free: a peer that is being set up, or restarted. From then on its connections
/// are refused for a time that doubles with each.
final class FlapDamper {

    private final Timers timers;
    private final Supplier<FlapDamping> settings;
    private int inARow;
    private long refusedUntil;

    FlapDamper(Timers timers, Supplier<FlapDamping> settings) {
        this.timers = timers;
        this.settings = settings;
        this.refusedUntil = timers.nanoTime();
    }

    /// @return how long the peer is kept out; zero if not at all
    Duration sessionDown(Duration lasted) {
        FlapDamping damping = settings.get();
        inARow = lasted.compareTo(damping.shorterThan()) < 0 ? inARow + 1 : 0;
        if (inARow <= damping.free()) {
            return Duration.ZERO;
        }
        int doublings = Math.min(inARow - damping.free() - 1, 20);
        Duration pause = damping.first().multipliedBy(1L << doublings);
        Duration bounded = pause.compareTo(damping.most()) > 0 ? damping.most() : pause;
        refusedUntil = timers.nanoTime() + bounded.toNanos();
        return bounded;
    }

    /// Whether the peer's connections are refused now.
    boolean refuses() {
        return refusedUntil - timers.nanoTime() > 0;
    }

    /// The operator changed something: a new chance.
    void forgive() {
        inARow = 0;
        refusedUntil = timers.nanoTime();
    }
}
