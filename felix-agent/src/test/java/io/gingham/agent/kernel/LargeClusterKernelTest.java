package io.gingham.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.rules.RulesConfig;
import io.gingham.policy.LargeCluster;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.PolicyKey;
import io.gingham.policy.program.Compiler;
import java.time.Duration;
import java.util.TreeMap;
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
            ClusterState state = LargeCluster.state();
            Receipt first =
                    timed(
                            variant + " first apply",
                            () -> dataplane.apply(Compiler.compile(state, "n1")));
            assertEquals(2, first.tables().size());
            Receipt changed =
                    timed(
                            variant + " one policy less",
                            () -> dataplane.apply(Compiler.compile(without(state), "n1")));
            assertTrue(changed.tables().getFirst().lines() < 40, changed.toString());
            assertTrue(
                    timed(
                                    variant + " restart",
                                    () ->
                                            dataplane(variant)
                                                    .apply(Compiler.compile(without(state), "n1")))
                            .isEmpty());
        } finally {
            timed(variant + " uninstall", dataplane::uninstall);
        }
    }

    private static ClusterState without(ClusterState state) {
        var policies = new TreeMap<>(state.policies());
        policies.remove(new PolicyKey("ns7", "policy3"));
        return new ClusterState(state.namespaces(), state.pods(), policies, state.endpoints());
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
