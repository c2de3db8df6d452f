package io.gingham.bgp.message;

import io.gingham.value.IpFamily;
import java.util.Optional;

/// An address family and subsequent address family of RFC 4760, by IANA's numbers.
public record AddressFamily(int afi, int safi) {

    public static final AddressFamily IPV4_UNICAST = new AddressFamily(1, 1);
    public static final AddressFamily IPV6_UNICAST = new AddressFamily(2, 1);

    public AddressFamily {
        if (afi < 0 || afi > 0xffff || safi < 0 || safi > 0xff) {
            throw new IllegalArgumentException("no AFI/SAFI: " + afi + "/" + safi);
        }
    }

    /// The family of the prefixes, if it is one of plain prefixes.
    public Optional<IpFamily> unicast() {
        return equals(IPV4_UNICAST)
                ? Optional.of(IpFamily.IPV4)
                : equals(IPV6_UNICAST) ? Optional.of(IpFamily.IPV6) : Optional.empty();
    }

    /// The family of the prefixes, where the NLRI is nothing but prefixes: unicast and multicast.
    public Optional<IpFamily> prefixes() {
        boolean plain = (safi == 1 || safi == 2) && (afi == 1 || afi == 2);
        return plain ? Optional.of(afi == 1 ? IpFamily.IPV4 : IpFamily.IPV6) : Optional.empty();
    }

    public static AddressFamily unicast(IpFamily family) {
        return switch (family) {
            case IPV4 -> IPV4_UNICAST;
            case IPV6 -> IPV6_UNICAST;
        };
    }

    @Override
    public String toString() {
        return unicast()
                .map(family -> family == IpFamily.IPV4 ? "ipv4 unicast" : "ipv6 unicast")
                .orElse("afi " + afi + " safi " + safi);
    }
}
