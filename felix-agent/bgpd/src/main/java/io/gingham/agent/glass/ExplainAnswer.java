package io.gingham.agent.glass;

import java.util.List;

/// Why a path won, or why a peer is told of it.
///
/// @param prefix that of the routes: of an address, the longest one that has it
/// @param candidates the best first
public record ExplainAnswer(String prefix, List<Candidate> candidates) {

    public ExplainAnswer {
        candidates = List.copyOf(candidates);
    }

    /// @param verdict `best`, or what it lost by; of a peer, `told` or why not
    public record Candidate(SeenRoute route, String verdict) {}
}
