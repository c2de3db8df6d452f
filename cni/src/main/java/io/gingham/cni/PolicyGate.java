package io.gingham.cni;

import java.time.Duration;

/// Holds an ADD back until the pod's policy is in the kernel.
@FunctionalInterface
public interface PolicyGate {

    /// Returns when the endpoint is enforced. Called on the request's own thread, after the pod was
    /// wired and announced to the listener. When it throws, ADD undoes everything and fails.
    ///
    /// @throws CniException TRY_AGAIN_LATER if it is not enforced within the limit
    void awaitEnforced(WorkloadEndpoint endpoint, Duration limit);
}
