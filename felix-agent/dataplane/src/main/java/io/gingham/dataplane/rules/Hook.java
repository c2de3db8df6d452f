package io.gingham.dataplane.rules;

/// A rule of ours in a chain of the kernel's.
///
/// @param kernelChain `FORWARD`
public record Hook(String kernelChain, Position position, Rule rule) {

    public enum Position {
        /// Before every foreign rule.
        FIRST,
        /// Anywhere behind the foreign rules that stood there when it was added.
        APPENDED
    }
}
