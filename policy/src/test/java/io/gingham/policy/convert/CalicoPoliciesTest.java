package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fields of projectcalico.org/v3, and what is refused in them.
class CalicoPoliciesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static Converted convert(ResourceKind kind, String spec) {
        try {
            return ResourceConverter.convert(
                    kind,
                    Map.of(
                            "metadata",
                            Map.of("namespace", "x", "name", "p", "labels", Map.of("a", "b")),
                            "spec",
                            YAML.readValue(spec, Map.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(spec, e);
        }
    }

    private static Policy policy(String spec) {
        return (Policy) convert(ResourceKind.NETWORK_POLICY, spec).resource();
    }

    private static Policy global(String spec) {
        return (Policy) convert(ResourceKind.GLOBAL_NETWORK_POLICY, spec).resource();
    }

    private static Rule ingress(String rule) {
        Policy policy = policy("{ingress: [" + rule + "]}");
        assertEquals(List.of(), policy.problems());
        return policy.ingress().getFirst();
    }

    @Test
    void aSubjectIsWhatAllThreeSelectorsSay() {
        assertEquals(
                "(projectcalico.org/namespace == \"x\" && pcsa.team == \"red\" && has(app))",
                policy("{selector: has(app), serviceAccountSelector: team == 'red'}")
                        .subject()
                        .toString());
        assertEquals(
                "(pcns.env == \"prod\" && has(app))",
                global("{selector: has(app), namespaceSelector: env == 'prod'}")
                        .subject()
                        .toString());
        assertEquals("all()", global("{}").subject().toString());
        assertEquals("projectcalico.org/namespace == \"x\"", policy("{}").subject().toString());
    }

    @Test
    void withoutTypesTheRulesSayWhichDirections() {
        assertEquals(Set.of(Direction.INGRESS), policy("{}").directions());
        assertEquals(Set.of(Direction.EGRESS), policy("{egress: [{action: Deny}]}").directions());
        assertEquals(
                Set.of(Direction.EGRESS, Direction.INGRESS),
                policy("{egress: [{action: Deny}], ingress: [{action: Deny}]}").directions());
        assertEquals(Set.of(Direction.INGRESS), policy("{types: []}").directions());
    }

    @Test
    void orderAndTierHaveDefaults() {
        assertEquals(Double.POSITIVE_INFINITY, policy("{}").order());
        assertEquals(10.5, policy("{order: 10.5}").order());
        assertEquals("default", policy("{}").tier());
        assertEquals("security", policy("{tier: security}").tier());
    }

    @Test
    void aSelectorOfARuleIsAboutTheOwnNamespaceUnlessItSaysOtherwise() {
        assertEquals(
                "(projectcalico.org/namespace == \"x\" && app == \"web\")",
                source("{selector: app == 'web'}"));
        assertEquals(
                "(pcns.env == \"prod\" && app == \"web\")",
                source("{selector: app == 'web', namespaceSelector: env == 'prod'}"));
        assertEquals("has(projectcalico.org/namespace)", source("{namespaceSelector: all()}"));
        assertEquals(
                "(!has(projectcalico.org/namespace) && role == \"ext\")",
                source("{namespaceSelector: global(), selector: role == 'ext'}"));
        assertEquals(
                "projectcalico.org/namespace == \"x\"",
                source("{selector: all(), namespaceSelector: ''}"));
        assertEquals(
                Optional.empty(),
                ingress("{action: Allow, source: {nets: [10.0.0.0/8]}}").source().selector());
    }

    @Test
    void serviceAccountsAreNamesAndSelector() {
        assertEquals(
                "(projectcalico.org/namespace == \"x\""
                        + " && projectcalico.org/serviceaccount in {\"api\", \"web\"}"
                        + " && pcsa.team == \"red\")",
                source("{serviceAccounts: {names: [web, api], selector: team == 'red'}}"));
    }

    private static String source(String entity) {
        return ingress("{action: Allow, source: " + entity + "}")
                .source()
                .selector()
                .orElseThrow()
                .toString();
    }

    @Test
    void portsAreNumbersRangesAndNames() {
        assertEquals(
                "[80, 8000:9000, web]",
                ingress(
                                "{action: Allow, protocol: TCP, destination: {ports: [80, '8000:9000', web]}}")
                        .destination()
                        .ports()
                        .toString());
        assertEquals(
                "[1:2]",
                ingress("{action: Allow, protocol: 17, source: {notPorts: ['1:2']}}")
                        .source()
                        .notPorts()
                        .toString());
    }

    @Test
    void annotationsAreTheRulesNote() {
        assertEquals(
                "from=frontend to=db",
                ingress("{action: Allow, metadata: {annotations: {to: db, from: frontend}}}")
                        .origin()
                        .note());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ingress: [{action: Permit}] | spec.ingress[0].action: 'Permit'; expected Allow, Deny, Log or Pass",
                "ingress: [{}] | spec.ingress[0].action: missing",
                "ingress: [{action: Allow, protocol: tcp}] | spec.ingress[0].protocol: 'tcp'",
                "ingress: [{action: Allow, protocol: 256}] | spec.ingress[0].protocol: expected a number in 1..255, seen 256",
                "ingress: [{action: Allow, destination: {ports: [80]}}] | spec.ingress[0].destination: ports and notPorts need protocol",
                "ingress: [{action: Allow, protocol: TCP, destination: {ports: ['9:1']}}] | spec.ingress[0].destination.ports[0]: ports 9..1 are no range",
                "ingress: [{action: Allow, protocol: TCP, destination: {ports: ['a b']}}] | spec.ingress[0].destination.ports[0]: 'a b'",
                "ingress: [{action: Allow, icmp: {type: 8}}] | spec.ingress[0]: icmp and notICMP need protocol",
                "ingress: [{action: Allow, protocol: ICMP, icmp: {code: 0}}] | spec.ingress[0].icmp.code: given without a type",
                "ingress: [{action: Allow, protocol: ICMP, icmp: {type: 255}}] | spec.ingress[0].icmp.type: expected a number in 0..254",
                "ingress: [{action: Allow, source: {nets: [10.0.0.0/8, 'fd00::/8']}}] | spec.ingress[0]: mixes IPv4 and IPv6",
                "ingress: [{action: Allow, ipVersion: 6, source: {nets: [10.0.0.0/8]}}] | spec.ingress[0]: mixes IPv4 and IPv6",
                "ingress: [{action: Allow, ipVersion: 5}] | spec.ingress[0].ipVersion: '5'; expected 4 or 6",
                "ingress: [{action: Allow, source: {nets: [10.0.0.0/99]}}] | spec.ingress[0].source.nets[0]: prefix length 99",
                "ingress: [{action: Allow, source: {selector: a = b}}] | spec.ingress[0].source.selector: 'a = b' is no selector: at character 3",
                "ingress: [{action: Allow, source: {selector: global()}}] | spec.ingress[0].source.selector: global() is legal only",
                "ingress: [{action: Allow, source: {namespaceSelector: global() && has(a)}}] | spec.ingress[0].source.namespaceSelector: global() must stand alone",
                "ingress: [{action: Allow, http: {methods: [GET]}}] | spec.ingress[0].http: matching HTTP needs a proxy",
                "ingress: [{action: Allow, sources: {}}] | spec.ingress[0].sources: unknown field",
                "ingress: [{action: Allow, source: {ip: 1}}] | spec.ingress[0].source.ip: unknown field",
                "ingress: [{action: Allow, destination: {services: {name: s}}}] | spec.ingress[0].destination.services: legal only",
                "ingress: [{action: Allow, source: {services: {name: s}, nets: [10.0.0.0/8]}}] | spec.ingress[0].source.services: can't stand beside nets",
                "egress: [{action: Allow, protocol: TCP, destination: {services: {name: s}, ports: [80]}}] | spec.egress[0].destination.services: can't stand beside ports",
                "ingress: {} | spec.ingress: expected a list",
                "order: first | spec.order: expected a number, seen first",
                "types: [Ingres] | spec.types[0]: 'Ingres'",
                "selector: a == b | spec.selector: 'a == b' is no selector: at character 6: expected a string in quotes",
                "doNotTrack: true | spec.doNotTrack: unknown field"
            })
    void saysWhereAPolicyIsWrong(String fields, String reason) {
        List<String> problems = policy(fields).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith(reason), problems.toString());
    }

    @Test
    void aBadAllowMatchesNothingAndABadDenyDeniesAll() {
        Policy policy =
                policy(
                        """
                        ingress:
                        - {action: Allow, protocol: nonsense}
                        - {action: Deny, protocol: nonsense}
                        - {action: Pass, source: {nets: [300.0.0.0/8]}}
                        - {action: Log, protocol: nonsense}
                        - {protocol: TCP}
                        - {action: Allow}
                        """);
        assertEquals(
                List.of("2 Deny", "3 Deny", "5 Deny", "6 Allow"),
                policy.ingress().stream()
                        .map(rule -> rule.origin().number() + " " + rule.action())
                        .toList());
        assertEquals(5, policy.problems().size());
    }

    @Test
    void aSubjectThatIsNotUnderstoodIsAllPodsInReach() {
        assertEquals(
                "projectcalico.org/namespace == \"x\"", policy("{selector: (a}").subject() + "");
        assertEquals("has(projectcalico.org/namespace)", global("{selector: (a}").subject() + "");
    }

    @Test
    void globalPoliciesOfHostEndpoints() {
        assertEquals(
                Policy.Stage.UNTRACKED, global("{doNotTrack: true, applyOnForward: true}").stage());
        assertEquals(
                Policy.Stage.PRE_DNAT, global("{preDNAT: true, applyOnForward: true}").stage());
        assertTrue(
                global("{preDNAT: true}")
                        .problems()
                        .getFirst()
                        .startsWith("spec.applyOnForward: must be true"));
        assertTrue(
                global("{preDNAT: true, doNotTrack: true, applyOnForward: true}")
                        .problems()
                        .getFirst()
                        .startsWith("spec.preDNAT: true beside doNotTrack"));
        Policy egress = global("{preDNAT: true, applyOnForward: true, types: [Egress, Ingress]}");
        assertEquals(Set.of(Direction.INGRESS), egress.directions());
        assertEquals(
                List.of("spec.preDNAT: a preDNAT policy can't have egress"), egress.problems());
        assertTrue(
                global("{ingress: [{action: Allow, source: {services: {name: s}}}]}")
                        .problems()
                        .getFirst()
                        .startsWith("spec.ingress[0].source.services.namespace: missing"));
    }

    @Test
    void stagedPoliciesAreNotInForce() {
        Policy staged =
                (Policy)
                        convert(
                                        ResourceKind.STAGED_NETWORK_POLICY,
                                        "{stagedAction: Delete, selector: has(a)}")
                                .resource();
        assertEquals(Optional.of(Policy.StagedAction.DELETE), staged.staged());
        assertEquals(List.of(), staged.problems());
        Policy kubernetes =
                (Policy)
                        convert(
                                        ResourceKind.STAGED_KUBERNETES_NETWORK_POLICY,
                                        "{podSelector: {}, stagedAction: Set}")
                                .resource();
        assertEquals(Optional.of(Policy.StagedAction.SET), kubernetes.staged());
        assertEquals(List.of(), kubernetes.problems());
        assertTrue(policy("{}").isInForce());
    }

    @Test
    void tiersHaveAnOrderAndADefaultAction() {
        assertEquals(
                new Tier("p", 5, Action.PASS),
                convert(ResourceKind.TIER, "{order: 5, defaultAction: Pass}").resource());
        assertEquals(
                new Tier("p", Double.POSITIVE_INFINITY, Action.DENY),
                convert(ResourceKind.TIER, "{}").resource());
        Converted bad = convert(ResourceKind.TIER, "{defaultAction: Allow}");
        assertEquals(Action.DENY, ((Tier) bad.resource()).defaultAction());
        assertTrue(bad.problems().getFirst().startsWith("spec.defaultAction: 'Allow'"));
    }

    @Test
    void anEntryThatIsNoBlockIsLeftOutOfItsSet() {
        Converted converted =
                convert(ResourceKind.NETWORK_SET, "{nets: [10.0.0.0/8, nonsense, 192.0.2.1]}");
        NetworkSet set = (NetworkSet) converted.resource();
        assertEquals("[10.0.0.0/8, 192.0.2.1/32]", set.nets().toString());
        assertEquals(Map.of("a", "b"), set.labels());
        assertEquals(1, converted.problems().size());
        assertTrue(converted.problems().getFirst().startsWith("spec.nets[1]: "));
    }

    @Test
    void hostEndpointsAreReadWhole() {
        HostEndpoint endpoint =
                (HostEndpoint)
                        convert(
                                        ResourceKind.HOST_ENDPOINT,
                                        "{node: n1, interfaceName: '*', expectedIPs: [192.0.2.1],"
                                                + " profiles: [p1], ports: [{name: ssh, port: 22, protocol: TCP}]}")
                                .resource();
        assertEquals("n1", endpoint.node());
        assertEquals("*", endpoint.interfaceName());
        assertEquals("[192.0.2.1]", endpoint.expectedIps().toString());
        assertEquals(List.of("p1"), endpoint.profiles());
        assertEquals(22, endpoint.ports().getFirst().number());
    }
}
