package io.gingham.policy.lint;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A rule of which earlier ones of the same policy match all: each of its peers, each of its ports.
final class NeverReached implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            for (Direction direction : Direction.values()) {
                List<Parts> earlier = new ArrayList<>();
                for (Parts parts : Parts.of(policy, direction)) {
                    look(parts, earlier, report);
                    earlier.add(parts);
                }
            }
        }
    }

    private static void look(Parts parts, List<Parts> earlier, Report report) {
        TreeSet<Integer> by = new TreeSet<>();
        String action = "";
        for (Rule rule : parts.rules()) {
            Optional<Parts> covering = covering(rule, earlier);
            if (covering.isEmpty()) {
                return;
            }
            by.add(covering.get().number());
            action = covering.get().first().action().toString();
        }
        String rules =
                by.size() == 1
                        ? "rule " + by.first() + " (" + action + ") matches"
                        : "rules "
                                + by.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + " match";
        report.warn(
                "never-reached",
                parts.policy(),
                parts.path(),
                "rule %d is never reached: %s all that it matches"
                        .formatted(parts.number(), rules));
    }

    private static Optional<Parts> covering(Rule rule, List<Parts> earlier) {
        return earlier.stream()
                .filter(
                        parts ->
                                parts.rules().stream()
                                        .filter(wide -> wide.action() != Action.LOG)
                                        .anyMatch(wide -> Coverage.covers(wide, rule)))
                .findFirst();
    }
}
