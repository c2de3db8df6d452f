package io.gingham.policy.lint;

import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Tier;

/// A tier that nobody made is asked last, and denies.
final class UnknownTier implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            boolean there =
                    Tier.BUILT_IN.stream().anyMatch(tier -> tier.name().equals(policy.tier()))
                            || around.state().resources().containsKey(Tier.key(policy.tier()));
            if (!there) {
                report.warn(
                        "unknown-tier",
                        policy,
                        "spec.tier",
                        "there is no Tier %s: its policies come after all other tiers and its default action is Deny; make the Tier, or correct the name"
                                .formatted(policy.tier()));
            }
        }
    }
}
