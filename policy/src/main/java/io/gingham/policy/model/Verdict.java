package io.gingham.policy.model;

import java.util.List;
import java.util.Optional;

/// What becomes of a flow, and why.
///
/// @param trace the steps in the order in which they were taken; the last one of a direction
///   decides it
public record Verdict(boolean allowed, List<Step> trace) {
    public Verdict {
        trace = List.copyOf(trace);
    }

    /// One step of the evaluation.
    ///
    /// @param endpoint whose direction is evaluated: `shop/web`, or a host endpoint's name
    /// @param tier empty where no tier is concerned
    /// @param policy of which it speaks
    /// @param rule the rule's number from 1, 0 if none is concerned
    /// @param outcome what the step did
    /// @param text for people
    public record Step(
            String endpoint,
            Direction direction,
            String tier,
            Optional<ResourceKey> policy,
            int rule,
            Outcome outcome,
            String text) {
        @Override
        public String toString() {
            return direction + " of " + endpoint + ": " + text;
        }
    }

    public enum Outcome {
        ALLOWED,
        DENIED,
        /// On to the next tier.
        PASSED,
        /// On to the next rule or policy.
        CONTINUED
    }

    /// The step that decided that direction, if it was evaluated at all.
    public Optional<Step> decidedBy(Direction direction) {
        return trace.stream()
                .filter(step -> step.direction() == direction)
                .filter(
                        step ->
                                step.outcome() == Outcome.ALLOWED
                                        || step.outcome() == Outcome.DENIED)
                .reduce((first, last) -> last);
    }
}
