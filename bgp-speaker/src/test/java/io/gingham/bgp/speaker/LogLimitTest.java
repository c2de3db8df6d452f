package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogLimitTest {

    private long now = 1;

    private final LogLimit limit = new LogLimit(new ClockOnly(), Duration.ofMinutes(1));

    @Test
    void permitsOneLineAMinuteForEachKey() {
        assertTrue(limit.permits("192.0.2.1"));
        assertFalse(limit.permits("192.0.2.1"));
        assertTrue(limit.permits("192.0.2.2"));
        now += Duration.ofSeconds(61).toNanos();
        assertTrue(limit.permits("192.0.2.1"));
    }

    @Test
    void aFloodOfKeysNeitherBlocksNorGrowsWithoutBound() {
        long permitted = IntStream.range(0, 10_000).filter(limit::permits).count();
        assertEquals(10_000, permitted);
    }

    private final class ClockOnly implements Timers {
        @Override
        public long epochMicros() {
            return nanoTime() / 1_000;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Runnable schedule(Duration after, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void soon(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double random() {
            throw new UnsupportedOperationException();
        }
    }
}
