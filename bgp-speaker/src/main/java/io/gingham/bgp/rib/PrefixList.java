package io.gingham.bgp.rib;

import io.gingham.bgp.codec.UpdateWriter;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Destinations that stand in one update, each with the path identifier it has there.
final class PrefixList implements UpdateWriter.Prefixes {

    private @Nullable Destination[] destinations = new Destination[8];
    private int[] pathIds = new int[8];
    private int size;

    /// Those of which the group was told something before.
    private final BitSet known = new BitSet();

    void add(Destination destination, int pathId, boolean wasKnown) {
        if (wasKnown) {
            known.set(size);
        }
        add(destination, pathId);
    }

    void add(Destination destination, int pathId) {
        if (size == destinations.length) {
            destinations = Arrays.copyOf(destinations, 2 * size);
            pathIds = Arrays.copyOf(pathIds, 2 * size);
        }
        destinations[size] = destination;
        pathIds[size] = pathId;
        size++;
    }

    /// Those that must be withdrawn if they can't be announced.
    PrefixList known() {
        PrefixList list = new PrefixList();
        known.stream().forEach(i -> list.add(get(i), pathIds[i]));
        return list;
    }

    Destination get(int i) {
        Destination found = destinations[i];
        if (found == null) {
            throw new IndexOutOfBoundsException(i);
        }
        return found;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long high(int i) {
        return get(i).high();
    }

    @Override
    public long low(int i) {
        return get(i).low;
    }

    @Override
    public int length(int i) {
        return get(i).length();
    }

    @Override
    public int pathId(int i) {
        return pathIds[i];
    }
}
