package io.gingham.policy.calc;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Numbers from 0 on, without boxing. Most sets here hold one number only; those that hold a good
/// part of all numbers are a bitmap; others are a table with open addressing and linear probing.
final class IntSet {

    private static final int FREE = -1;
    private static final int[] NO_TABLE = {};
    private static final int SMALLEST_TABLE = 4;

    private int[] table = NO_TABLE;
    private @Nullable BitSet bitmap;
    private int single = FREE;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(int number) {
        if (bitmap != null) {
            return bitmap.get(number);
        }
        return table.length == 0 ? size == 1 && single == number : table[slot(number)] == number;
    }

    /// @return false if it was there
    boolean add(int number) {
        if (bitmap != null) {
            return addToBitmap(bitmap, number);
        }
        if (table.length == 0) {
            if (size == 0) {
                single = number;
                size = 1;
                return true;
            }
            if (single == number) {
                return false;
            }
            rehash(SMALLEST_TABLE);
        }
        int slot = slot(number);
        if (table[slot] == number) {
            return false;
        }
        table[slot] = number;
        size++;
        if (size * 3 > table.length * 2) {
            grow();
        }
        return true;
    }

    /// A bit for every number up to the largest, if that takes less room than the larger table.
    private void grow() {
        int largest = 0;
        for (int number : table) {
            largest = Math.max(largest, number);
        }
        if (largest / Integer.SIZE >= 2 * table.length) {
            rehash(table.length * 2);
            return;
        }
        BitSet bits = new BitSet(largest + 1);
        forEach(bits::set);
        bitmap = bits;
        table = NO_TABLE;
    }

    private boolean addToBitmap(BitSet bits, int number) {
        if (bits.get(number)) {
            return false;
        }
        bits.set(number);
        size++;
        leaveSparseBitmap(bits);
        return true;
    }

    /// A table where a bitmap would take twice its room or more.
    private void leaveSparseBitmap(BitSet bits) {
        int length = Integer.highestOneBit(Math.max(SMALLEST_TABLE, size * 3 - 1));
        if (bits.length() / Integer.SIZE > 2 * length) {
            rehash(length);
            bitmap = null;
        }
    }

    /// @return false if it wasn't there
    boolean remove(int number) {
        if (bitmap != null) {
            if (!bitmap.get(number)) {
                return false;
            }
            bitmap.clear(number);
            size--;
            leaveSparseBitmap(bitmap);
            return true;
        }
        if (table.length == 0) {
            if (size == 0 || single != number) {
                return false;
            }
            size = 0;
            return true;
        }
        int slot = slot(number);
        if (table[slot] != number) {
            return false;
        }
        size--;
        closeGap(slot);
        if (table.length > SMALLEST_TABLE && size * 8 < table.length) {
            rehash(table.length / 2);
        }
        return true;
    }

    void forEach(IntConsumer consumer) {
        if (bitmap != null) {
            int number = bitmap.nextSetBit(0);
            while (number >= 0) {
                consumer.accept(number);
                number = bitmap.nextSetBit(number + 1);
            }
            return;
        }
        if (table.length == 0) {
            if (size == 1) {
                consumer.accept(single);
            }
            return;
        }
        for (int number : table) {
            if (number != FREE) {
                consumer.accept(number);
            }
        }
    }

    /// In no order.
    int[] toArray() {
        int[] numbers = new int[size];
        int[] next = {0};
        forEach(number -> numbers[next[0]++] = number);
        return numbers;
    }

    /// Where the number is, or would be.
    private int slot(int number) {
        int mask = table.length - 1;
        int slot = start(number, mask);
        while (table[slot] != FREE && table[slot] != number) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// Neighbouring numbers must not make long runs: Fibonacci hashing.
    private static int start(int number, int mask) {
        int mixed = number * 0x9e3779b9;
        return (mixed ^ mixed >>> 16) & mask;
    }

    /// Moves up what would no longer be found across the gap.
    private void closeGap(int from) {
        int mask = table.length - 1;
        int gap = from;
        int slot = from;
        while (true) {
            slot = (slot + 1) & mask;
            int number = table[slot];
            if (number == FREE) {
                break;
            }
            int wanted = start(number, mask);
            boolean reachable =
                    gap <= slot ? gap < wanted && wanted <= slot : gap < wanted || wanted <= slot;
            if (!reachable) {
                table[gap] = number;
                gap = slot;
            }
        }
        table[gap] = FREE;
    }

    private void rehash(int length) {
        int[] numbers = toArray();
        table = new int[length];
        Arrays.fill(table, FREE);
        for (int number : numbers) {
            table[slot(number)] = number;
        }
    }
}
