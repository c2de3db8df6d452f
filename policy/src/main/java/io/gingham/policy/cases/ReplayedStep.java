package io.gingham.policy.cases;

import io.gingham.policy.model.ClusterState;
import java.util.List;

/// The cluster after a step, and what to find out about it.
///
/// @param number from 1
/// @param pods those there are now, addresses outside included
/// @param state without endpoints: where pods are wired is for the runner to add
public record ReplayedStep(
        int number, CaseStep step, List<CasePod> pods, ClusterState state, List<CaseProbe> probes) {

    public ReplayedStep {
        pods = List.copyOf(pods);
        probes = List.copyOf(probes);
    }
}
