package io.gingham.bgp.rib;

import io.gingham.value.IpAddress;
import java.util.Optional;

/// A next hop, as the kernel needs it.
///
/// @param link the interface that a link-local address of IPv6 belongs to (RFC 4007); absent for
///   others, which are found by themselves
public record Hop(IpAddress address, Optional<String> link) {

    public static Hop of(IpAddress address) {
        return new Hop(address, Optional.empty());
    }

    /// @param link of the peer that told of it
    static Hop of(IpAddress address, Optional<String> link) {
        return LocalLinks.isBoundToLink(address) ? new Hop(address, link) : of(address);
    }

    @Override
    public String toString() {
        return address + link.map(name -> "%" + name).orElse("");
    }
}
