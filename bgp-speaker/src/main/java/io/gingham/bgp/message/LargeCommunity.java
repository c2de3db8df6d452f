package io.gingham.bgp.message;

import java.util.Comparator;

/// A community of RFC 8092: an AS number and two numbers of its own, 32 bits each, unsigned.
///
/// Ordered, so that a set of them stays fast whatever hashes a peer chooses.
public record LargeCommunity(int global, int local1, int local2)
        implements Comparable<LargeCommunity> {

    private static final Comparator<LargeCommunity> ORDER =
            Comparator.comparingLong((LargeCommunity c) -> Integer.toUnsignedLong(c.global))
                    .thenComparingLong(c -> Integer.toUnsignedLong(c.local1))
                    .thenComparingLong(c -> Integer.toUnsignedLong(c.local2));

    @Override
    public int compareTo(LargeCommunity other) {
        return ORDER.compare(this, other);
    }

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
