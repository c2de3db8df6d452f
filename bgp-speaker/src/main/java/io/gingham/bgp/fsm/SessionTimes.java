package io.gingham.bgp.fsm;

import java.time.Duration;
import java.util.Optional;

/// The times a session goes by.
///
/// @param holdTimeSeconds our offer: 0 or 3..65535
/// @param connectRetry between attempts; the first pause is at most [#FIRST_RETRY]
/// @param sendHold how long the peer may take nothing of what we send (RFC 9687); zero for never,
///   absent for the RFC's default
/// @param delayOpen how long a new connection waits for the peer's OPEN before ours is sent; zero
///   for not at all
/// @param idleHold after errors
public record SessionTimes(
        int holdTimeSeconds,
        Duration connectRetry,
        Optional<Duration> sendHold,
        Duration delayOpen,
        IdleHold idleHold) {

    /// A peer that just went away is most often back in a moment.
    static final Duration FIRST_RETRY = Duration.ofSeconds(2);

    /// While waiting for the peer's OPEN (RFC 4271 section 8.2.2 suggests 4 minutes).
    static final Duration OPEN_HOLD_TIME = Duration.ofMinutes(4);

    /// The least that RFC 9687 recommends.
    static final Duration LEAST_SEND_HOLD = Duration.ofMinutes(8);

    /// Nothing but the hold time and the pause is special.
    public static SessionTimes of(int holdTimeSeconds, Duration connectRetry) {
        return new SessionTimes(
                holdTimeSeconds, connectRetry, Optional.empty(), Duration.ZERO, IdleHold.DEFAULT);
    }

    Duration retryAfter(int attempts) {
        return attempts <= 1 && FIRST_RETRY.compareTo(connectRetry) < 0
                ? FIRST_RETRY
                : connectRetry;
    }

    /// Zero: no such timer. There is none without a hold time (RFC 9687).
    public Duration sendHoldFor(Duration holdTime) {
        if (holdTime.isZero()) {
            return Duration.ZERO;
        }
        Duration twice = holdTime.multipliedBy(2);
        return sendHold.orElse(twice.compareTo(LEAST_SEND_HOLD) > 0 ? twice : LEAST_SEND_HOLD);
    }
}
