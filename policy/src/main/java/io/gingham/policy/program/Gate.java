package io.gingham.policy.program;

/// An endpoint's decision in one direction.
public sealed interface Gate {

    /// No policy selects the pod in this direction: everything passes.
    record Open() implements Gate {}

    /// @param profile the id of a [Profile]
    record Isolated(String profile) implements Gate {}

    /// Nothing passes.
    record Closed(String reason) implements Gate {}
}
