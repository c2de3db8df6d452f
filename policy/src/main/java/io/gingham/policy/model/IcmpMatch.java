package io.gingham.policy.model;

import java.util.OptionalInt;

/// @param type 0..254
/// @param code 0..255; empty for every code of the type
public record IcmpMatch(OptionalInt type, OptionalInt code) {
    public IcmpMatch {
        if (code.isPresent() && type.isEmpty()) {
            throw new IllegalArgumentException("an ICMP code needs a type");
        }
    }

    public boolean matches(int packetType, int packetCode) {
        return (type.isEmpty() || type.getAsInt() == packetType)
                && (code.isEmpty() || code.getAsInt() == packetCode);
    }
}
