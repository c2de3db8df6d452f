package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ConfigurationNames;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.RulesConfig.EndpointToHost;
import io.gingham.dataplane.rules.RulesConfig.Pool;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What rules depend on beside policies, from FelixConfiguration and IPPool objects.
///
/// @param problems what could not be honoured, as sentences
record RulesSettings(RulesConfig rules, List<String> problems) {

    static RulesSettings of(
            String node, Map<String, FelixConfigurationSpec> felix, Map<String, IPPoolSpec> pools) {
        List<String> problems = new ArrayList<>();
        problems.addAll(ConfigurationNames.unused("FelixConfiguration", felix.keySet()));
        felix.forEach(
                (name, spec) -> report("FelixConfiguration " + name, spec.notHonoured(), problems));
        pools.forEach(
                (name, spec) -> report("IPPool " + name, withoutWhatHappensAnyway(spec), problems));
        problems.addAll(RefreshIntervals.of(node, felix).problems());
        List<Pool> ranges = new ArrayList<>();
        pools.forEach((name, spec) -> addPool(name, spec, ranges, problems));
        return new RulesSettings(
                RulesConfig.DEFAULT
                        .withPools(ranges)
                        .withEndpointToHost(endpointToHost(node, felix, problems)),
                Collections.unmodifiableList(problems));
    }

    /// A pool that asks for every node asks for what it gets.
    private static Map<String, Object> withoutWhatHappensAnyway(IPPoolSpec spec) {
        Map<String, Object> left =
                new TreeMap<>(spec.notHonoured() == null ? Map.of() : spec.notHonoured());
        left.remove("nodeSelector", "all()");
        if (Boolean.TRUE.equals(spec.disabled())) {
            left.put("disabled (of a pool for pods)", true);
        }
        if ("Manual".equals(spec.assignmentMode())) {
            left.put("assignmentMode (of a pool for pods)", "Manual");
        }
        return left;
    }

    private static EndpointToHost endpointToHost(
            String node, Map<String, FelixConfigurationSpec> felix, List<String> problems) {
        for (String name : List.of("node." + node, "default")) {
            FelixConfigurationSpec spec = felix.get(name);
            String text = spec == null ? null : spec.defaultEndpointToHostAction();
            switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
                case "" -> {}
                case "accept" -> {
                    return EndpointToHost.ACCEPT;
                }
                case "return" -> {
                    return EndpointToHost.RETURN;
                }
                case "drop" -> {
                    return EndpointToHost.DROP;
                }
                default -> {
                    // Fail closed: somebody wanted something else than Accept.
                    problems.add(
                            "FelixConfiguration "
                                    + name
                                    + ": defaultEndpointToHostAction '"
                                    + text
                                    + "' is not Drop, Return or Accept: Drop is used");
                    return EndpointToHost.DROP;
                }
            }
        }
        return EndpointToHost.ACCEPT;
    }

    private static void addPool(
            String name, IPPoolSpec spec, List<Pool> into, List<String> problems) {
        try {
            into.add(
                    new Pool(
                            IpPrefix.parseLenient(spec.cidr()),
                            Boolean.TRUE.equals(spec.natOutgoing())));
        } catch (IllegalArgumentException e) {
            problems.add("IPPool " + name + " is left out: " + e.getMessage());
        }
    }

    private static void report(
            String where, @Nullable Map<String, Object> notHonoured, List<String> problems) {
        if (notHonoured != null && !notHonoured.isEmpty()) {
            problems.add(
                    where
                            + ": not honoured yet: "
                            + String.join(", ", new TreeMap<>(notHonoured).keySet()));
        }
    }
}
