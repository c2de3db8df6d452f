package io.gingham.policy.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.oracle.Oracle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CaseReaderTest {

    private static final String CLUSTER =
            """
            name: one
            nodes: [{name: n1, ip: 172.18.0.2, labels: {os: linux}}]
            namespaces: [{name: x}, {name: y, labels: {team: red}}]
            service_accounts: [{ns: x, name: robot, labels: {a: b}}]
            pods:
            - {ns: x, name: a, ip: 10.0.0.1, labels: {pod: a}, node: n1, serviceAccount: robot,
               ports: [{port: 53, proto: UDP, name: dns}, {port: 53, proto: TCP, name: dns}]}
            - {ns: y, name: b, ip: 10.0.0.2}
            - {ns: y, name: host, ip: 172.18.0.2, hostNetwork: true}
            - {name: outside-1, external: true, ip: 203.0.113.10}
            """;

    private static List<ReplayedStep> replay(String steps) {
        return CaseReplay.replay(CaseFiles.parse(CLUSTER + steps).getFirst());
    }

    @Test
    void stepsAreCumulativeAndTakeEffectInTheirOrder() {
        List<ReplayedStep> steps =
                replay(
                        """
                        steps:
                        - add_pod_labels: {x/a: {extra: e}}
                          add_namespace_labels: {y: {extra: e}}
                        - set_pod_labels: {x/a: {only: o}}
                          set_namespace_labels: {y: {only: o}}
                        - create_namespaces: [{name: z}]
                          create_pods: [{ns: z, name: c, ip: 10.0.0.3}]
                        - delete_pods: [z/c]
                          delete_namespaces: [y]
                        - create_pods: [{ns: x, name: d, ip: 10.0.0.3, labels: {new: n}}]
                        """);
        assertEquals("{extra=e, pod=a}", sorted(pod(steps.get(0), "x", "a").labels()));
        assertEquals("{only=o}", sorted(pod(steps.get(1), "x", "a").labels()));
        assertEquals(
                "{kubernetes.io/metadata.name=y, only=o}",
                sorted(steps.get(1).state().namespace("y").orElseThrow().labels()));
        assertTrue(pods(steps.get(2)).contains("z/c"), pods(steps.get(2)));
        assertEquals("[x/a]", pods(steps.get(3)));
        assertEquals("[x/a, x/d]", pods(steps.get(4)));
    }

    @Test
    void applyReplacesAndDeleteRemoves() {
        String policy =
                """
                - apply:
                  - {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x},
                     spec: {podSelector: {}, policyTypes: [%s]}}
                """;
        List<ReplayedStep> steps =
                replay(
                        "steps:\n"
                                + policy.formatted("Ingress")
                                + policy.formatted("Egress")
                                + "- delete: [{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, namespace: x, name: p}]\n");
        assertEquals("[ingress]", policies(steps.get(0)).getFirst().directions().toString());
        assertEquals("[egress]", policies(steps.get(1)).getFirst().directions().toString());
        assertEquals(List.of(), policies(steps.get(2)));
    }

    @Test
    void outsideAddressesCountOnlyWhereTheyAreNamed() {
        ReplayedStep step =
                replay(
                                """
                                steps:
                                - expect:
                                  - {probe: [TCP/80, SCTP/81], default: allow, loopback: ignored,
                                     exceptions: [x/a -> outside-1, outside-1 -> y/b]}
                                """)
                        .getFirst();
        assertEquals(2 * (3 * 2 + 2), step.probes().size());
        assertEquals(4, step.probes().stream().filter(probe -> !probe.expected()).count());
        CaseProbe last = step.probes().getLast();
        assertTrue(
                last.flow().source() instanceof FlowEnd.Outside
                        || last.flow().destination() instanceof FlowEnd.Outside);
    }

    @Test
    void loopbackIsAPairUnlessIgnored() {
        ReplayedStep step =
                replay("steps: [{expect: [{probe: [TCP/80], default: allow}]}]").getFirst();
        assertEquals(9, step.probes().size());
        assertTrue(
                step.probes().stream()
                        .allMatch(p -> Oracle.evaluate(step.state(), p.flow()).allowed()));
    }

    @Test
    void aHostNetworkPodIsItsNode() {
        ReplayedStep step =
                replay(
                                "steps: [{probes: [{from: y/host, to: x/a, proto: TCP, port: 80, verdict: allow}]}]")
                        .getFirst();
        FlowEnd source = step.probes().getFirst().flow().source();
        assertEquals("node n1 (172.18.0.2)", source.toString());
    }

    @Test
    void listenersOfTheModelGoToTheirKindOfPod() {
        PolicyCase one =
                CaseFiles.parse(
                                """
                                model:
                                  namespaces: [{name: x}]
                                  pods:
                                  - {ns: x, name: a, ip: 10.0.0.1}
                                  - {ns: x, name: h, ip: 172.18.0.2, hostNetwork: true}
                                  every_pod_listens_on: [{port: 1, proto: TCP}]
                                  ordinary_pods_listen_on: [{port: 2, proto: UDP, name: dns}]
                                  host_network_pods_listen_on: [{port: 3, proto: SCTP}]
                                cases:
                                - {name: one, steps: []}
                                - {name: two, namespaces: [{name: y}], pods: [], steps: []}
                                """)
                        .getFirst();
        assertEquals(
                List.of(1, 2),
                one.cluster().pods().get(0).ports().stream().map(p -> p.number()).toList());
        assertEquals(
                List.of(1, 3),
                one.cluster().pods().get(1).ports().stream().map(p -> p.number()).toList());
    }

    @Test
    void anUnsupportedKindIsNamed() {
        PolicyCase one =
                CaseFiles.parse(
                                CLUSTER
                                        + """
                                        steps:
                                        - delete: [{apiVersion: example.org/v1, kind: NetworkPolicy, namespace: x, name: p}]
                                        """)
                        .getFirst();
        assertEquals("NetworkPolicy of example.org/v1", one.unsupported().orElseThrow());
        assertThrows(CaseException.class, () -> CaseReplay.replay(one));
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithItsPlace() {
        CaseException e =
                assertThrows(
                        CaseException.class,
                        () -> replay("steps: [{probes: [{from: x/a, to: y/b, prot: TCP}]}]"));
        assertTrue(e.path().contains("steps[0].probes[0].prot"), e.path());
        assertThrows(
                CaseException.class,
                () ->
                        replay(
                                "steps: [{probes: [{from: x/a, to: x/nobody, proto: TCP, port: 1, verdict: deny}]}]"));
        assertThrows(CaseException.class, () -> replay("steps: [{frobnicate: []}]"));
        assertThrows(CaseException.class, () -> replay("steps: [{delete_pods: [x/nobody]}]"));
    }

    private static Pod pod(ReplayedStep step, String namespace, String name) {
        return step.state().pod(new PodKey(namespace, name)).orElseThrow();
    }

    private static String pods(ReplayedStep step) {
        return step.state().all(Pod.class).stream().map(Pod::key).toList().toString();
    }

    private static List<Policy> policies(ReplayedStep step) {
        return step.state().all(Policy.class);
    }

    private static String sorted(Map<String, String> labels) {
        return new TreeMap<>(labels).toString();
    }
}
