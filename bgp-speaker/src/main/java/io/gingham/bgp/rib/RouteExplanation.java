package io.gingham.bgp.rib;

import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// Why the best route to a prefix is the best.
///
/// @param candidates the best one first, then in the order in which they would win, refused ones
///   last; empty if nothing is known of the prefix
public record RouteExplanation(IpPrefix prefix, List<Candidate> candidates) {

    public RouteExplanation {
        candidates = List.copyOf(candidates);
    }

    /// @param route as it is used; as it came, if it is refused
    /// @param verdict what became of it
    public record Candidate(RouteView route, Verdict verdict) {}

    /// What became of a route.
    public sealed interface Verdict {

        /// It is used.
        record Best() implements Verdict {}

        /// As good as the best one, and used beside it.
        record Multipath() implements Verdict {}

        /// A rule of the decision process put it out of the race.
        ///
        /// @param seen what the rule saw in it
        /// @param winners what it saw in the route that it preferred
        /// @param by whose route that was; empty for the best one
        record Beaten(DecisionRule rule, String seen, String winners, Optional<String> by)
                implements Verdict {}

        /// It never was in the race.
        record Refused(String reason) implements Verdict {}

        /// For people.
        default String text() {
            return switch (this) {
                case Best() -> "best";
                case Multipath() -> "multipath, used beside the best one";
                case Beaten(var rule, var seen, var winners, var by) ->
                        "beaten by "
                                + rule.label()
                                + ": "
                                + seen
                                + ", "
                                + by.map(name -> "that of " + name).orElse("the best")
                                + " has "
                                + winners;
                case Refused(var reason) -> "refused: " + reason;
            };
        }
    }
}
