package io.gingham.policy.lint;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import java.util.List;

/// Rules of a direction that `types` leaves out.
final class RulesWithoutEffect implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            for (Direction direction : Direction.values()) {
                String path = "spec." + direction;
                boolean written =
                        around.written(policy, path)
                                .filter(rules -> rules instanceof List<?> list && !list.isEmpty())
                                .isPresent();
                if (written && !policy.directions().contains(direction)) {
                    report.warn(
                            "rules-without-effect",
                            policy,
                            path,
                            "its %s rules have no effect: the types don't name %s"
                                    .formatted(
                                            direction,
                                            direction == Direction.INGRESS ? "Ingress" : "Egress"));
                }
            }
        }
    }
}
