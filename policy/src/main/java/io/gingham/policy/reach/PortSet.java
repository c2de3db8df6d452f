package io.gingham.policy.reach;

import io.gingham.policy.model.PortMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Ports, 1..65535.
///
/// @param ranges sorted, neither overlapping nor adjoining
public record PortSet(List<PortMatch.Range> ranges) {

    private static final int LAST = 65535;

    public static final PortSet NONE = new PortSet(List.of());
    public static final PortSet ALL = new PortSet(List.of(new PortMatch.Range(1, LAST)));

    public PortSet {
        ranges = List.copyOf(ranges);
    }

    /// In any order, overlapping or not; port 0 is no port.
    public static PortSet of(List<PortMatch.Range> any) {
        List<PortMatch.Range> sorted =
                any.stream()
                        .filter(range -> range.last() > 0)
                        .map(range -> new PortMatch.Range(Math.max(range.first(), 1), range.last()))
                        .sorted((a, b) -> Integer.compare(a.first(), b.first()))
                        .toList();
        List<PortMatch.Range> merged = new ArrayList<>();
        for (PortMatch.Range range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                PortMatch.Range before = merged.removeLast();
                merged.add(
                        new PortMatch.Range(before.first(), Math.max(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return new PortSet(merged);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(int port) {
        return ranges.stream().anyMatch(range -> range.contains(port));
    }

    PortSet or(PortSet other) {
        if (isEmpty() || other.equals(ALL)) {
            return other;
        }
        if (other.isEmpty() || equals(ALL)) {
            return this;
        }
        List<PortMatch.Range> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return of(both);
    }

    PortSet and(PortSet other) {
        if (isEmpty() || other.equals(ALL)) {
            return this;
        }
        if (other.isEmpty() || equals(ALL)) {
            return other;
        }
        List<PortMatch.Range> common = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() && j < other.ranges.size()) {
            PortMatch.Range one = ranges.get(i);
            PortMatch.Range two = other.ranges.get(j);
            int first = Math.max(one.first(), two.first());
            int last = Math.min(one.last(), two.last());
            if (first <= last) {
                common.add(new PortMatch.Range(first, last));
            }
            if (one.last() < two.last()) {
                i++;
            } else {
                j++;
            }
        }
        return new PortSet(common);
    }

    PortSet not() {
        List<PortMatch.Range> gaps = new ArrayList<>();
        int next = 1;
        for (PortMatch.Range range : ranges) {
            if (range.first() > next) {
                gaps.add(new PortMatch.Range(next, range.first() - 1));
            }
            next = range.last() + 1;
        }
        if (next <= LAST) {
            gaps.add(new PortMatch.Range(next, LAST));
        }
        return new PortSet(gaps);
    }

    /// `80,443,8000-9000`.
    @Override
    public String toString() {
        return ranges.stream()
                .map(
                        range ->
                                range.first() == range.last()
                                        ? String.valueOf(range.first())
                                        : range.first() + "-" + range.last())
                .collect(Collectors.joining(","));
    }
}
