package io.gingham.bgp.rib;

import io.gingham.bgp.codec.UpdateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Destinations that stand in one update, each with the path identifier it has there.
final class PrefixList implements UpdateWriter.Prefixes {

    private @Nullable Destination[] destinations = new Destination[8];
    private int[] pathIds = new int[8];
    private int size;

    void add(Destination destination, int pathId) {
        if (size == destinations.length) {
            destinations = Arrays.copyOf(destinations, 2 * size);
            pathIds = Arrays.copyOf(pathIds, 2 * size);
        }
        destinations[size] = destination;
        pathIds[size] = pathId;
        size++;
    }

    void addAll(PrefixList others) {
        for (int i = 0; i < others.size; i++) {
            add(others.get(i), others.pathIds[i]);
        }
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
        return get(i).high;
    }

    @Override
    public long low(int i) {
        return get(i).low;
    }

    @Override
    public int length(int i) {
        return get(i).length & 0xff;
    }

    @Override
    public int pathId(int i) {
        return pathIds[i];
    }
}
