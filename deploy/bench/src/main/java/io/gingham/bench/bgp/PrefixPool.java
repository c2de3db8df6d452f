package io.gingham.bench.bgp;

import java.util.SplittableRandom;

/// Distinct IPv4 prefixes with the lengths of the Internet's table, in groups that lie near to one
/// another, as those of one origin do.
final class PrefixPool {

    /// Of a hundred prefixes, how many have each length from 16 on: nearly as in the Internet.
    private static final int[] SHARES = {2, 1, 2, 3, 5, 6, 12, 9, 60};

    private static final int SHORTEST = 16;

    private final SplittableRandom random;
    private final PrefixIndex taken;

    PrefixPool(SplittableRandom random, int most) {
        this.random = random;
        this.taken = new PrefixIndex(most);
    }

    /// Where a group lies: a /12 of unicast space that is neither 10/8 nor 127/8.
    int neighbourhood() {
        while (true) {
            int first = random.nextInt(1, 224);
            if (first != 10 && first != 127) {
                return (first << 24) | (random.nextInt(16) << 20);
            }
        }
    }

    /// A prefix not given before.
    ///
    /// @return the address in the upper 32 bits, the length in the lower
    long next(int neighbourhood) {
        int base = neighbourhood;
        for (int tries = 1; ; tries++) {
            int length = length();
            int address = (base | random.nextInt(1 << 20)) & (-1 << (32 - length));
            long prefix = prefix(address, length);
            if (taken.add(prefix)) {
                return prefix;
            }
            if (tries % 16 == 0) {
                base = neighbourhood();
            }
        }
    }

    private int length() {
        int dice = random.nextInt(100);
        int length = SHORTEST;
        for (int share : SHARES) {
            if (dice < share) {
                return length;
            }
            dice -= share;
            length++;
        }
        return 24;
    }

    static long prefix(int address, int length) {
        return ((address & 0xffff_ffffL) << 32) | length;
    }

    static int address(long prefix) {
        return (int) (prefix >>> 32);
    }

    static int length(long prefix) {
        return (int) prefix;
    }

    /// A sum of these over a set of prefixes is the same in any order, and another one when a
    /// prefix is missing, changed, or there twice.
    static long hash(int address, int length) {
        long mixed = (prefix(address, length) + 1) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
