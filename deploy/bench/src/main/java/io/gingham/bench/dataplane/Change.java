package io.gingham.bench.dataplane;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/// A kind of change that is measured, many times.
interface Change {

    /// As the table names it.
    String name();

    /// How many rounds there are until the next has the same effect on the kernel, the addresses
    /// aside: a change and its way back are two.
    int variants();

    /// Makes the change.
    Applied apply(int round);

    /// The addresses that this round moves, each with the place it stands in: rounds of one variant
    /// differ in nothing else.
    Map<String, String> addresses(int round);

    /// What must be undone before the next round; not measured.
    default void afterwards(int round) {}

    /// Whether the kernel's sets are to be followed: not if the addresses are known afterwards
    /// only.
    default boolean followsSets() {
        return true;
    }

    /// @param beginNanos [System#nanoTime] of the event
    /// @param done when it happened that the caller waits for, beside the kernel's writes
    record Applied(long beginNanos, Future<Long> done) {

        /// Nobody waits for anything but the kernel.
        static Applied event(long beginNanos) {
            return new Applied(beginNanos, CompletableFuture.completedFuture(beginNanos));
        }
    }
}
