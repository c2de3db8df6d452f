package io.gingham.policy.model;

import java.util.List;
import java.util.Set;

/// A NetworkPolicy (networking.k8s.io/v1): isolates the pods it selects in its directions, and
/// allows what its rules name.
public sealed interface NetworkPolicy {

    PolicyKey key();

    /// Selects among the pods of the policy's namespace.
    LabelSelector podSelector();

    Set<Direction> directions();

    /// What it allows in that direction; empty for a direction it doesn't isolate.
    List<PolicyRule> rules(Direction direction);

    /// True if the pod is isolated by this policy, in the policy's directions.
    default boolean selects(Pod pod) {
        return !pod.hostNetwork()
                && pod.key().namespace().equals(key().namespace())
                && podSelector().matches(pod.labels());
    }

    record Valid(
            PolicyKey key,
            LabelSelector podSelector,
            Set<Direction> directions,
            List<PolicyRule> ingress,
            List<PolicyRule> egress)
            implements NetworkPolicy {

        public Valid {
            directions = Set.copyOf(directions);
            ingress = List.copyOf(ingress);
            egress = List.copyOf(egress);
        }

        @Override
        public List<PolicyRule> rules(Direction direction) {
            if (!directions.contains(direction)) {
                return List.of();
            }
            return switch (direction) {
                case INGRESS -> ingress;
                case EGRESS -> egress;
            };
        }
    }

    /// A policy that can't be understood. It fails closed, for its own pods only: they are isolated
    /// in its directions and it allows nothing.
    ///
    /// @param podSelector everything, if the selector itself is what can't be understood
    /// @param directions both, if the types can't be understood
    /// @param reason a path into the object and what is wrong there
    record Invalid(
            PolicyKey key, LabelSelector podSelector, Set<Direction> directions, String reason)
            implements NetworkPolicy {

        public Invalid {
            directions = Set.copyOf(directions);
        }

        @Override
        public List<PolicyRule> rules(Direction direction) {
            return List.of();
        }
    }
}
