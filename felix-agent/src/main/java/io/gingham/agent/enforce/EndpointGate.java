package io.gingham.agent.enforce;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Holds each ADD until the endpoint is among those that are enforced.
final class EndpointGate implements PolicyGate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Supplier<String> obstacle;
    private Set<EndpointId> enforced = Set.of();

    /// @param obstacle why policy is not being enforced now, as a sentence; empty if nothing is
    ///   known to be wrong
    EndpointGate(Supplier<String> obstacle) {
        this.obstacle = obstacle;
    }

    /// Lets through who waits for one of these.
    void enforced(Set<EndpointId> endpoints) {
        lock.lock();
        try {
            enforced = Set.copyOf(endpoints);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitEnforced(WorkloadEndpoint endpoint, Duration limit) {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!enforced.contains(endpoint.id())) {
                if (left <= 0) {
                    throw new CniException(CniErrorCode.TRY_AGAIN_LATER, reason(endpoint, limit));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CniException(CniErrorCode.TRY_AGAIN_LATER, "the agent is stopping; try again")
                    .causedBy(e);
        } finally {
            lock.unlock();
        }
    }

    private String reason(WorkloadEndpoint endpoint, Duration limit) {
        String known = obstacle.get();
        return "the policy of "
                + endpoint.displayName()
                + " was not in the kernel within "
                + limit.toSeconds()
                + " s: "
                + (known.isEmpty()
                        ? "the API server has not shown this pod; is it bound to this node?"
                        : known);
    }
}
