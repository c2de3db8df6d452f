package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.cases.PublicCases;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Calico's own table of what a Kubernetes policy becomes. What is expected there, read as a policy
/// of Calico's, must be the same policy here.
class KubernetesConversionCasesTest {

    @TestFactory
    Stream<DynamicTest> aKubernetesPolicyIsThatCalicoPolicy() {
        return PublicCases.table("k8s-conversion.yaml").stream()
                .map(
                        row ->
                                DynamicTest.dynamicTest(
                                        row.get("id") + " " + row.get("what"), () -> check(row)));
    }

    private static void check(Map<?, ?> row) {
        Map<?, ?> input = (Map<?, ?>) Objects.requireNonNull(row.get("input"));
        Map<?, ?> expect = (Map<?, ?>) Objects.requireNonNull(row.get("expect"));
        if (input.containsKey("selector_kind")) {
            checkSelector(input, String.valueOf(expect.get("calico_selector")));
        } else if (input.containsKey("phase")) {
            var pod =
                    ResourceConverter.convert(
                                    ResourceKind.POD,
                                    Map.of(
                                            "metadata",
                                            Map.of("namespace", "x", "name", "a"),
                                            "status",
                                            Map.of("phase", String.valueOf(input.get("phase")))))
                            .resource();
            assertEquals(
                    expect.get("live"), ((io.gingham.policy.model.Pod) pod).isPeer(), pod + "");
        } else {
            checkPolicy(input, expect);
        }
    }

    private static void checkSelector(Map<?, ?> input, String expected) {
        Tree tree = Tree.of(input).get("selector");
        Selector selector = KubernetesSelectors.convert(tree);
        if (input.get("selector_kind").equals("pod")) {
            selector = Selector.allOf(List.of(KubernetesSelectors.PODS, selector));
        }
        assertEquals(conjuncts(Selector.parse(expected)), conjuncts(selector));
    }

    private static void checkPolicy(Map<?, ?> input, Map<?, ?> expect) {
        Policy policy = policy(ResourceKind.KUBERNETES_NETWORK_POLICY, input);
        Policy same = policy(ResourceKind.NETWORK_POLICY, expect);
        assertEquals(List.of(), policy.problems());
        assertEquals(List.of(), same.problems());
        assertEquals(same.order(), policy.order());
        assertEquals(same.tier(), policy.tier());
        assertEquals(same.directions(), policy.directions());
        assertEquals(conjuncts(same.subject()), conjuncts(policy.subject()));
        assertEquals(rules(same.ingress()), rules(policy.ingress()));
        assertEquals(rules(same.egress()), rules(policy.egress()));
    }

    private static Policy policy(ResourceKind kind, Map<?, ?> spec) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("metadata", Map.of("namespace", "x", "name", "p"));
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
                + match.selector().map(KubernetesConversionCasesTest::conjuncts)
                + " "
                + match.ports();
    }

    /// The order in which they are written doesn't matter.
    private static TreeSet<String> conjuncts(Selector selector) {
        TreeSet<String> texts = new TreeSet<>();
        List<Selector> all =
                switch (selector) {
                    case Selector.And(var operands) -> operands;
                    case Selector.All _ -> List.of();
                    default -> List.of(selector);
                };
        all.forEach(one -> texts.add(one.toString()));
        return texts;
    }
}
