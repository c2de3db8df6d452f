package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.Optional;

/// How many prefixes a peer may send before something must be wrong with it: a table leaked, or a
/// fabric renumbered.
///
/// @param most of all families together, before any filter; above it the session ends with
///   Cease/Maximum Number of Prefixes Reached (RFC 4486)
/// @param warnPercent of `most`, 1..100: a line in the log, once a session
/// @param restartAfter when the session may come back; never by itself if absent
public record PrefixLimit(int most, int warnPercent, Optional<Duration> restartAfter) {

    public static final int DEFAULT_WARN_PERCENT = 75;

    public PrefixLimit {
        if (most < 1) {
            throw new IllegalArgumentException("a prefix limit of " + most + " is not above zero");
        }
        if (warnPercent < 1 || warnPercent > 100) {
            throw new IllegalArgumentException(
                    "a warning at " + warnPercent + " percent is not in 1..100");
        }
    }

    /// Back after a while.
    public static PrefixLimit of(int most, Duration restartAfter) {
        return new PrefixLimit(most, DEFAULT_WARN_PERCENT, Optional.of(restartAfter));
    }

    boolean exceededBy(int prefixes) {
        return prefixes > most;
    }

    boolean warnsAt(int prefixes) {
        return prefixes * 100L >= (long) most * warnPercent;
    }
}
