package io.gingham.policy.program;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import java.util.ArrayList;
import java.util.List;

/// What decides for some endpoints in one direction: tiers one after the other, then the end.
/// Endpoints that the same policies govern share it.
///
/// @param tiers those that have a policy here, in order; possibly none
public record PolicyGroup(String id, Direction direction, List<TierStep> tiers, End end) {
    public PolicyGroup {
        tiers = List.copyOf(tiers);
    }

    /// With an id that follows from the rest.
    public static PolicyGroup of(Direction direction, List<TierStep> tiers, End end) {
        List<String> identity = new ArrayList<>(List.of("group", direction.name()));
        for (TierStep tier : tiers) {
            identity.add("tier");
            identity.add(tier.tier());
            identity.add(tier.defaultAction().name());
            identity.addAll(tier.chains());
        }
        identity.add("end");
        if (end instanceof End.Profiles(var chains)) {
            identity.add("profiles");
            identity.addAll(chains);
        }
        return new PolicyGroup(Ids.of(identity.toArray(String[]::new)), direction, tiers, end);
    }

    /// @param chains ids of the [PolicyChain]s in order, at least one
    /// @param defaultAction what happens if none of them decides: DENY or PASS, or ALLOW on a pod's
    ///   way to itself ([Hairpin])
    public record TierStep(String tier, List<String> chains, Action defaultAction) {
        public TierStep {
            chains = List.copyOf(chains);
        }
    }

    /// What happens if no tier decides.
    public sealed interface End {

        /// A pod's namespace profile allows everything.
        record Allow() implements End {}

        /// A host endpoint's profiles are asked, then it is denied.
        ///
        /// @param chains ids of the profiles' [PolicyChain]s in order, possibly none
        record Profiles(List<String> chains) implements End {
            public Profiles {
                chains = List.copyOf(chains);
            }
        }
    }
}
