package io.gingham.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertEquals(2.5, Spread.of(List.of(4, 1, 3, 2), Integer::doubleValue).median());
        assertEquals(3, Spread.of(List.of(9, 1, 3), Integer::doubleValue).median());
    }

    @Test
    void oneOfAHundredMayExceedTheP99() {
        List<Integer> hundred = IntStream.rangeClosed(1, 100).boxed().toList();
        Spread spread = Spread.of(hundred, Integer::doubleValue);
        assertEquals(99, spread.p99());
        assertEquals(100, spread.worst());
        assertEquals(50.5, spread.mean());
    }

    @Test
    void ofFewTheP99IsTheLargest() {
        assertEquals(7, Spread.of(List.of(7, 1, 2), Integer::doubleValue).p99());
    }

    @Test
    void nothingHasNoSpread() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Spread.of(List.<Integer>of(), Integer::doubleValue));
    }

    @Test
    void aBarIsJudgedByWhatIsPrinted() {
        assertTrue(new Verdict("x", 2.04, 2, "ms").met());
        assertFalse(new Verdict("x", 2.06, 2, "ms").met());
        assertTrue(new Verdict("x", 2.04, 2, "ms").line().endsWith("(at most 2)  met"));
        assertTrue(new Verdict("x", 2.06, 2, "ms").line().endsWith("(at most 2)  NOT MET"));
    }
}
