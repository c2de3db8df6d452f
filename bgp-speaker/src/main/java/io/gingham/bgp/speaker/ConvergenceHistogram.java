package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.List;

/// How long changes of routes took on their way through the speaker, since its start: from the
/// first change of a burst until every peer that reads had been given all of it. A peer that does
/// not read is not waited for, and a change is written then, not yet acknowledged.
///
/// @param buckets by rising bound; those above the last bound are in `slower`
/// @param slower bursts that took longer than the last bound
/// @param total of all bursts
public record ConvergenceHistogram(List<Bucket> buckets, long slower, Duration total) {

    /// @param atMost the bound, inclusive
    /// @param bursts that took so long and longer than the bound before: not cumulative
    public record Bucket(Duration atMost, long bursts) {}

    /// Of a speaker that has not been started.
    public static final ConvergenceHistogram NONE = new BurstClock().histogram();

    public ConvergenceHistogram {
        buckets = List.copyOf(buckets);
    }

    /// All bursts.
    public long count() {
        return slower + buckets.stream().mapToLong(Bucket::bursts).sum();
    }
}
