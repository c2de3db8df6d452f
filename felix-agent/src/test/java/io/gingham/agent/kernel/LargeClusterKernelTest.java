package io.gingham.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.rules.RulesConfig;
import io.gingham.delta.Delta;
import io.gingham.policy.LargeCluster;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.program.Program;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A large cluster in a real kernel; the times are printed, the limits are only there to notice a
/// catastrophe.
class LargeClusterKernelTest {

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void holdsTenThousandPodsAndAThousandPolicies(String variant) {
        PolicyDataplane dataplane = dataplane(variant);
        try {
            Program program = new Program("n1");
            CalcGraph graph = new CalcGraph("n1");
            for (Resource resource : LargeCluster.resources()) {
                graph.onUpdate(Delta.put(resource.resourceKey(), resource), "");
            }
            graph.onInSync();
            Receipt first = timed(variant + " first apply", () -> apply(dataplane, graph, program));
            assertEquals(2, first.tables().size());
            ResourceKey removed =
                    new ResourceKey(ResourceKind.KUBERNETES_NETWORK_POLICY, "ns7", "policy3");
            graph.onUpdate(Delta.remove(removed), "");
            Receipt changed =
                    timed(variant + " one policy less", () -> apply(dataplane, graph, program));
            assertTrue(changed.tables().getFirst().lines() < 40, changed.toString());
            assertTrue(
                    timed(variant + " restart", () -> dataplane(variant).apply(program)).isEmpty());
        } finally {
            timed(variant + " uninstall", dataplane::uninstall);
        }
    }

    private static Receipt apply(PolicyDataplane dataplane, CalcGraph graph, Program program) {
        program.apply(graph.flush().updates());
        return dataplane.apply(program);
    }

    private static Receipt timed(String what, Supplier<Receipt> work) {
        long start = System.nanoTime();
        Receipt receipt = work.get();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(
                "10,000 pods, 1,000 policies: " + what + " " + took.toMillis() + " ms; " + receipt);
        assertTrue(took.compareTo(Duration.ofSeconds(60)) < 0, what + " " + took);
        return receipt;
    }

    private static PolicyDataplane dataplane(String variant) {
        return new PolicyDataplane(
                DataplaneConfig.of(RulesConfig.DEFAULT, new IptablesCommands(variant)),
                TestNode.RUNNER);
    }
}
