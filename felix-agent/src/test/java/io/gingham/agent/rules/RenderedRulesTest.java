package io.gingham.agent.rules;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.RandomCluster;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.oracle.Oracle;
import io.gingham.policy.oracle.Verdict;
import io.gingham.policy.program.Compiler;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The rendered rules mean what the oracle means.
class RenderedRulesTest {

    private static final int CLUSTERS = 1500;
    private static final int FLOWS = 30;
    private static final List<String> NODES = List.of("n1", "n2");

    @Test
    void rulesDecideAsTheOracleDoes() {
        long seed = System.nanoTime();
        System.out.println("RenderedRulesTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            check(seeds.nextLong());
        }
    }

    private static void check(long seed) {
        RandomCluster random = new RandomCluster(new SplittableRandom(seed));
        ClusterState state = random.state();
        Nodes nodes = new Nodes(state);
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = random.flow(state);
            Verdict verdict = Oracle.evaluate(state, flow);
            assertEquals(
                    verdict.allowed(),
                    nodes.pass(flow),
                    () -> "cluster seed " + seed + "\n" + flow + "\n" + state + "\n" + verdict);
        }
    }

    /// Every node's rules, and which interface each pod has.
    private static final class Nodes {

        private final Map<String, Map<IpFamily, FamilyRules>> rules = new HashMap<>();
        private final Map<PodKey, String> interfaces = new HashMap<>();
        private final Map<PodKey, String> nodeOf = new HashMap<>();

        Nodes(ClusterState state) {
            Map<String, List<Endpoint>> endpoints = new HashMap<>();
            for (Pod pod : state.pods().values()) {
                if (!pod.hostNetwork()) {
                    String name = "cali%03x".formatted(interfaces.size() * 977);
                    interfaces.put(pod.key(), name);
                    nodeOf.put(pod.key(), pod.node());
                    endpoints
                            .computeIfAbsent(pod.node(), n -> new ArrayList<>())
                            .add(new Endpoint(pod.key(), "", name, pod.ips()));
                }
            }
            for (String node : NODES) {
                var program =
                        Compiler.compile(
                                state.withEndpoints(endpoints.getOrDefault(node, List.of())), node);
                Map<IpFamily, FamilyRules> byFamily = new HashMap<>();
                for (IpFamily family : IpFamily.values()) {
                    byFamily.put(
                            family, RulesRenderer.render(program, RulesConfig.DEFAULT, family));
                }
                rules.put(node, byFamily);
            }
        }

        boolean pass(Flow flow) {
            return flow.isLoopback() || NODES.stream().allMatch(node -> passes(node, flow));
        }

        private boolean passes(String node, Flow flow) {
            String in = interfaceOn(node, flow.source());
            String out = interfaceOn(node, flow.destination());
            boolean involved = in.startsWith("cali") || out.startsWith("cali");
            if (!involved) {
                return true;
            }
            FamilyRules ofNode =
                    requireNonNull(
                            rules.getOrDefault(node, Map.of())
                                    .get(flow.source().address().family()));
            String chain = in.isEmpty() ? "OUTPUT" : out.isEmpty() ? "INPUT" : "FORWARD";
            return RuleSimulator.accepts(ofNode, chain, in, out, flow);
        }

        /// Empty for the node itself.
        private String interfaceOn(String node, FlowEnd end) {
            return switch (end) {
                case FlowEnd.OfPod(PodKey pod, _) ->
                        node.equals(nodeOf.get(pod)) ? interfaces.getOrDefault(pod, "") : "eth0";
                case FlowEnd.OfNode(String name, _) -> name.equals(node) ? "" : "eth0";
                case FlowEnd.Outside(_) -> "eth0";
            };
        }
    }
}
