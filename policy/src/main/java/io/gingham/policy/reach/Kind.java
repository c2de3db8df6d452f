package io.gingham.policy.reach;

import io.gingham.value.IpAddress;

/// Ends that are judged alike, in one family: the same gates, the same places in all sets.
///
/// @param print a number for the places; equal ones are equal places
/// @param address of one of them
record Kind(Judge ingress, Judge egress, int print, IpAddress address) {

    boolean isLike(Kind other) {
        return ingress == other.ingress && egress == other.egress && print == other.print;
    }

    /// What both sides allow.
    Connections to(Kind other) {
        Connections out = egress.allowed(print, address, other.print, other.address);
        return out.isEmpty()
                ? out
                : out.and(other.ingress.allowed(print, address, other.print, other.address));
    }

    /// What its own side allows.
    Connections to(int otherPrint, IpAddress other) {
        return egress.allowed(print, address, otherPrint, other);
    }

    /// What its own side allows.
    Connections from(int otherPrint, IpAddress other) {
        return ingress.allowed(otherPrint, other, print, address);
    }
}
