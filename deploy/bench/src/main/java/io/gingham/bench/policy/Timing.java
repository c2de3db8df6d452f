package io.gingham.bench.policy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/// How long something took, many times: by the clock, and in processor time of the thread, which a
/// busy machine and the collector's pauses are not part of.
final class Timing {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Nanoseconds, ascending.
    private final long[] clock;

    /// Nanoseconds, ascending.
    private final long[] processor;

    private Timing(long[] clock, long[] processor) {
        this.clock = clock;
        this.processor = processor;
    }

    static Timing of(int times, Runnable work) {
        long[] clock = new long[times];
        long[] processor = new long[times];
        for (int i = 0; i < times; i++) {
            long startProcessor = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            work.run();
            clock[i] = System.nanoTime() - start;
            processor[i] = THREADS.getCurrentThreadCpuTime() - startProcessor;
        }
        Arrays.sort(clock);
        Arrays.sort(processor);
        return new Timing(clock, processor);
    }

    /// In processor time.
    double medianMicros() {
        return micros(processor, 0.5);
    }

    private static double micros(long[] nanos, double quantile) {
        int at = (int) Math.min(nanos.length - 1L, (long) Math.floor(quantile * nanos.length));
        return nanos[at] / 1e3;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "median %.1f µs, p99 %.1f µs, worst %.1f µs; processor %.1f, %.1f, %.1f (%d times)",
                micros(clock, 0.5),
                micros(clock, 0.99),
                micros(clock, 1),
                micros(processor, 0.5),
                micros(processor, 0.99),
                micros(processor, 1),
                clock.length);
    }
}
