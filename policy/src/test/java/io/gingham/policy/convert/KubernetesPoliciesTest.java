package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.Scenario;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesPoliciesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ingress: [{from: [{}]}] | spec.ingress[0].from[0]: an empty peer",
                "ingress: [{}, {from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}] | spec.ingress[1].from[0]: ipBlock stands beside a selector",
                "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}] | spec.ingress[0].from[0].ipBlock.cidr: prefix length 33",
                "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}] | spec.ingress[0].from[0].ipBlock.cidr: '10.0.0.0' is not a CIDR",
                "ingress: [{from: [{ipBlock: {}}]}] | spec.ingress[0].from[0].ipBlock.cidr: missing",
                "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/8]}}]}] | spec.ingress[0].from[0].ipBlock.except[0]: 11.0.0.0/8 does not lie in 10.0.0.0/8",
                "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: ['::/0']}}]}] | spec.ingress[0].from[0].ipBlock.except[0]: ::/0 does not lie",
                "egress: [{ports: [{port: 80, endPort: 79}]}] | spec.egress[0].ports[0].endPort: 79 is lower than port 80",
                "egress: [{ports: [{endPort: 79}]}] | spec.egress[0].ports[0].endPort: it needs a numeric port, seen null",
                "egress: [{ports: [{port: web, endPort: 79}]}] | spec.egress[0].ports[0].endPort: it needs a numeric port, seen web",
                "egress: [{ports: [{port: 65536}]}] | spec.egress[0].ports[0].port: expected a number in 1..65535, seen 65536",
                "egress: [{ports: [{port: -1}]}] | spec.egress[0].ports[0].port: expected a number in 1..65535, seen -1",
                "egress: [{ports: [{port: Web_}]}] | spec.egress[0].ports[0].port: 'Web_' is no port name",
                "egress: [{ports: [{port: '80'}]}] | spec.egress[0].ports[0].port: '80' is no port name",
                "egress: [{ports: [{protocol: ICMP}]}] | spec.egress[0].ports[0].protocol: 'ICMP'; expected TCP, UDP or SCTP",
                "egress: [{ports: [{protocol: tcp}]}] | spec.egress[0].ports[0].protocol: 'tcp'; expected TCP, UDP or SCTP",
                "ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Is}]}}]}] | spec.ingress[0].from[0].podSelector.matchExpressions[0].operator: 'Is'",
                "ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: a, operator: In}]}}]}] | spec.ingress[0].from[0].namespaceSelector.matchExpressions[0].values: empty",
                "ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}]}] | spec.ingress[0].from[0].podSelector.matchExpressions[0].values: Exists and DoesNotExist take no values",
                "policyTypes: [ingress] | spec.policyTypes[0]: 'ingress'; expected Ingress or Egress"
            })
    void saysWhereAPolicyIsWrong(String fields, String reason) {
        List<String> problems = Scenario.convert("x/p", "podSelector: {}\n" + fields).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith(reason), problems.toString());
    }

    @Test
    void anInvalidRuleMatchesNothingAndTheOthersGoOn() {
        Policy policy =
                policy(
                        "{podSelector: {matchLabels: {a: b}}, policyTypes: [Egress], egress: [{to: [{}]}, {}]}");
        assertEquals(1, policy.problems().size());
        assertEquals(Set.of(Direction.EGRESS), policy.directions());
        assertEquals(1, policy.egress().size());
        assertEquals(2, policy.egress().getFirst().origin().number());
        assertTrue(policy.subject().toString().contains("a == \"b\""), policy.toString());
    }

    @Test
    void aSubjectThatIsNotUnderstoodIsTheWholeNamespace() {
        Policy policy =
                policy(
                        "{podSelector: {matchExpressions: [{key: a, operator: Gt}]}, ingress: [{}]}");
        assertEquals(
                "(projectcalico.org/orchestrator == \"k8s\" && projectcalico.org/namespace == \"x\")",
                policy.subject().toString());
        assertEquals(Set.of(Direction.INGRESS), policy.directions());
    }

    @Test
    void typesThatAreNotUnderstoodAreBoth() {
        Policy policy = policy("{podSelector: {matchLabels: {a: b}}, policyTypes: [Both]}");
        assertEquals(Set.of(Direction.INGRESS, Direction.EGRESS), policy.directions());
        assertTrue(policy.subject().toString().contains("a == \"b\""), policy.toString());
    }

    @Test
    void anUnknownFieldAllowsNothing() {
        Policy policy = policy("{podSelector: {}, ingress: [{}], encryption: required}");
        assertEquals(List.of(), policy.ingress());
        assertTrue(
                policy.problems().getFirst().startsWith("spec.encryption: unknown field"),
                policy.toString());
        assertEquals(List.of(), policy("{podSelector: {}, ingress: [{froms: []}]}").ingress());
    }

    @Test
    void noSpecIsolatesTheNamespace() {
        Policy policy =
                (Policy)
                        ResourceConverter.convert(
                                        ResourceKind.KUBERNETES_NETWORK_POLICY,
                                        Map.of("metadata", Map.of("name", "p")))
                                .resource();
        assertEquals(Set.of(Direction.INGRESS, Direction.EGRESS), policy.directions());
        assertEquals(List.of("spec: missing; expected an object"), policy.problems());
        assertEquals("default", policy.key().namespace());
    }

    private static Policy policy(String spec) {
        return (Policy) Scenario.convert("x/p", spec).resource();
    }

    @Test
    void anInvalidPolicyDoesNotHarmAnother() {
        Scenario.ofThreeByThree()
                .policy("x/bad", "{podSelector: {}, ingress: [{from: [{}]}]}")
                .policy("x/good", "{podSelector: {matchLabels: {pod: a}}, ingress: [{}]}")
                .allows("y/a -> x/a TCP/80", "x/b -> y/b TCP/80")
                .denies("y/a -> x/b TCP/80");
    }

    @Test
    void nullLabelsReadAsEmptyOnes() {
        assertTrue(
                policy("{podSelector: {matchLabels: {a: null}}}")
                        .subject()
                        .toString()
                        .contains("a == \"\""));
    }
}
