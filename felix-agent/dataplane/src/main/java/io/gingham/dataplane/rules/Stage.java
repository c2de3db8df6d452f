package io.gingham.dataplane.rules;

/// On which part of a packet's way rules are asked.
public enum Stage {
    /// What may pass.
    FILTER,
    /// Whose address it gets.
    NAT
}
