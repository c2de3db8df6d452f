package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.Scenario;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.NetworkPolicy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyConverterTest {

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
                "egress: [{ports: [{endPort: 79}]}] | spec.egress[0].ports[0].endPort: 79 with no port",
                "egress: [{ports: [{port: web, endPort: 79}]}] | spec.egress[0].ports[0].endPort: 79 with a named port",
                "egress: [{ports: [{port: 65536}]}] | spec.egress[0].ports[0].port: 65536 is not in 1..65535",
                "egress: [{ports: [{port: -1}]}] | spec.egress[0].ports[0].port: -1 is not in 1..65535",
                "egress: [{ports: [{port: Web_}]}] | spec.egress[0].ports[0].port: 'Web_' is no port name",
                "egress: [{ports: [{port: '80'}]}] | spec.egress[0].ports[0].port: '80' is no port name",
                "egress: [{ports: [{protocol: ICMP}]}] | spec.egress[0].ports[0].protocol: 'ICMP'; expected TCP, UDP or SCTP",
                "egress: [{ports: [{protocol: tcp}]}] | spec.egress[0].ports[0].protocol: 'tcp'; expected TCP, UDP or SCTP",
                "ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Is}]}}]}] | spec.ingress[0].from[0].podSelector.matchExpressions[0].operator: 'Is'",
                "ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: a, operator: In}]}}]}] | spec.ingress[0].from[0].namespaceSelector.matchExpressions[0].values: empty",
                "ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}]}] | spec.ingress[0].from[0].podSelector.matchExpressions[0].values: [b]",
                "policyTypes: [ingress] | spec.policyTypes[0]: 'ingress'; expected Ingress or Egress"
            })
    void saysWhereAPolicyIsWrong(String fields, String reason) {
        NetworkPolicy policy = Scenario.convert("x/p", "podSelector: {}\n" + fields);
        NetworkPolicy.Invalid invalid = assertInstanceOf(NetworkPolicy.Invalid.class, policy);
        assertTrue(invalid.reason().startsWith(reason), invalid.reason());
    }

    @Test
    void anInvalidRuleIsolatesOnlyTheSelectedPodsInTheirDirections() {
        NetworkPolicy policy =
                Scenario.convert(
                        "x/p",
                        "{podSelector: {matchLabels: {a: b}}, policyTypes: [Egress], egress: [{to: [{}]}]}");
        assertInstanceOf(NetworkPolicy.Invalid.class, policy);
        assertEquals(Set.of(Direction.EGRESS), policy.directions());
        assertEquals("a=b", policy.podSelector().toString());
    }

    @Test
    void aSubjectThatIsNotUnderstoodIsTheWholeNamespace() {
        NetworkPolicy policy =
                Scenario.convert(
                        "x/p",
                        "{podSelector: {matchExpressions: [{key: a, operator: Gt}]}, ingress: [{}]}");
        assertInstanceOf(NetworkPolicy.Invalid.class, policy);
        assertEquals(LabelSelector.EVERYTHING, policy.podSelector());
        assertEquals(Set.of(Direction.INGRESS), policy.directions());
    }

    @Test
    void typesThatAreNotUnderstoodAreBoth() {
        NetworkPolicy policy =
                Scenario.convert(
                        "x/p", "{podSelector: {matchLabels: {a: b}}, policyTypes: [Both]}");
        assertEquals(Set.of(Direction.INGRESS, Direction.EGRESS), policy.directions());
        assertEquals("a=b", policy.podSelector().toString());
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
        NetworkPolicy policy = Scenario.convert("x/p", "{podSelector: {matchLabels: {a: null}}}");
        assertEquals("a=", policy.podSelector().toString());
    }
}
