package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.ProgramUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/// What follows once the kernel has the rules: connections of pods that are gone are forgotten, and
/// ADDs go through.
final class Admission {

    private final ProgramView program;
    private final GoneConnections gone;
    private final GateReasons reasons;
    private final EndpointGate gate;

    // For the part's thread.
    private List<WorkloadEndpoint> wired = List.of();
    private Set<EndpointId> enforced = Set.of();

    /// @param gone what is to be forgotten
    /// @param failure why the part's last run failed; empty if it did not
    Admission(
            String node,
            ClusterFeed cluster,
            ProgramView program,
            GoneConnections gone,
            Supplier<Optional<InForce>> inForce,
            Supplier<String> failure) {
        this.program = program;
        this.gone = gone;
        this.reasons = new GateReasons(node, cluster, program, inForce, failure);
        this.gate = new EndpointGate(reasons::whyNotEnforced, reasons::whatIsMissing);
    }

    /// Those whose pod is known, now that the kernel has the program.
    ///
    /// @param updates of the program since the last call
    Set<EndpointId> enforced(List<WorkloadEndpoint> now, List<ProgramUpdate> updates) {
        if (!now.equals(wired) || updates.stream().anyMatch(Admission::isOfAnEndpoint)) {
            Set<EndpointId> ids = new HashSet<>();
            Map<String, EndpointProgram> compiled = program.program().endpoints();
            for (WorkloadEndpoint endpoint : now) {
                EndpointProgram rules = compiled.get(endpoint.interfaceName());
                if (rules != null && !(rules.ingress() instanceof Gate.Closed)) {
                    ids.add(endpoint.id());
                }
            }
            enforced = Set.copyOf(ids);
        }
        return enforced;
    }

    private static boolean isOfAnEndpoint(ProgramUpdate update) {
        return update instanceof ProgramUpdate.EndpointPut
                || update instanceof ProgramUpdate.EndpointRemoved;
    }

    /// What is in force has been said: forget, then let through.
    void open(List<WorkloadEndpoint> now, Set<EndpointId> ids) {
        if (!now.equals(wired)) {
            gone.update(now);
            wired = now;
        }
        gate.enforced(ids);
    }

    /// Does what nobody waits for.
    void tidy() {
        gone.tidy();
    }

    /// For ADD, CHECK and STATUS.
    ///
    /// @param loop the part's
    /// @param drift on the loop: what of the rules is otherwise than written, as sentences
    /// @param repair asks for a run, which repairs what a look at the kernel found
    PolicyGate gate(Executor loop, Function<Boolean, List<String>> drift, Runnable repair) {
        return new KernelGate(
                gate, reasons::whyNothingIsEnforced, new KernelLook(loop, drift, repair));
    }
}
