package io.gingham.policy.program;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import java.util.List;

/// What decides for some endpoints in one direction: tiers one after the other, then the end.
/// Endpoints that the same policies govern share it.
///
/// @param tiers those that have a policy here, in order; possibly none
public record PolicyGroup(String id, Direction direction, List<TierStep> tiers, End end) {
    public PolicyGroup {
        tiers = List.copyOf(tiers);
    }

    /// @param chains ids of the [PolicyChain]s in order, at least one
    /// @param defaultAction what happens if none of them decides: DENY or PASS
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
