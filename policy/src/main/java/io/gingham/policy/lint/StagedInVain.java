package io.gingham.policy.lint;

import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.StagedAction;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;

/// A staged policy that stages what is there already.
final class StagedInVain implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            policy.staged().ifPresent(action -> look(policy, action, around, report));
        }
    }

    private static void look(
            Policy policy, StagedAction action, Surroundings around, Report report) {
        ResourceKey key = policy.key().ofEnforcedKind();
        Resource enforced = around.state().resources().get(key);
        if (action == StagedAction.DELETE && enforced == null) {
            report.warn(
                    "staged-in-vain",
                    policy,
                    "spec.stagedAction",
                    "it stages the deletion of a " + key + ", which is not here");
        }
        if (action == StagedAction.SET
                && enforced instanceof Policy other
                && saysTheSame(policy, other)) {
            report.warn(
                    "staged-in-vain",
                    policy,
                    "spec",
                    "it stages what " + key + " already says; delete the staged policy");
        }
    }

    private static boolean saysTheSame(Policy one, Policy other) {
        return one.tier().equals(other.tier())
                && one.order() == other.order()
                && one.subject().equals(other.subject())
                && one.directions().equals(other.directions())
                && one.ingress().equals(other.ingress())
                && one.egress().equals(other.egress());
    }
}
