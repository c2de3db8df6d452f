package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntSetTest {

    /// Dense numbers make a bitmap, sparse ones a table, few ones neither.
    @ParameterizedTest
    @ValueSource(ints = {3, 40, 1_000, 2_000_000})
    void isASetWhateverItHolds(int range) {
        long seed = System.nanoTime();
        System.out.println("IntSetTest seed " + seed);
        Dice dice = new Dice(seed);
        IntSet set = new IntSet();
        Set<Integer> expected = new TreeSet<>();
        for (int step = 0; step < 20_000; step++) {
            // First it grows, then it shrinks.
            boolean grows = dice.upTo(9) < (step < 10_000 ? 7 : 3);
            int number = dice.upTo(range);
            if (grows) {
                assertEquals(expected.add(number), set.add(number));
            } else {
                assertEquals(expected.remove(number), set.remove(number));
            }
            assertEquals(expected.size(), set.size());
            int probe = dice.upTo(range);
            assertEquals(expected.contains(probe), set.contains(probe));
            if (step % 500 == 0) {
                Set<Integer> seen = new TreeSet<>();
                set.forEach(seen::add);
                assertEquals(expected, seen);
                assertEquals(expected.size(), set.toArray().length);
            }
        }
        for (int number : set.toArray()) {
            set.remove(number);
        }
        assertEquals(0, set.size());
    }
}
