package io.gingham.bench.dataplane;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/// How the values of many samples are spread.
///
/// @param median of an even number, the mean of the middle two
/// @param p99 that 99 of 100 don't exceed; of fewer than 100 the largest
record Spread(double median, double p99, double worst, double mean) {

    static <T> Spread of(Collection<T> samples, ToDoubleFunction<T> value) {
        double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
        int count = sorted.length;
        if (count == 0) {
            throw new IllegalArgumentException("no samples");
        }
        int middle = count / 2;
        double sum = 0;
        for (double one : sorted) {
            sum += one;
        }
        return new Spread(
                count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                sorted[(int) Math.ceil(count * 0.99) - 1],
                sorted[count - 1],
                sum / count);
    }
}
