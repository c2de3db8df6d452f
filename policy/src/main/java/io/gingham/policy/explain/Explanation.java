package io.gingham.policy.explain;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.model.Verdict.Step;
import io.gingham.policy.oracle.Oracle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What becomes of a flow, and why: for each direction the verdict, what decided it, and every
/// policy that was passed on the way.
///
/// @param allowed true if both directions allow it
public record Explanation(Flow flow, boolean allowed, Side egress, Side ingress) {

    private static final int MOST_OTHERS = 20;

    /// One direction.
    ///
    /// @param decided what decided; empty if nothing was asked (an end that is no endpoint)
    /// @param passed what came before it, in order
    /// @param alsoAllowedBy other policies that would allow it if the deciding one did not
    public record Side(
            boolean allowed,
            Optional<Reason> decided,
            List<Reason> passed,
            List<Reason> alsoAllowedBy) {
        public Side {
            passed = List.copyOf(passed);
            alsoAllowedBy = List.copyOf(alsoAllowedBy);
        }
    }

    /// @param where `state.yaml:12`; empty if not known
    /// @param ruleName as its author called it; may be empty
    public record Reason(Step step, String where, String ruleName) {
        @Override
        public String toString() {
            String tier = step.tier().isEmpty() ? "" : "tier " + step.tier() + ": ";
            return tier + step.text() + (where.isEmpty() ? "" : " (" + where + ")");
        }
    }

    public static Explanation of(LoadedCluster cluster, Flow flow) {
        Side egress = side(cluster, flow, Direction.EGRESS);
        Side ingress = side(cluster, flow, Direction.INGRESS);
        return new Explanation(flow, egress.allowed() && ingress.allowed(), egress, ingress);
    }

    private static Side side(LoadedCluster cluster, Flow flow, Direction direction) {
        Verdict verdict = Oracle.evaluate(cluster.state(), flow, direction);
        List<Reason> reasons = reasons(cluster, verdict, direction);
        if (reasons.isEmpty()) {
            return new Side(verdict.allowed(), Optional.empty(), List.of(), List.of());
        }
        Reason last = reasons.removeLast();
        List<Reason> also =
                verdict.allowed() ? others(cluster, flow, direction, last) : List.<Reason>of();
        return new Side(verdict.allowed(), Optional.of(last), reasons, also);
    }

    private static List<Reason> reasons(
            LoadedCluster cluster, Verdict verdict, Direction direction) {
        List<Reason> reasons = new ArrayList<>();
        for (Step step : verdict.trace()) {
            String where =
                    step.policy().map(key -> cluster.where(key, direction, step.rule())).orElse("");
            String name =
                    step.policy()
                            .map(key -> cluster.ruleName(key, direction, step.rule()))
                            .orElse("");
            reasons.add(new Reason(step, where, name));
        }
        return reasons;
    }

    /// One after the other is taken away, until none allows it any more.
    private static List<Reason> others(
            LoadedCluster cluster, Flow flow, Direction direction, Reason deciding) {
        List<Reason> others = new ArrayList<>();
        Set<ResourceKey> gone = new HashSet<>();
        Optional<ResourceKey> policy = deciding.step().policy();
        while (policy.isPresent() && others.size() < MOST_OTHERS) {
            gone.add(policy.get());
            LoadedCluster left = cluster.without(gone);
            Verdict verdict = Oracle.evaluate(left.state(), flow, direction);
            List<Reason> reasons = reasons(left, verdict, direction);
            if (!verdict.allowed() || reasons.isEmpty()) {
                break;
            }
            policy = reasons.getLast().step().policy();
            if (policy.isPresent()) {
                others.add(reasons.getLast());
            }
        }
        return others;
    }

    /// For people.
    public List<String> lines() {
        return ExplanationView.of(this).lines();
    }
}
