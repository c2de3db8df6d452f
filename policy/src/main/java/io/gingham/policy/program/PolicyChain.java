package io.gingham.policy.program;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.ResourceKey;
import java.util.List;

/// The rules of one direction of a policy (or profile), in order. The first Allow, Deny or Pass
/// that matches decides; without one, the group goes on with its next chain.
///
/// @param resource the policy or profile
/// @param problem why the resource can't be understood, empty if it can
public record PolicyChain(
        String id,
        ResourceKey resource,
        Direction direction,
        List<ProgramRule> rules,
        String problem) {
    public PolicyChain {
        rules = List.copyOf(rules);
    }

    /// @param number which of the resource's rules (from 1, in the direction's list) this is part
    ///   of
    /// @param criteria all of them must hold; none means everything
    /// @param note the rule's name or annotation, for people; may be empty
    public record ProgramRule(int number, Action action, List<Criterion> criteria, String note) {
        public ProgramRule {
            criteria = List.copyOf(criteria);
        }
    }
}
