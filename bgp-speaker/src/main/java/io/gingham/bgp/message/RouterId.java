package io.gingham.bgp.message;

import io.gingham.value.IpAddress;

/// A BGP identifier: 32 bits, written as an IPv4 address, not 0 and unique within an AS (RFC 6286).
/// Ordered as an unsigned number.
public record RouterId(int bits) implements Comparable<RouterId> {

    public RouterId {
        if (bits == 0) {
            throw new IllegalArgumentException(
                    "a router ID of 0.0.0.0 is refused (RFC 6286); give the node's IPv4 address");
        }
    }

    /// @throws IllegalArgumentException if the address is not IPv4
    public static RouterId of(IpAddress address) {
        if (!address.isIpv4()) {
            throw new IllegalArgumentException(
                    "a router ID has the form of an IPv4 address, not " + address);
        }
        return new RouterId(address.ipv4Bits());
    }

    public static RouterId parse(String text) {
        return of(IpAddress.parse(text));
    }

    @Override
    public int compareTo(RouterId other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return IpAddress.ipv4(bits).toString();
    }
}
