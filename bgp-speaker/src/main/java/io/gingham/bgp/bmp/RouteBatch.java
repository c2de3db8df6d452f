package io.gingham.bgp.bmp;

import io.gingham.bgp.codec.UpdateWriter;
import io.gingham.value.IpPrefix;
import java.util.Arrays;

/// Prefixes of one family that are said together.
final class RouteBatch implements UpdateWriter.Prefixes {

    private long[] high = new long[16];
    private long[] low = new long[16];
    private int[] lengths = new int[16];
    private int[] pathIds = new int[16];
    private int size;

    void add(IpPrefix prefix, int pathId) {
        if (size == low.length) {
            high = Arrays.copyOf(high, 2 * size);
            low = Arrays.copyOf(low, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
            pathIds = Arrays.copyOf(pathIds, 2 * size);
        }
        high[size] = prefix.address().high();
        low[size] = prefix.address().low();
        lengths[size] = prefix.length();
        pathIds[size] = pathId;
        size++;
    }

    void clear() {
        size = 0;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long high(int i) {
        return high[i];
    }

    @Override
    public long low(int i) {
        return low[i];
    }

    @Override
    public int length(int i) {
        return lengths[i];
    }

    @Override
    public int pathId(int i) {
        return pathIds[i];
    }
}
