package io.gingham.policy.program;

import io.gingham.policy.model.Action;
import io.gingham.policy.program.PolicyGroup.TierStep;
import java.util.ArrayList;
import java.util.List;

/// What decides when a service (or a host port) sends a pod's connection back to that pod. To its
/// own address a pod's packets never leave it; these do, and come back over the same interface.
///
/// A pod can't block access to itself: Kubernetes' NetworkPolicy says so of a pod's peers, and
/// Calico's kinds follow it. A ClusterNetworkPolicy governs such a connection all the same
/// (network-policy-api, "API overview": it is as if enforced outside the pod). So what those decide
/// counts, until a policy of another kind has its turn: that one would allow.
public final class Hairpin {

    private Hairpin() {}

    /// The group that decides in the place of `group`: itself where only cluster policies are in
    /// it; without tiers if there is nothing to ask.
    public static PolicyGroup of(PolicyGroup group, Program program) {
        List<TierStep> asked = new ArrayList<>();
        for (TierStep tier : group.tiers()) {
            List<String> governing =
                    tier.chains().stream()
                            .takeWhile(id -> program.chain(id).resource().kind().governsHairpin())
                            .toList();
            boolean others = governing.size() < tier.chains().size();
            if (others && governing.isEmpty()) {
                return PolicyGroup.of(group.direction(), asked, new PolicyGroup.End.Allow());
            }
            asked.add(others ? new TierStep(tier.tier(), governing, Action.ALLOW) : tier);
        }
        return PolicyGroup.of(group.direction(), asked, group.end());
    }
}
