package io.gingham.bgp.rib;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The one route to a prefix that is used (RFC 4271 section 9.1.2): what the rules leave, one after
/// the other.
///
/// Rules that eliminate, not a comparison of pairs: MED counts only between routes of one AS, so
/// pairs don't form an order, and a winner found pair by pair would depend on who came first.
public final class DecisionProcess {

    private DecisionProcess() {}

    /// @param decidedBy the rule that left one; empty if there was one route only
    public record Decision(Route winner, Optional<DecisionRule> decidedBy) {}

    /// All of them: the winner, then the one that would win without it, and so on.
    public static List<Route> ranked(Collection<Route> candidates) {
        List<Route> left = new ArrayList<>(candidates);
        List<Route> ranked = new ArrayList<>();
        for (Optional<Decision> next = decide(left); next.isPresent(); next = decide(left)) {
            ranked.add(next.get().winner());
            left.remove(next.get().winner());
        }
        return ranked;
    }

    /// Empty if there is no route.
    public static Optional<Decision> decide(Collection<Route> candidates) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        List<Route> left = List.copyOf(candidates);
        if (left.size() == 1) {
            return Optional.of(new Decision(left.getFirst(), Optional.empty()));
        }
        for (DecisionRule rule : DecisionRule.values()) {
            left = rule.keep(left);
            if (left.size() == 1) {
                return Optional.of(new Decision(left.getFirst(), Optional.of(rule)));
            }
        }
        throw new IllegalStateException("two routes of one peer to one prefix: " + left);
    }
}
