package io.gingham.agent.cluster;

import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.value.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How often the kernel is read back and healed, from FelixConfiguration. Zero is never. Rules and
/// sets are read together, so the shorter of their intervals counts.
///
/// @param problems what could not be understood, as sentences; the default counts then
public record RefreshIntervals(Duration policy, Duration routes, List<String> problems) {

    /// Reading the kernel takes a fraction of this; more often than that the loop would do nothing
    /// else.
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration DEFAULT_RULES = Duration.ofSeconds(180);
    private static final Duration DEFAULT_SETS = Duration.ofSeconds(90);
    private static final Duration DEFAULT_ROUTES = Duration.ofSeconds(90);

    public RefreshIntervals {
        problems = List.copyOf(problems);
    }

    public static RefreshIntervals of(String node, Map<String, FelixConfigurationSpec> felix) {
        List<String> problems = new ArrayList<>();
        Duration rules =
                interval(
                        node,
                        felix,
                        "iptablesRefreshInterval",
                        FelixConfigurationSpec::iptablesRefreshInterval,
                        DEFAULT_RULES,
                        problems);
        Duration sets =
                interval(
                        node,
                        felix,
                        "ipsetsRefreshInterval",
                        FelixConfigurationSpec::ipsetsRefreshInterval,
                        DEFAULT_SETS,
                        problems);
        Duration routes =
                interval(
                        node,
                        felix,
                        "routeRefreshInterval",
                        FelixConfigurationSpec::routeRefreshInterval,
                        DEFAULT_ROUTES,
                        problems);
        return new RefreshIntervals(shorter(rules, sets), routes, problems);
    }

    private static Duration shorter(Duration one, Duration other) {
        if (one.isZero() || other.isZero()) {
            return one.isZero() ? other : one;
        }
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration interval(
            String node,
            Map<String, FelixConfigurationSpec> felix,
            String field,
            Function<FelixConfigurationSpec, @Nullable String> get,
            Duration fallback,
            List<String> problems) {
        for (String name : List.of("node." + node, "default")) {
            FelixConfigurationSpec spec = felix.get(name);
            String text = spec == null ? null : get.apply(spec);
            if (text != null) {
                try {
                    Duration asked = Durations.parse(text);
                    if (asked.isZero() || asked.compareTo(SHORTEST) >= 0) {
                        return asked;
                    }
                    problems.add(
                            """
                            FelixConfiguration %s: %s: %s is shorter than 1 s: 1 s is used; 0 is never"""
                                    .formatted(name, field, text));
                    return SHORTEST;
                } catch (IllegalArgumentException e) {
                    problems.add(
                            "FelixConfiguration %s: %s: %s: %d s is used"
                                    .formatted(name, field, e.getMessage(), fallback.toSeconds()));
                    return fallback;
                }
            }
        }
        return fallback;
    }
}
