package io.gingham.bgp.filter;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// A set of [PrefixRange]s, to be asked whether any of them has a prefix.
///
/// The ranges lie in the order of their blocks, in which a block comes right before what is inside
/// it, and each knows the block around it. All blocks around a prefix are then on one chain that
/// begins at the last block which is not behind the prefix: bisection, and as many steps as blocks
/// are nested.
public final class PrefixList {

    private static final int NONE = -1;

    private final PrefixRange[] ranges;
    private final int[] around;
    private final int hash;

    private PrefixList(PrefixRange[] sorted) {
        ranges = sorted;
        around = new int[sorted.length];
        hash = List.of(sorted).hashCode();
        for (int i = 0; i < sorted.length; i++) {
            int candidate = i - 1;
            while (candidate != NONE && !sorted[candidate].block().contains(sorted[i].block())) {
                candidate = around[candidate];
            }
            around[i] = candidate;
        }
    }

    public static PrefixList of(Collection<PrefixRange> ranges) {
        return new PrefixList(new TreeSet<>(ranges).toArray(PrefixRange[]::new));
    }

    public static PrefixList of(PrefixRange... ranges) {
        return of(List.of(ranges));
    }

    public boolean matches(IpPrefix prefix) {
        for (int i = lastNotBehind(prefix); i != NONE; i = around[i]) {
            if (ranges[i].matches(prefix)) {
                return true;
            }
        }
        return false;
    }

    /// True if a block has the address, as a host's prefix.
    public boolean matches(IpAddress address) {
        return matches(IpPrefix.host(address));
    }

    /// In the order of their blocks, each once.
    public List<PrefixRange> ranges() {
        return List.of(ranges);
    }

    private int lastNotBehind(IpPrefix prefix) {
        int low = 0;
        int high = ranges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges[middle].block().compareTo(prefix) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof PrefixList that
                        && hash == that.hash
                        && ranges().equals(that.ranges()));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return ranges().toString();
    }
}
