package io.gingham.policy.calc;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// Numbers from 0 on, without boxing: open addressing with linear probing. Most sets here hold one
/// number only, and then have no table.
final class IntSet {

    private static final int FREE = -1;
    private static final int[] NO_TABLE = {};
    private static final int SMALLEST_TABLE = 4;

    private int[] table = NO_TABLE;
    private int single = FREE;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(int number) {
        return table.length == 0 ? size == 1 && single == number : table[slot(number)] == number;
    }

    /// @return false if it was there
    boolean add(int number) {
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
            rehash(table.length * 2);
        }
        return true;
    }

    /// @return false if it wasn't there
    boolean remove(int number) {
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
