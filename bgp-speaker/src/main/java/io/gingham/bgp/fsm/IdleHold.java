package io.gingham.bgp.fsm;

import java.time.Duration;

/// How long a peer is left alone after an error: the IdleHoldTime of RFC 4271 section 8.1.1, which
/// doubles with each error in a row.
///
/// @param first above zero
/// @param most at least as long
public record IdleHold(Duration first, Duration most) {

    /// A day; longer is a mistake.
    private static final Duration LIMIT = Duration.ofDays(1);

    /// BIRD's `error wait time` in Calico's configuration.
    public static final IdleHold DEFAULT =
            new IdleHold(Duration.ofSeconds(5), Duration.ofSeconds(30));

    public IdleHold {
        if (first.isNegative() || first.isZero() || first.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "after an error: the first pause, "
                            + first.toSeconds()
                            + " s, must be above 0 and at most the longest, "
                            + most.toSeconds()
                            + " s");
        }
        if (most.compareTo(LIMIT) > 0) {
            throw new IllegalArgumentException("after an error: a pause of more than a day");
        }
    }

    /// @param errors in a row, 1 or more
    Duration after(int errors) {
        Duration hold = first.multipliedBy(1L << Math.min(Math.max(errors - 1, 0), 20));
        return hold.compareTo(most) > 0 ? most : hold;
    }
}
