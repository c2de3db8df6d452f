package io.gingham.policy.program;

/// An endpoint's decision in one direction.
public sealed interface Gate {

    /// No policy applies: everything passes.
    record Open() implements Gate {}

    /// @param group the id of a [PolicyGroup]
    record Governed(String group) implements Gate {}

    /// Nothing passes.
    record Closed(String reason) implements Gate {}
}
