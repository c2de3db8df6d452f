package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.Receipt;
import io.gingham.policy.LargeCluster;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A large cluster in a real kernel; the times are printed, the limits are only there to notice a
/// catastrophe.
class LargeClusterKernelTest {

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void holdsTenThousandPodsAndAThousandPolicies(String variant) {
        TestDataplane dataplane = new TestDataplane(variant);
        try {
            List<Resource> resources = new ArrayList<>(LargeCluster.resources());
            Receipt first = timed(variant + " first apply", () -> dataplane.apply(resources));
            assertEquals(2, first.tables().size());
            ResourceKey removed =
                    new ResourceKey(ResourceKind.KUBERNETES_NETWORK_POLICY, "ns7", "policy3");
            resources.removeIf(resource -> resource.resourceKey().equals(removed));
            Receipt changed = timed(variant + " one policy less", () -> dataplane.apply(resources));
            assertTrue(changed.tables().getFirst().lines() < 40, changed.toString());
            assertTrue(
                    timed(variant + " restart", () -> new TestDataplane(variant).apply(resources))
                            .isEmpty());
        } finally {
            timed(variant + " uninstall", dataplane::uninstall);
        }
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
}
