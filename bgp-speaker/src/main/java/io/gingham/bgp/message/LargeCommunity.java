package io.gingham.bgp.message;

/// A community of RFC 8092: an AS number and two numbers of its own, 32 bits each, unsigned.
public record LargeCommunity(int global, int local1, int local2) {

    /// As in `65536:1:2`.
    @Override
    public String toString() {
        return Integer.toUnsignedString(global)
                + ":"
                + Integer.toUnsignedString(local1)
                + ":"
                + Integer.toUnsignedString(local2);
    }
}
