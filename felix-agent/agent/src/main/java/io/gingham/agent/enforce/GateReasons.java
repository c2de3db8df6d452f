package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import java.util.Optional;
import java.util.function.Supplier;

/// Why a pod's policy is not in force, in words. Any thread may ask.
final class GateReasons {

    private final String node;
    private final ClusterFeed cluster;
    private final ProgramView program;
    private final Supplier<Optional<InForce>> inForce;
    private final Supplier<String> failure;

    /// @param failure why policy can't be brought into the kernel now; empty if nothing is known to
    ///   be wrong
    GateReasons(
            String node,
            ClusterFeed cluster,
            ProgramView program,
            Supplier<Optional<InForce>> inForce,
            Supplier<String> failure) {
        this.node = node;
        this.cluster = cluster;
        this.program = program;
        this.inForce = inForce;
        this.failure = failure;
    }

    /// Why an ADD waits: what keeps all endpoints from being enforced, or this one.
    String whyNotEnforced(WorkloadEndpoint endpoint) {
        if (!cluster.isInSync()) {
            return notListedYet();
        }
        if (!failure.get().isEmpty()) {
            return failure.get();
        }
        String outage = cluster.outage();
        return whyClosed(endpoint) + (outage.isEmpty() ? "" : "; and " + outage);
    }

    /// Why no ADD would succeed now. While an agent starts, an ADD only has to wait.
    Optional<String> whyNothingIsEnforced() {
        if (!failure.get().isEmpty()) {
            return Optional.of("policy can't be brought into the kernel: " + failure.get());
        }
        return cluster.isInSync() || cluster.outage().isEmpty()
                ? Optional.empty()
                : Optional.of(notListedYet());
    }

    /// What of an endpoint's rules is not in the kernel.
    Optional<String> whatIsMissing(WorkloadEndpoint endpoint) {
        if (!failure.get().isEmpty()) {
            return Optional.of("its policy can't be brought into the kernel: " + failure.get());
        }
        boolean enforced =
                inForce.get().map(now -> now.enforced().contains(endpoint.id())).orElse(false);
        return enforced
                ? Optional.empty()
                : Optional.of("its policy is not in force: " + whyNotEnforced(endpoint));
    }

    private String whyClosed(WorkloadEndpoint endpoint) {
        Optional<EndpointProgram> compiled = program.endpoint(endpoint.interfaceName());
        if (compiled.isEmpty()) {
            return "the rules of this pod are not made yet";
        }
        return compiled.get().ingress() instanceof Gate.Closed(String reason)
                ? reason + whereItIs(compiled.get().pod())
                : "its rules are about to be written";
    }

    /// What more the API server says of where the pod is.
    private String whereItIs(PodKey key) {
        Optional<Pod> shown =
                cluster.resources().stream()
                        .filter(Pod.class::isInstance)
                        .map(Pod.class::cast)
                        .filter(pod -> pod.key().equals(key))
                        .findFirst();
        if (shown.isEmpty()) {
            return "; is it bound to this node, and not deleted again?";
        }
        return shown.get().node().equals(node)
                ? ""
                : shown.get().node().isEmpty()
                        ? ", which is bound to no node yet"
                        : ", which is bound to node " + shown.get().node() + ", not to this one";
    }

    private String notListedYet() {
        String outage = cluster.outage();
        return "the API server's objects have not all been listed yet"
                + (outage.isEmpty() ? "" : ": " + outage);
    }
}
