package io.gingham.agent.rules;

import java.util.List;

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

    public String hash() {
        return RuleHash.ofAll(kernelChain + " " + position, List.of(rule)).getFirst();
    }

    /// Everything after `-A CHAIN `.
    public String specification() {
        return rule.specification(hash());
    }
}
