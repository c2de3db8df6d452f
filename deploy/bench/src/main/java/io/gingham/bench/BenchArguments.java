package io.gingham.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The words of a benchmark's command line: scenarios, flags, options with a value.
///
/// @param scenarios as they were named; empty: none was
public record BenchArguments(
        List<String> scenarios, Map<String, String> values, Map<String, String> defaults) {

    public BenchArguments {
        scenarios = List.copyOf(scenarios);
        values = Map.copyOf(values);
        defaults = Map.copyOf(defaults);
    }

    /// @param known the scenarios that there are
    /// @param flags options without a value
    /// @param defaults of the options that have one; empty for what has none
    /// @throws IllegalArgumentException that says which word is wrong
    public static BenchArguments parse(
            String[] arguments,
            List<String> known,
            Set<String> flags,
            Map<String, String> defaults) {
        List<String> scenarios = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (flags.contains(argument)) {
                values.put(argument, "");
            } else if (argument.startsWith("-")) {
                if (!defaults.containsKey(argument) || i + 1 == arguments.length) {
                    throw new IllegalArgumentException(
                            "option " + argument + " is unknown or lacks its value");
                }
                values.put(argument, arguments[++i]);
            } else if (known.contains(argument)) {
                scenarios.add(argument);
            } else {
                throw new IllegalArgumentException(
                        "unknown scenario '" + argument + "'; there are " + known);
            }
        }
        return new BenchArguments(scenarios, values, defaults);
    }

    public List<String> scenarios(List<String> otherwise) {
        return scenarios.isEmpty() ? otherwise : scenarios;
    }

    public boolean has(String option) {
        return values.containsKey(option);
    }

    public String text(String option) {
        return values.getOrDefault(option, defaults.getOrDefault(option, ""));
    }

    public int number(String option, int least, int most) {
        try {
            int number = Integer.parseInt(text(option));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw new IllegalArgumentException(
                "%s '%s' is not in %d..%d".formatted(option, text(option), least, most));
    }
}
