package io.gingham.agent.services;

import io.gingham.agent.cluster.NodeDuty;
import java.time.Duration;
import java.util.OptionalLong;

/// What becomes of a node's service routes when somebody is about to empty it: they stay for a
/// while as the last choice, so that every router finds another way first (RFC 8326), then they go.
/// For one thread.
final class Drain {

    enum Stage {
        SERVING,
        /// Announced as the last choice.
        LEAVING,
        /// Withdrawn.
        GONE
    }

    private Stage stage = Stage.SERVING;
    private OptionalLong since = OptionalLong.empty();
    private boolean first = true;

    Stage stage() {
        return stage;
    }

    /// @param duty of the node
    /// @param announces it has service routes
    /// @param time for which they stay
    /// @param now in nanoseconds, from anywhere
    /// @return how long until it is to be asked again; zero: until something changes
    Duration look(NodeDuty duty, boolean announces, Duration time, long now) {
        boolean goneBefore = first && duty.drained().equals("True");
        first = false;
        if (!duty.cordoned()) {
            stage = Stage.SERVING;
            since = OptionalLong.empty();
            return Duration.ZERO;
        }
        if (since.isEmpty()) {
            since = OptionalLong.of(now);
            // An earlier agent has withdrawn them already; or nobody has to find another way.
            stage = goneBefore || !announces ? Stage.GONE : Stage.LEAVING;
        }
        Duration left = time.minusNanos(now - since.getAsLong());
        if (stage == Stage.LEAVING && (left.isZero() || left.isNegative())) {
            stage = Stage.GONE;
        }
        return stage == Stage.LEAVING ? left : Duration.ZERO;
    }
}
