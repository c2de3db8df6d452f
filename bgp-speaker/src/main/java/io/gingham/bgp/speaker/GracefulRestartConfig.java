package io.gingham.bgp.speaker;

import java.time.Duration;

/// RFC 4724 towards one peer, in both roles.
///
/// @param enabled announce it, and keep the peer's routes if it does so too
/// @param restartTime how long the peer shall keep our routes without a session, 1..4095 s
/// @param staleTime how long the peer's old routes are kept after the session is back, until its
///   End-of-RIB
public record GracefulRestartConfig(boolean enabled, Duration restartTime, Duration staleTime) {

    /// 120 s is what Calico announces; must exceed an image pull and a JVM's start.
    public static final GracefulRestartConfig DEFAULT =
            new GracefulRestartConfig(true, Duration.ofMinutes(2), Duration.ofMinutes(5));

    public static final GracefulRestartConfig OFF =
            new GracefulRestartConfig(false, Duration.ofMinutes(2), Duration.ofMinutes(5));

    public GracefulRestartConfig {
        if (restartTime.toSeconds() < 1 || restartTime.toSeconds() > 4095) {
            throw new IllegalArgumentException(
                    "restart time " + restartTime.toSeconds() + " s is not in 1..4095 (RFC 4724)");
        }
        if (staleTime.isNegative() || staleTime.isZero()) {
            throw new IllegalArgumentException("the stale time must be above zero");
        }
    }
}
