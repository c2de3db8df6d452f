package io.gingham.policy.lint;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Side;
import io.gingham.policy.selector.Selector;
import java.util.List;
import java.util.Optional;

/// A rule about other pods than those that the policy governs: of ingress they are the destination,
/// of egress the source.
final class OtherDestination implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            List<Pod> governed = around.governed(policy);
            if (governed.isEmpty()) {
                continue;
            }
            for (Direction direction : Direction.values()) {
                Side own = direction == Direction.INGRESS ? Side.DESTINATION : Side.SOURCE;
                for (Parts parts : Parts.of(policy, direction)) {
                    Optional<Selector> selector = parts.first().end(own).selector();
                    if (selector.isPresent()
                            && around.selected(selector.get()).stream()
                                    .noneMatch(governed::contains)) {
                        report.warn(
                                "other-" + own,
                                policy,
                                parts.path(),
                                "rule %d can never match: the policy governs %s, and the rule's %s is %s"
                                        .formatted(
                                                parts.number(),
                                                Surroundings.names(governed),
                                                own,
                                                around.written(policy, parts.path() + "." + own)
                                                        .map(Written::text)
                                                        .orElse(selector.get().toString())));
                    }
                }
            }
        }
    }
}
