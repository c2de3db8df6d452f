package io.gingham.bgp.message;

import java.util.HexFormat;

/// A community of RFC 4360: a type of one or two octets and its value, 64 bits in all.
public record ExtendedCommunity(long value) {

    /// Sixteen hex digits.
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
