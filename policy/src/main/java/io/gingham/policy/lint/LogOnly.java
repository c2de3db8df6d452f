package io.gingham.policy.lint;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Rule;
import java.util.List;

/// A policy that only logs isolates all the same.
final class LogOnly implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            boolean denies =
                    around.state().tier(policy.tier()).defaultAction() == Action.DENY
                            && policy.stage() == Policy.Stage.NORMAL;
            for (Direction direction : policy.directions()) {
                List<Rule> rules = policy.rules(direction);
                boolean onlyLogs =
                        !rules.isEmpty() && rules.stream().allMatch(r -> r.action() == Action.LOG);
                if (denies && onlyLogs) {
                    report.warn(
                            "log-only",
                            policy,
                            "spec." + direction,
                            "it only logs, and still isolates: what no other policy of tier %s allows is denied. To only log, use a tier whose default action is Pass, or end with a rule of action Pass"
                                    .formatted(policy.tier()));
                }
            }
        }
    }
}
