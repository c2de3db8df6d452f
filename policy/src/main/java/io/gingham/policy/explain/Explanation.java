package io.gingham.policy.explain;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.model.Verdict.Step;
import io.gingham.policy.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What becomes of a flow, and why: for each direction the verdict, what decided it, and every
/// policy that was passed on the way.
///
/// @param allowed true if both directions allow it
public record Explanation(Flow flow, boolean allowed, Side egress, Side ingress) {

    /// One direction.
    ///
    /// @param decided what decided; empty if nothing was asked (an end that is no endpoint)
    /// @param passed what came before it, in order
    public record Side(boolean allowed, Optional<Reason> decided, List<Reason> passed) {
        public Side {
            passed = List.copyOf(passed);
        }
    }

    /// @param where `state.yaml:12`; empty if not known
    public record Reason(Step step, String where) {
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
        List<Reason> reasons = new ArrayList<>();
        for (Step step : verdict.trace()) {
            String where =
                    step.policy().map(key -> cluster.where(key, direction, step.rule())).orElse("");
            reasons.add(new Reason(step, where));
        }
        if (reasons.isEmpty()) {
            return new Side(verdict.allowed(), Optional.empty(), List.of());
        }
        Reason last = reasons.removeLast();
        return new Side(verdict.allowed(), Optional.of(last), reasons);
    }

    /// For people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(flow + ": " + (allowed ? "allowed" : "denied"));
        add("egress of " + flow.source(), egress, lines);
        add("ingress of " + flow.destination(), ingress, lines);
        return lines;
    }

    private static void add(String what, Side side, List<String> lines) {
        lines.add(
                "  "
                        + what
                        + ": "
                        + (side.allowed() ? "allowed" : "denied")
                        + side.decided()
                                .map(reason -> ": " + reason)
                                .orElse(": no policy is asked there"));
        side.passed().forEach(reason -> lines.add("    before: " + reason));
    }
}
