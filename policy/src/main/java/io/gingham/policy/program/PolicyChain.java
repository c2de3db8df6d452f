package io.gingham.policy.program;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.PolicyKey;
import java.util.List;

/// One direction of one policy: allows what any of its rules matches; the rest is left to the next
/// chain of the profile.
///
/// @param problem why the policy can't be understood (it has no rules then), empty if it can
public record PolicyChain(
        String id, PolicyKey policy, Direction direction, List<Rule> rules, String problem) {

    public PolicyChain {
        rules = List.copyOf(rules);
    }

    /// Allows what matches both.
    ///
    /// @param number which of the policy's rules (from 1, in the direction's list) this is part of
    public record Rule(int number, PeerMatch peer, PortMatch ports) {}
}
