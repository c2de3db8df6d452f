package io.gingham.bgp.speaker;

import io.gingham.bgp.speaker.ConvergenceHistogram.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures what [ConvergenceHistogram] shows: bursts of changes, each from its first change to the
/// moment when it is told. Allocates nothing while it measures.
final class BurstClock {

    /// From a single update in an idle speaker to a table of a million routes for a slow machine.
    private static final List<Duration> BOUNDS =
            List.of(
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1));

    private static final long[] NANOS = BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    /// The last one for what is above all bounds.
    private final long[] counts = new long[NANOS.length + 1];

    private long total;
    private long began;
    private boolean running;

    /// How many changes had been told when the last burst ended.
    private long told;

    /// Something may have changed.
    ///
    /// @param now in nanoseconds of any clock
    void changed(long now) {
        if (!running) {
            running = true;
            began = now;
        }
    }

    /// All that could be told is told.
    ///
    /// @param changes how many there were so far; as many as at the end of the burst before:
    ///   nothing had changed, and nothing is counted
    void told(long now, long changes) {
        if (running && changes != told) {
            long took = now - began;
            counts[bucket(took)]++;
            total += took;
        }
        told = changes;
        running = false;
    }

    private static int bucket(long nanos) {
        int i = 0;
        while (i < NANOS.length && nanos > NANOS[i]) {
            i++;
        }
        return i;
    }

    ConvergenceHistogram histogram() {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < NANOS.length; i++) {
            buckets.add(new Bucket(BOUNDS.get(i), counts[i]));
        }
        return new ConvergenceHistogram(buckets, counts[NANOS.length], Duration.ofNanos(total));
    }
}
