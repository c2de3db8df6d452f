package io.gingham.dataplane.rules;

import java.util.Optional;

/// What a rule does with a packet that matches.
public sealed interface Act {

    record Accept() implements Act {}

    record Drop() implements Act {}

    /// Back to where the chain was jumped to from.
    record Return() implements Act {}

    /// What returns from there goes on behind this rule.
    record Jump(String chain) implements Act {}

    /// What returns from there returns from this rule's chain.
    record Goto(String chain) implements Act {}

    /// Sets the bits of `mask` in the packet's mark to `value`, and goes on.
    record SetMark(int value, int mask) implements Act {

        static SetMark set(int bits) {
            return new SetMark(bits, bits);
        }

        static SetMark clear(int bits) {
            return new SetMark(0, bits);
        }
    }

    /// Into the kernel's log, and goes on.
    ///
    /// @param level syslog's, 0..7
    record Log(String prefix, int level) implements Act {}

    /// The source becomes an address of the interface it leaves by.
    record Masquerade() implements Act {}

    /// The chain of ours that it leads to.
    default Optional<String> target() {
        return switch (this) {
            case Jump(String chain) -> Optional.of(chain);
            case Goto(String chain) -> Optional.of(chain);
            case Accept _, Drop _, Return _, SetMark _, Log _, Masquerade _ -> Optional.empty();
        };
    }
}
