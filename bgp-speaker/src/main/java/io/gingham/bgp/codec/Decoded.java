package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A message as it is to be acted upon, and what was wrong with it. Faults occur in updates only.
public record Decoded(BgpMessage message, List<AttributeFault> faults) {

    public Decoded {
        faults = List.copyOf(faults);
    }

    static Decoded sound(BgpMessage message) {
        return new Decoded(message, List.of());
    }

    /// The strongest verdict, if there was any.
    public Optional<AttributeVerdict> verdict() {
        return faults.stream().map(AttributeFault::verdict).max(Comparator.naturalOrder());
    }
}
