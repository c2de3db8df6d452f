package io.gingham.bgp.speaker;

import java.time.Duration;

/// When a peer whose sessions end as soon as they begin is kept out, and how long
/// (DampPeerOscillations, RFC 4271 section 8.1).
///
/// @param free so many short sessions in a row cost nothing, 0 or more
/// @param shorterThan a session that lasts that long is none of the short ones; zero: no damping
/// @param first pause; it doubles with each further short session
/// @param most the longest pause
public record FlapDamping(int free, Duration shorterThan, Duration first, Duration most) {

    private static final Duration LIMIT = Duration.ofDays(1);

    /// A peer that is being set up, or restarted, is free; the longest pause is below the usual
    /// restart time of two minutes: who flaps loses no routes over it.
    public static final FlapDamping DEFAULT =
            new FlapDamping(
                    3, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(60));

    public static final FlapDamping OFF =
            new FlapDamping(3, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(60));

    public FlapDamping {
        if (free < 0 || shorterThan.isNegative()) {
            throw new IllegalArgumentException("flap damping: numbers below zero mean nothing");
        }
        if (first.isNegative() || first.isZero() || first.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "flap damping: the first pause, "
                            + first.toSeconds()
                            + " s, must be above 0 and at most the longest, "
                            + most.toSeconds()
                            + " s");
        }
        if (most.compareTo(LIMIT) > 0 || shorterThan.compareTo(LIMIT) > 0) {
            throw new IllegalArgumentException("flap damping: a time of more than a day");
        }
    }
}
