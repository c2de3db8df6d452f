package io.gingham.bench.dataplane;

import java.util.Locale;

/// A bar, and where the agent is.
///
/// @param what is measured, for people
/// @param unit of both numbers
record Verdict(String what, double value, double most, String unit) {

    boolean met() {
        // As it is printed, so that nobody reads "2.0 is more than 2.0".
        return Math.round(value * 10) <= Math.round(most * 10);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "  %-62s %9.1f %-2s  (at most %.0f)  %s",
                what,
                value,
                unit,
                most,
                met() ? "met" : "NOT MET");
    }
}
