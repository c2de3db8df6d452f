package io.gingham.policy.bench;

import java.util.Arrays;
import java.util.Locale;

/// How long something took, many times.
final class Timing {

    /// Ascending.
    private final long[] nanos;

    private Timing(long[] nanos) {
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    static Timing of(int times, Runnable work) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - start;
        }
        return new Timing(nanos);
    }

    private long quantile(double q) {
        return nanos[(int) Math.min(nanos.length - 1L, (long) Math.floor(q * nanos.length))];
    }

    double medianMicros() {
        return quantile(0.5) / 1e3;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "median %.1f µs, p99 %.1f µs, worst %.1f µs (%d times)",
                medianMicros(),
                quantile(0.99) / 1e3,
                quantile(1) / 1e3,
                nanos.length);
    }
}
