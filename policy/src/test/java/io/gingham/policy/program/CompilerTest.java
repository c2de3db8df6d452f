package io.gingham.policy.program;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.LargeCluster;
import io.gingham.policy.RandomCluster;
import io.gingham.policy.Scenario;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Pod;
import io.gingham.policy.program.PortMatch.PortRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        ClusterState state = LargeCluster.state();
        long start = System.nanoTime();
        Program program = Compiler.compile(state, "n1");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(
                "10,000 pods, 1,000 policies, 100 endpoints: " + took.toMillis() + " ms");
        assertEquals(100, program.endpoints().size());
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took.toString());
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
