package io.gingham.policy.program;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.RandomCluster;
import io.gingham.policy.Scenario;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.program.PortMatch.PortRange;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompilerTest {

    @Test
    void equalStatesGiveEqualProgramsWhateverTheirOrder() {
        long seed = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            ClusterState state = new RandomCluster(new SplittableRandom(seed + i)).state();
            List<Endpoint> endpoints = new ArrayList<>(endpoints(state));
            List<Pod> pods = new ArrayList<>(state.pods().values());
            List<NetworkPolicy> policies = new ArrayList<>(state.policies().values());
            Program one = Compiler.compile(state.withEndpoints(endpoints), "n1");
            Collections.shuffle(endpoints, new Random(seed));
            Collections.shuffle(pods, new Random(seed));
            Collections.shuffle(policies, new Random(seed));
            ClusterState shuffled =
                    ClusterState.of(state.namespaces().values(), pods, policies, endpoints);
            assertEquals(one, Compiler.compile(shuffled, "n1"), () -> "seed " + seed);
        }
    }

    @Test
    void endpointsWithTheSamePoliciesShareAProfile() {
        Program program =
                compile(
                        Scenario.ofThreeByThree()
                                .policy("x/p", "{podSelector: {}, ingress: [{}]}"));
        assertEquals(1, program.profiles().size());
        assertEquals(
                requireNonNull(program.endpoints().get("cali1")).ingress(),
                requireNonNull(program.endpoints().get("cali2")).ingress());
        assertEquals(new Gate.Open(), requireNonNull(program.endpoints().get("cali1")).egress());
    }

    @Test
    void policiesThatSelectNoPodHereLeaveNothing() {
        ClusterState state =
                Scenario.ofThreeByThree()
                        .policy("x/p", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}")
                        .state();
        assertEquals(Program.empty("n9"), Compiler.compile(state, "n9"));
    }

    @Test
    void namesStayWhenContentsChange() {
        Scenario scenario =
                Scenario.ofThreeByThree()
                        .policy(
                                "x/p",
                                "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]}");
        Program before = compile(scenario);
        Program after = compile(scenario.pod("x/c n1 10.244.1.3 pod=b"));
        assertEquals(before.sets().keySet(), after.sets().keySet());
        assertEquals(before.chains(), after.chains());
        assertEquals(before.profiles(), after.profiles());
        assertNotEquals(before.sets(), after.sets());
    }

    @Test
    void idsKeepPartsApart() {
        assertNotEquals(Ids.of("team", "a1"), Ids.of("teama", "1"));
        assertNotEquals(Ids.of("a", ""), Ids.of("a"));
        assertEquals(Ids.LENGTH, Ids.of("x").length());
    }

    @Test
    void adjoiningPortsBecomeOneRange() {
        assertEquals(
                List.of(new PortRange(1, 5), new PortRange(7, 9)),
                PortNormalizer.merge(
                        List.of(
                                new PortRange(7, 8),
                                new PortRange(3, 5),
                                new PortRange(1, 2),
                                new PortRange(4, 4),
                                new PortRange(9, 9))));
    }

    @Test
    void anInvalidPolicyIsInTheTrace() {
        Scenario scenario =
                Scenario.ofThreeByThree()
                        .policy("x/p", "{podSelector: {}, ingress: [{from: [{}]}]}");
        Decision decision =
                Interpreter.decide(
                        compile(scenario),
                        scenario.flow("y/a -> x/a TCP/80", io.gingham.value.IpFamily.IPV4));
        assertFalse(decision.allowed());
        assertTrue(
                decision.trace()
                        .toString()
                        .contains(
                                "policy x/p is invalid and allows nothing: spec.ingress[0].from[0]"),
                decision.trace().toString());
    }

    @Test
    void compilesTenThousandPodsAndAThousandPoliciesInAFewSeconds() {
        ClusterState state = large();
        long start = System.nanoTime();
        Program program = Compiler.compile(state, "n1");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(
                "10,000 pods, 1,000 policies, 100 endpoints: " + took.toMillis() + " ms");
        assertEquals(100, program.endpoints().size());
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took.toString());
    }

    /// 100 namespaces; each policy has two pod peers in all namespaces, one of its own, a block and
    /// a named port; the node has a pod of every namespace.
    private static ClusterState large() {
        List<Namespace> namespaces = new ArrayList<>();
        List<Pod> pods = new ArrayList<>();
        List<NetworkPolicy> policies = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            String namespace = "ns" + n;
            namespaces.add(new Namespace(namespace, Map.of("team", "t" + n % 10)));
            for (int p = 0; p < 100; p++) {
                Pod pod =
                        new Pod(
                                new PodKey(namespace, "p" + p),
                                "",
                                "n" + p,
                                Map.of("app", "a" + p % 20, "tier", "t" + p % 3),
                                List.of(IpAddress.ipv4(0x0a000000 + n * 256 + p)),
                                false,
                                PodPhase.RUNNING,
                                List.of(
                                        new io.gingham.policy.model.ContainerPort(
                                                "web",
                                                io.gingham.policy.model.PortProtocol.TCP,
                                                8000 + p)));
                pods.add(pod);
                if (p == 1) {
                    endpoints.add(new Endpoint(pod.key(), "", "cali" + n, pod.ips()));
                }
            }
            for (int p = 0; p < 10; p++) {
                policies.add(
                        Scenario.convert(
                                namespace + "/policy" + p,
                                """
                                podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x%d]}]}
                                ingress:
                                - from:
                                  - namespaceSelector: {matchLabels: {team: t%d}}
                                    podSelector: {matchLabels: {app: a%d}}
                                  - namespaceSelector: {}
                                    podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [t%d, n%d]}]}
                                  - podSelector: {matchLabels: {app: a%d}}
                                  - ipBlock: {cidr: 10.%d.0.0/16, except: [10.%d.1.0/24]}
                                  ports: [{port: web}, {port: 443}]
                                """
                                        .formatted(p, p, p, p % 3, p, p, n, n)));
            }
        }
        return ClusterState.of(namespaces, pods, policies, endpoints);
    }

    private static Program compile(Scenario scenario) {
        ClusterState state = scenario.state();
        return Compiler.compile(state.withEndpoints(endpoints(state)), "n1");
    }

    private static List<Endpoint> endpoints(ClusterState state) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Pod pod : state.pods().values()) {
            if (!pod.hostNetwork() && pod.node().equals("n1")) {
                endpoints.add(
                        new Endpoint(pod.key(), "", "cali" + (endpoints.size() + 1), pod.ips()));
            }
        }
        return endpoints;
    }
}
