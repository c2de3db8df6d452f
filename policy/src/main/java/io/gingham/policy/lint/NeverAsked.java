package io.gingham.policy.lint;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Rule;
import java.util.List;
import java.util.Optional;

/// An Allow that comes too late: another policy that governs the same pods and is asked before
/// denies all that it allows.
final class NeverAsked implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        if (!around.podsKnown()) {
            return;
        }
        List<Policy> order = around.inForce();
        for (Policy policy : around.policies()) {
            int place = order.indexOf(policy);
            if (place > 0 && !around.governed(policy).isEmpty()) {
                for (Direction direction : Direction.values()) {
                    for (Parts parts : Parts.of(policy, direction)) {
                        look(parts, order.subList(0, place), around, report);
                    }
                }
            }
        }
    }

    private static void look(
            Parts parts, List<Policy> earlier, Surroundings around, Report report) {
        if (parts.first().action() != Action.ALLOW) {
            return;
        }
        for (Policy other : earlier) {
            boolean ofAll = around.governed(other).containsAll(around.governed(parts.policy()));
            Optional<Parts> denial = ofAll ? denial(other, parts) : Optional.empty();
            if (denial.isPresent()) {
                report.warn(
                        "never-asked",
                        parts.policy(),
                        parts.path(),
                        "rule %d is never asked: rule %d of %s (%s) denies before it all that it allows; give this policy a lower order than that one's"
                                .formatted(
                                        parts.number(),
                                        denial.get().number(),
                                        other.key(),
                                        place(other)));
                return;
            }
        }
    }

    private static String place(Policy policy) {
        return "tier "
                + policy.tier()
                + (Double.isInfinite(policy.order())
                        ? ", without an order"
                        : ", order " + number(policy.order()));
    }

    private static String number(double order) {
        return order == Math.rint(order) ? String.valueOf((long) order) : String.valueOf(order);
    }

    /// The rule that denies all of it. What an earlier rule of that policy passes on may get past.
    private static Optional<Parts> denial(Policy other, Parts allowed) {
        for (Parts parts : Parts.of(other, allowed.direction())) {
            Action action = parts.first().action();
            if (action == Action.PASS) {
                return Optional.empty();
            }
            if (action == Action.DENY
                    && allowed.rules().stream().allMatch(rule -> covers(parts, rule))) {
                return Optional.of(parts);
            }
        }
        return Optional.empty();
    }

    private static boolean covers(Parts wide, Rule narrow) {
        return wide.rules().stream().anyMatch(rule -> Coverage.covers(rule, narrow));
    }
}
