package io.gingham.bench.fabric;

import java.util.List;
import java.util.Locale;

/// The report: a line for each measurement, and whether all bars are met.
final class Rows {

    private boolean met = true;

    void say(String line) {
        System.out.println(line);
    }

    /// @param bar the most that each of the values may be; negative: there is none
    void times(String what, List<Double> millis, double bar) {
        List<Double> sorted = millis.stream().sorted().toList();
        judge(
                what,
                String.format(
                        Locale.ROOT,
                        "median %.0f ms, p99 %.0f ms, worst %.0f ms",
                        at(sorted, 0.5),
                        at(sorted, 0.99),
                        sorted.getLast()),
                bar < 0 || at(sorted, 0.99) <= bar,
                bar < 0 ? "" : String.format(Locale.ROOT, "p99 at most %.0f ms", bar));
    }

    void counts(String what, String seen, boolean right, String bar) {
        judge(what, seen, right, bar);
    }

    private void judge(String what, String seen, boolean right, String bar) {
        met &= right;
        String verdict = bar.isEmpty() ? "" : "  [" + bar + ": " + (right ? "met" : "MISSED") + "]";
        say("  %-58s %s%s".formatted(what, seen, verdict));
    }

    boolean met() {
        return met;
    }

    /// The smallest value that so large a part is not above of.
    static double at(List<Double> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }
}
