package io.gingham.bench.bgp;

import java.util.Arrays;

/// Numbers distinct prefixes in the order in which they are added, from 0. Allocates nothing after
/// its making.
final class PrefixIndex {

    /// Not [PrefixPool#prefix] of any prefix that is used here.
    private static final long FREE = 0;

    private final long[] prefixes;
    private final int[] numbers;
    private int size;

    PrefixIndex(int most) {
        int slots = Integer.highestOneBit(Math.max(16, most)) * 4;
        prefixes = new long[slots];
        numbers = new int[slots];
        Arrays.fill(numbers, -1);
    }

    /// @return false if it was there
    boolean add(long prefix) {
        int slot = slot(prefix);
        if (prefixes[slot] == prefix) {
            return false;
        }
        prefixes[slot] = prefix;
        numbers[slot] = size++;
        return true;
    }

    /// @return its number; -1 if it was never added
    int find(long prefix) {
        return numbers[slot(prefix)];
    }

    private int slot(long prefix) {
        int mask = prefixes.length - 1;
        int slot = (int) ((prefix * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (prefixes[slot] != FREE && prefixes[slot] != prefix) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
