package io.gingham.bgp.rib;

import io.gingham.value.IpPrefix;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All destinations by prefix: a hash table with open addressing, and by index.
final class DestinationTable {

    private static final int SMALLEST = 1 << 8;

    private @Nullable Destination[] slots = new Destination[SMALLEST];
    private @Nullable Destination[] byIndex = new Destination[SMALLEST];
    private int size;

    /// One above the highest index ever used.
    private int indexes;

    /// Indexes below [#indexes] that are free, a stack.
    private int[] free = new int[16];

    private int freeCount;

    int size() {
        return size;
    }

    /// One above the highest index in use.
    int indexes() {
        return indexes;
    }

    @Nullable Destination at(int index) {
        return byIndex[index];
    }

    @Nullable Destination find(IpPrefix prefix) {
        int mask = slots.length - 1;
        for (int i = Destination.hash(prefix) & mask; ; i = i + 1 & mask) {
            Destination seen = slots[i];
            if (seen == null || seen.is(prefix)) {
                return seen;
            }
        }
    }

    Destination findOrAdd(IpPrefix prefix) {
        Destination known = find(prefix);
        if (known != null) {
            return known;
        }
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        Destination added = Destination.of(prefix, freeIndex());
        put(added);
        if (added.index >= byIndex.length) {
            byIndex = Arrays.copyOf(byIndex, 2 * byIndex.length);
        }
        byIndex[added.index] = added;
        size++;
        return added;
    }

    private int freeIndex() {
        return freeCount > 0 ? free[--freeCount] : indexes++;
    }

    private void grow() {
        rehash(2 * slots.length);
    }

    /// After many were removed: gives back what the rest does not need. The order by index stays,
    /// for others know the indexes; it begins anew when the table is empty.
    void shrink() {
        int enough = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, size)) << 3);
        if (enough < slots.length) {
            rehash(enough);
        }
        if (size == 0) {
            byIndex = new Destination[SMALLEST];
            indexes = 0;
            free = new int[16];
            freeCount = 0;
        }
    }

    private void rehash(int length) {
        @Nullable Destination[] old = slots;
        slots = new Destination[length];
        for (Destination each : old) {
            if (each != null) {
                put(each);
            }
        }
    }

    private void put(Destination destination) {
        int mask = slots.length - 1;
        int i = destination.hash() & mask;
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = destination;
    }

    /// Its index may be used by another one after that.
    void remove(Destination destination) {
        int mask = slots.length - 1;
        int i = destination.hash() & mask;
        while (slots[i] != destination) {
            if (slots[i] == null) {
                throw new IllegalStateException(destination + " is not in the table");
            }
            i = i + 1 & mask;
        }
        close(i, mask);
        byIndex[destination.index] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * free.length);
        }
        free[freeCount++] = destination.index;
        size--;
    }

    /// Moves those behind the gap that would not be found over it.
    private void close(int gap, int mask) {
        int hole = gap;
        int i = gap;
        while (true) {
            i = i + 1 & mask;
            Destination moved = slots[i];
            if (moved == null) {
                slots[hole] = null;
                return;
            }
            int home = moved.hash() & mask;
            boolean reachable = (i - home & mask) < (i - hole & mask);
            if (!reachable) {
                slots[hole] = moved;
                hole = i;
            }
        }
    }

    /// In the order of the indexes. Nothing may be added meanwhile, and only the visited one
    /// removed.
    void forEach(Consumer<Destination> visitor) {
        for (int i = 0; i < indexes; i++) {
            Destination each = byIndex[i];
            if (each != null) {
                visitor.accept(each);
            }
        }
    }
}
