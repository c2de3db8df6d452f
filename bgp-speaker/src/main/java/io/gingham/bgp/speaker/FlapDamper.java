package io.gingham.bgp.speaker;

import java.time.Duration;

/// Keeps a peer out for a while whose sessions end as soon as they begin (DampPeerOscillations, RFC
/// 4271 section 8.1): each costs a walk over its routes, and two log lines.
///
/// A few in a row are free: a peer that is being set up, or restarted. From then on its connections
/// are refused for a time that doubles with each.
final class FlapDamper {

    /// A session that lasted that long was none of the short ones, and ends their row.
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    private static final int FREE = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// Below the usual restart time of two minutes: who flaps loses no routes over the pause.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Timers timers;
    private int inARow;
    private long refusedUntil;

    FlapDamper(Timers timers) {
        this.timers = timers;
        this.refusedUntil = timers.nanoTime();
    }

    /// @return how long the peer is kept out; zero if not at all
    Duration sessionDown(Duration lasted) {
        inARow = lasted.compareTo(LONG_ENOUGH) < 0 ? inARow + 1 : 0;
        if (inARow <= FREE) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(inARow - FREE - 1, 10));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
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
