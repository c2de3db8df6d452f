package io.gingham.bgp.rib;

import org.jspecify.annotations.Nullable;

/// Destinations whose routes changed, in order. Everybody who must hear of changes has a position
/// in it, so a change is written down once, however many peers there are. A destination may stand
/// in it twice; whoever looks at it the second time finds nothing new.
final class ChangeLog {

    private @Nullable Destination[] ring = new Destination[1 << 10];
    private long first;
    private long end;

    /// The position behind the newest change.
    long end() {
        return end;
    }

    void add(Destination changed) {
        if (end - first == ring.length) {
            grow();
        }
        ring[slot(end)] = changed;
        end++;
    }

    private int slot(long position) {
        return (int) position & ring.length - 1;
    }

    private void grow() {
        @Nullable Destination[] larger = new Destination[2 * ring.length];
        for (long i = first; i < end; i++) {
            larger[(int) i & larger.length - 1] = ring[slot(i)];
        }
        ring = larger;
    }

    /// @param position from the last [#trim] to before the end
    Destination at(long position) {
        Destination found = ring[slot(position)];
        if (found == null || position < first || position >= end) {
            throw new IllegalStateException(
                    "position " + position + " of the log " + first + ".." + end);
        }
        return found;
    }

    /// Nobody needs what is before that position.
    void trim(long position) {
        while (first < position) {
            ring[slot(first)] = null;
            first++;
        }
        if (first == end && ring.length > 1 << 16) {
            ring = new Destination[1 << 10];
        }
    }
}
