package io.gingham.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How often a change is tried when others are first, and the pauses between: each up to twice the
/// last one, at random, so that those who met once don't meet again.
///
/// @param attempts at least 1
/// @param first the longest that the first pause may be
/// @param longest that any pause may be
public record Retry(int attempts, Duration first, Duration longest) {

    /// Of n writers of one object one wins each round: enough for some fifty at the same moment. At
    /// worst about ten seconds and the server's own time.
    public static final Retry DEFAULT = new Retry(50, Duration.ofMillis(5), Duration.ofMillis(400));

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException(attempts + " attempts; expected at least 1");
        }
    }

    /// @param attempt that failed, from 1
    Duration pause(int attempt) {
        long bound = first.toNanos() << Math.min(attempt - 1, 20);
        long limit = Math.min(bound, longest.toNanos());
        return Duration.ofNanos(limit <= 0 ? 0 : ThreadLocalRandom.current().nextLong(limit + 1));
    }
}
