package io.gingham.bgp.rib;

import io.gingham.value.IpPrefix;
import java.util.List;

/// Which of the routes to a prefix a peer is told, and why not the others.
///
/// @param candidates in the order of [RouteExplanation]
public record TellingExplanation(IpPrefix prefix, List<Candidate> candidates) {

    public TellingExplanation {
        candidates = List.copyOf(candidates);
    }

    /// @param route as it is told; as it is here, if it is not told
    /// @param told whether the peer is told it
    /// @param text for people
    public record Candidate(RouteView route, boolean told, String text) {}
}
