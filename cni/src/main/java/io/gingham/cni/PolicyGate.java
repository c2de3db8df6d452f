package io.gingham.cni;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Holds an ADD back until the pod's policy is in the kernel, and says whether policy stands there.
/// Any thread calls.
@FunctionalInterface
public interface PolicyGate {

    /// Completes, by whichever thread brings it about, when the endpoint is enforced; with a
    /// [CniException] if it never will be, and ADD then undoes everything and fails. Asked after
    /// the pod was wired and announced to the listener. Who no longer wants to know cancels it.
    /// Does not block.
    CompletableFuture<Void> enforced(WorkloadEndpoint endpoint);

    /// Why an endpoint is not enforced yet, for an ADD that gives up: a clause that begins with a
    /// small letter. Does not block.
    default String obstacle(WorkloadEndpoint endpoint) {
        return "the reason is not known";
    }

    /// For CHECK: what of the endpoint's policy is not in the kernel, as a clause; empty if all is.
    /// May look at the kernel, and take seconds.
    default Optional<String> missing(WorkloadEndpoint endpoint) {
        return Optional.empty();
    }

    /// For STATUS: why no pod's policy stands in the kernel, as a clause; empty if it does. May
    /// look at the kernel, and take seconds.
    default Optional<String> unready() {
        return Optional.empty();
    }
}
