package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ClusterNetworkPolicy, and the kinds before it.
class ClusterPoliciesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String HEAD =
            "tier: Admin\npriority: 7\nsubject: {namespaces: {matchLabels: {a: b}}}\n";

    private static Policy policy(ResourceKind kind, String spec) {
        try {
            return (Policy)
                    ResourceConverter.convert(
                                    kind,
                                    Map.of(
                                            "metadata",
                                            Map.of("name", "p"),
                                            "spec",
                                            YAML.readValue(spec, Map.class)))
                            .resource();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(spec, e);
        }
    }

    private static Policy policy(String fields) {
        return policy(ResourceKind.CLUSTER_NETWORK_POLICY, HEAD + fields);
    }

    @Test
    void tierPriorityAndSubject() {
        Policy policy = policy("ingress: []");
        assertEquals("kube-admin", policy.tier());
        assertEquals(7, policy.order());
        assertEquals(
                "(projectcalico.org/orchestrator == \"k8s\" && pcns.a == \"b\")",
                policy.subject().toString());
        assertEquals(
                "kube-baseline",
                policy(
                                ResourceKind.CLUSTER_NETWORK_POLICY,
                                "{tier: Baseline, priority: 0, subject: {pods: {namespaceSelector: {}, podSelector: {}}}}")
                        .tier());
    }

    @Test
    void t54EmptyListsDoNotIsolate() {
        assertEquals(Set.of(), policy("ingress: []\negress: []").directions());
        assertEquals(
                Set.of(Direction.EGRESS),
                policy("egress: [{action: Deny, to: [{namespaces: {}}]}]").directions());
    }

    @Test
    void t53AnUnknownPeerFailsClosed() {
        Policy policy =
                policy(
                        """
                        egress:
                        - {action: Accept, to: [{planets: {}}, {namespaces: {}}]}
                        - {action: Deny, to: [{planets: {}}]}
                        - {action: Pass, to: [{domainNames: [example.org]}]}
                        """);
        assertEquals(
                List.of("2 Deny", "3 Deny"),
                policy.egress().stream()
                        .map(rule -> rule.origin().number() + " " + rule.action())
                        .toList());
        assertTrue(policy.egress().stream().allMatch(rule -> rule.destination().isAnything()));
        assertEquals(3, policy.problems().size());
    }

    @Test
    void aNamedPortIsOfEveryProtocol() {
        Policy policy =
                policy(
                        "ingress: [{action: Accept, from: [{namespaces: {}}], protocols: [{destinationNamedPort: web}]}]");
        assertEquals(
                "[TCP, UDP, SCTP]",
                policy.ingress().stream().map(rule -> rule.protocol().orElseThrow()).toList() + "");
    }

    @Test
    void protocolsAreWholeOrHavePorts() {
        List<Rule> rules =
                policy(
                                """
                                egress:
                                - action: Accept
                                  to: [{networks: [10.0.0.0/8, 'fd00::/8']}, {nodes: {matchLabels: {role: x}}}]
                                  protocols: [{tcp: {}}, {udp: {destinationPort: {range: {start: 5, end: 9}}}}]
                                """)
                        .egress();
        assertEquals(4, rules.size());
        assertEquals("[]", rules.get(0).destination().ports().toString());
        assertEquals("[5:9]", rules.get(2).destination().ports().toString());
        assertEquals("[10.0.0.0/8, fd00::/8]", rules.get(0).destination().nets().toString());
        assertEquals("role == \"x\"", rules.get(1).destination().nodes().orElseThrow() + "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ingress: [{action: Allow, from: [{namespaces: {}}]}] | spec.ingress[0].action: 'Allow'; expected Accept, Deny or Pass",
                "ingress: [{action: Accept, from: []}] | spec.ingress[0].from: empty",
                "ingress: [{action: Accept, from: [{networks: [10.0.0.0/8]}]}] | spec.ingress[0].from[0].networks: unknown field",
                "egress: [{action: Accept, to: [{namespaces: {}, pods: {}}]}] | spec.egress[0].to[0]: expected exactly one of",
                "egress: [{action: Accept, to: [{networks: [10.0.0.0/40]}]}] | spec.egress[0].to[0].networks[0]: prefix length 40",
                "egress: [{action: Accept, to: [{namespaces: {}}], protocols: [{icmp: {}}]}] | spec.egress[0].protocols[0].icmp: unknown field",
                "egress: [{action: Accept, to: [{namespaces: {}}], protocols: []}] | spec.egress[0].protocols: empty",
                "egress: [{action: Accept, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {range: {start: 9, end: 5}}}}]}] | spec.egress[0].protocols[0].tcp.destinationPort.range.end: 5 is lower",
                "mode: strict | spec.mode: unknown field"
            })
    void saysWhereAPolicyIsWrong(String fields, String reason) {
        List<String> problems = policy(fields).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith(reason), problems.toString());
    }

    @Test
    void headFieldsThatAreWrongAreSaidToo() {
        assertEquals(
                List.of(
                        "spec.tier: 'Root'; expected Admin or Baseline",
                        "spec.priority: expected a number in 0..1000, seen 1001",
                        "spec.subject: missing; expected an object"),
                policy(ResourceKind.CLUSTER_NETWORK_POLICY, "{tier: Root, priority: 1001}")
                        .problems());
    }

    @Test
    void theOlderKindsAreReadToo() {
        Policy admin =
                policy(
                        ResourceKind.ADMIN_NETWORK_POLICY,
                        "{priority: 3, subject: {namespaces: {}}, ingress: [{name: n, action: Allow,"
                                + " from: [{namespaces: {}}], ports: [{portNumber: {protocol: UDP, port: 53}},"
                                + " {portRange: {start: 1, end: 2}}, {namedPort: web}]}]}");
        assertEquals(List.of(), admin.problems());
        assertEquals("kube-admin", admin.tier());
        assertEquals(5, admin.ingress().size());
        assertEquals(Action.ALLOW, admin.ingress().getFirst().action());
        assertEquals("n", admin.ingress().getFirst().origin().note());
        Policy baseline =
                policy(
                        ResourceKind.BASELINE_ADMIN_NETWORK_POLICY,
                        "{subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}");
        assertEquals(List.of(), baseline.problems());
        assertEquals("kube-baseline", baseline.tier());
    }
}
