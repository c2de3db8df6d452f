package io.gingham.policy.convert;

import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import io.gingham.policy.selector.SelectorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Facts about what a Kubernetes object becomes, one a row, as Calico's own unit tests state them:
/// an `input`, and the Calico policy (or selector) to `expect`. What is expected, read as a policy
/// of Calico's, must be the same policy here.
public final class ConversionTable {

    private static final String NAMESPACE = "default";

    private ConversionTable() {}

    /// What of the row doesn't hold here, as sentences; empty if all of it does.
    public static List<String> faults(Map<?, ?> row) {
        List<String> faults = new ArrayList<>();
        if (!(row.get("input") instanceof Map<?, ?> input)
                || !(row.get("expect") instanceof Map<?, ?> expect)) {
            return List.of("a row has an input and an expect");
        }
        try {
            if (input.containsKey("selector_kind")) {
                selector(input, String.valueOf(expect.get("calico_selector")), faults);
            } else if (input.containsKey("phase")) {
                phase(input, expect, faults);
            } else {
                policy(input, expect, faults);
            }
        } catch (Refusal | SelectorException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        return faults;
    }

    private static void selector(Map<?, ?> input, String expected, List<String> faults) {
        Tree tree = Tree.of(input).get("selector");
        Selector selector = KubernetesSelectors.convert(tree);
        if ("pod".equals(input.get("selector_kind"))) {
            selector = Selector.allOf(List.of(KubernetesSelectors.PODS, selector));
        }
        compare("selector", conjuncts(Selector.parse(expected)), conjuncts(selector), faults);
    }

    private static void phase(Map<?, ?> input, Map<?, ?> expect, List<String> faults) {
        Map<String, Object> pod = new LinkedHashMap<>();
        pod.put("metadata", Map.of("name", "pod"));
        pod.put("status", Map.of("phase", String.valueOf(input.get("phase"))));
        Pod converted = (Pod) ResourceConverter.convert(ResourceKind.POD, pod).resource();
        compare("live", expect.get("live"), converted.isPeer(), faults);
    }

    private static void policy(Map<?, ?> input, Map<?, ?> expect, List<String> faults) {
        Policy policy = policy(ResourceKind.KUBERNETES_NETWORK_POLICY, input);
        Policy same = policy(ResourceKind.NETWORK_POLICY, expect);
        compare("problems", same.problems(), policy.problems(), faults);
        compare("order", same.order(), policy.order(), faults);
        compare("tier", same.tier(), policy.tier(), faults);
        compare("types", same.directions(), policy.directions(), faults);
        compare("selector", conjuncts(same.subject()), conjuncts(policy.subject()), faults);
        compare("ingress", rules(same.ingress()), rules(policy.ingress()), faults);
        compare("egress", rules(same.egress()), rules(policy.egress()), faults);
    }

    private static void compare(
            String what, @Nullable Object expected, Object seen, List<String> faults) {
        if (!seen.equals(expected)) {
            faults.add(what + ": expected " + expected + ", seen " + seen);
        }
    }

    private static Policy policy(ResourceKind kind, Map<?, ?> spec) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("metadata", Map.of("namespace", NAMESPACE, "name", "policy"));
        object.put("spec", spec);
        return (Policy) ResourceConverter.convert(kind, object).resource();
    }

    private static List<String> rules(List<Rule> rules) {
        return rules.stream()
                .map(
                        rule ->
                                rule.action()
                                        + " "
                                        + rule.protocol()
                                        + " from "
                                        + entity(rule.source())
                                        + " to "
                                        + entity(rule.destination()))
                .toList();
    }

    private static String entity(EntityMatch match) {
        return match.nets()
                + " not "
                + match.notNets()
                + " "
                + match.selector().map(ConversionTable::conjuncts)
                + " "
                + match.ports();
    }

    /// The order in which they are written doesn't matter.
    private static TreeSet<String> conjuncts(Selector selector) {
        TreeSet<String> texts = new TreeSet<>();
        selector.conjuncts().forEach(one -> texts.add(one.toString()));
        return texts;
    }
}
