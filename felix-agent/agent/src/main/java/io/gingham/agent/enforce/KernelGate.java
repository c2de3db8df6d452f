package io.gingham.agent.enforce;

import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What the enforcement says of an endpoint, and what the kernel itself shows.
final class KernelGate implements PolicyGate {

    private final PolicyGate enforcement;
    private final Supplier<Optional<String>> obstacle;
    private final KernelLook kernel;

    /// @param obstacle why nothing can be enforced now
    KernelGate(PolicyGate enforcement, Supplier<Optional<String>> obstacle, KernelLook kernel) {
        this.enforcement = enforcement;
        this.obstacle = obstacle;
        this.kernel = kernel;
    }

    @Override
    public CompletableFuture<Void> enforced(WorkloadEndpoint endpoint) {
        return enforcement.enforced(endpoint);
    }

    @Override
    public String obstacle(WorkloadEndpoint endpoint) {
        return enforcement.obstacle(endpoint);
    }

    @Override
    public Optional<String> missing(WorkloadEndpoint endpoint) {
        return enforcement.missing(endpoint).or(kernel::rulesAndSets);
    }

    @Override
    public Optional<String> unready() {
        return obstacle.get().or(kernel::rules);
    }
}
