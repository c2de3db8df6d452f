package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.model.PortMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortSetTest {

    private static PortSet of(int... ends) {
        List<PortMatch.Range> ranges = new ArrayList<>();
        for (int i = 0; i < ends.length; i += 2) {
            ranges.add(new PortMatch.Range(ends[i], ends[i + 1]));
        }
        return PortSet.of(ranges);
    }

    @Test
    void rangesThatTouchAreOne() {
        assertEquals("1-30,40", of(10, 20, 21, 30, 0, 12, 40, 40).toString());
        assertEquals(PortSet.ALL, of(1, 100, 101, 65535));
        assertEquals(PortSet.NONE, of(0, 0));
    }

    @Test
    void whatIsNotInItIsTheRest() {
        assertEquals("1-79,81-65535", of(80, 80).not().toString());
        assertEquals(PortSet.NONE, PortSet.ALL.not());
        assertEquals(PortSet.ALL, PortSet.NONE.not());
    }

    @Test
    void isAsSetsOfNumbersAre() {
        long seed = System.nanoTime();
        System.out.println("PortSetTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            PortSet one = random(random);
            PortSet two = random(random);
            for (int port : List.of(1, 2, 3, 7, 8, 9, 20, 65534, 65535)) {
                boolean a = one.contains(port);
                boolean b = two.contains(port);
                String what = "seed " + seed + ": " + one + " and " + two + " at " + port;
                assertEquals(a && b, one.and(two).contains(port), what);
                assertEquals(a || b, one.or(two).contains(port), what);
                assertEquals(!a, one.not().contains(port), what);
            }
        }
    }

    private static PortSet random(SplittableRandom random) {
        List<PortMatch.Range> ranges = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int first = random.nextInt(10);
            ranges.add(new PortMatch.Range(first, first + random.nextInt(4)));
        }
        if (random.nextInt(3) == 0) {
            ranges.add(new PortMatch.Range(65530 + random.nextInt(6), 65535));
        }
        return PortSet.of(ranges);
    }
}
