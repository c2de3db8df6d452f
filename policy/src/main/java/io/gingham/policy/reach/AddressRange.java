package io.gingham.policy.reach;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Addresses from the first to the last, both included.
public record AddressRange(IpAddress first, IpAddress last) implements Comparable<AddressRange> {

    /// The whole of both families, cut wherever a block begins or ends.
    static List<AddressRange> cut(Collection<IpPrefix> blocks) {
        List<AddressRange> ranges = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            IpPrefix whole = family == IpFamily.IPV4 ? IpPrefix.ALL_IPV4 : IpPrefix.ALL_IPV6;
            TreeSet<IpAddress> starts = new TreeSet<>();
            starts.add(whole.address());
            for (IpPrefix block : blocks) {
                if (block.family() == family) {
                    starts.add(block.address());
                    if (!block.last().equals(whole.last())) {
                        starts.add(block.last().plus(1));
                    }
                }
            }
            for (IpAddress start : starts) {
                IpAddress next = starts.higher(start);
                ranges.add(new AddressRange(start, next == null ? whole.last() : next.plus(-1)));
            }
        }
        return ranges;
    }

    /// Neighbours made one.
    static List<AddressRange> joined(Collection<AddressRange> some) {
        List<AddressRange> joined = new ArrayList<>();
        for (AddressRange range : new TreeSet<>(some)) {
            boolean neighbour =
                    !joined.isEmpty()
                            && joined.getLast().last().family() == range.first().family()
                            && joined.getLast().last().plus(1).equals(range.first());
            if (neighbour) {
                joined.add(new AddressRange(joined.removeLast().first(), range.last()));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    /// One of them that is not among the others.
    Optional<IpAddress> anyBut(Set<IpAddress> others) {
        IpAddress candidate = first;
        while (others.contains(candidate)) {
            if (candidate.equals(last)) {
                return Optional.empty();
            }
            candidate = candidate.plus(1);
        }
        return Optional.of(candidate);
    }

    public boolean contains(IpAddress address) {
        return address.family() == first.family()
                && first.compareTo(address) <= 0
                && address.compareTo(last) <= 0;
    }

    @Override
    public int compareTo(AddressRange other) {
        return first.compareTo(other.first);
    }

    /// `10.0.0.0/8` where it is a block, else `10.0.0.0-10.0.0.9`.
    @Override
    public String toString() {
        int bits = first.family().maxPrefixLength();
        for (int length = 0; length <= bits; length++) {
            IpPrefix block = IpPrefix.containing(first, length);
            if (block.address().equals(first) && block.last().equals(last)) {
                return block.isHost() ? first.toString() : block.toString();
            }
        }
        return first + "-" + last;
    }
}
