package io.gingham.bgp.speaker;

import java.time.Duration;

/// RFC 4724, 8538 and 9494 towards one peer, in both roles.
///
/// @param enabled announce it, and keep the peer's routes if it does so too
/// @param restartTime how long the peer shall keep our routes without a session, 1..4095 s; 0 if
///   they shall be long-lived at once
/// @param staleTime how long the peer's old routes are kept after the session is back, until its
///   End-of-RIB
/// @param longLived how long routes are kept after that time, as the last choice (RFC 9494):
///   announced, and the most that is granted to the peer; zero (off) to 16777215 s
public record GracefulRestartConfig(
        boolean enabled, Duration restartTime, Duration staleTime, Duration longLived) {

    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    /// 120 s is what Calico announces; must exceed an image pull and a JVM's start.
    public static final GracefulRestartConfig DEFAULT =
            new GracefulRestartConfig(true, TWO_MINUTES, FIVE_MINUTES, Duration.ZERO);

    public static final GracefulRestartConfig OFF =
            new GracefulRestartConfig(false, TWO_MINUTES, FIVE_MINUTES, Duration.ZERO);

    public GracefulRestartConfig {
        long least = longLived.isZero() ? 1 : 0;
        if (restartTime.toSeconds() < least || restartTime.toSeconds() > 4095) {
            throw new IllegalArgumentException(
                    "restart time "
                            + restartTime.toSeconds()
                            + " s is not in "
                            + least
                            + "..4095 (RFC 4724)");
        }
        if (staleTime.isNegative() || staleTime.isZero()) {
            throw new IllegalArgumentException("the stale time must be above zero");
        }
        if (longLived.isNegative() || longLived.toSeconds() > 0xff_ffff) {
            throw new IllegalArgumentException(
                    "long-lived stale time "
                            + longLived.toSeconds()
                            + " s is not in 0..16777215 (RFC 9494)");
        }
        if (!enabled && !longLived.isZero()) {
            throw new IllegalArgumentException(
                    "long-lived graceful restart needs graceful restart (RFC 9494 section 4.1)");
        }
    }

    public GracefulRestartConfig withRestartTime(Duration newRestartTime) {
        return new GracefulRestartConfig(enabled, newRestartTime, staleTime, longLived);
    }

    public GracefulRestartConfig withStaleTime(Duration newStaleTime) {
        return new GracefulRestartConfig(enabled, restartTime, newStaleTime, longLived);
    }

    public GracefulRestartConfig withLongLived(Duration newLongLived) {
        return new GracefulRestartConfig(enabled, restartTime, staleTime, newLongLived);
    }
}
