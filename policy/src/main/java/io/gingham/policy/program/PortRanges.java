package io.gingham.policy.program;

import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortMatch.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The numbers among a rule's ports.
final class PortRanges {

    private PortRanges() {}

    /// Sorted; overlapping and adjoining ranges become one. Names are left out.
    static List<Range> merge(List<PortMatch> ports) {
        List<Range> ranges = new ArrayList<>();
        for (PortMatch port : ports) {
            if (port instanceof Range range) {
                ranges.add(range);
            }
        }
        ranges.sort(Comparator.comparingInt(Range::first));
        List<Range> merged = new ArrayList<>();
        for (Range range : ranges) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                Range last = merged.removeLast();
                merged.add(new Range(last.first(), Math.max(last.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}
