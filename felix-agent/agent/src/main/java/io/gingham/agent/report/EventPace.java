package io.gingham.agent.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A session that flaps makes an Event of a reason once a minute at most; the next one says how
/// many were left out. For one thread.
final class EventPace {

    static final Duration BETWEEN = Duration.ofMinutes(1);

    private final Map<String, Said> told = new HashMap<>();

    /// @param at in nanoseconds
    private record Said(long at, int leftOut) {}

    /// @param now in nanoseconds
    /// @return what to say; empty: nothing
    Optional<NodeEvent> next(NodeEvent event, long now) {
        Said before = told.get(event.series());
        if (before != null && now - before.at() < BETWEEN.toNanos()) {
            told.put(event.series(), new Said(before.at(), before.leftOut() + 1));
            return Optional.empty();
        }
        told.put(event.series(), new Said(now, 0));
        return Optional.of(
                before == null || before.leftOut() == 0
                        ? event
                        : event.withMessage(
                                "%s (and %d times before, since the last Event)"
                                        .formatted(event.message(), before.leftOut())));
    }
}
