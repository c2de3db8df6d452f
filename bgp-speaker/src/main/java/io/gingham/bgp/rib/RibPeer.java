package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A peer as its Established session shows it.
///
/// @param name of the configuration, unique
/// @param external in another AS
/// @param localAddress our end of the session
/// @param families agreed upon
/// @param nextHops what we give to the peer as next hop of routes of that family, where it is ours
///   to give; a family that is missing here is received, but nothing of ours is told of it
/// @param ipv4OverIpv6 IPv4 routes may have IPv6 next hops (RFC 8950)
public record RibPeer(
        String name,
        IpAddress address,
        AsNumber asNumber,
        boolean external,
        RouterId routerId,
        IpAddress localAddress,
        Set<AddressFamily> families,
        Map<IpFamily, IpAddress> nextHops,
        boolean ipv4OverIpv6) {

    public RibPeer {
        families = Set.copyOf(families);
        nextHops = Map.copyOf(nextHops);
    }

    /// One that speaks the family of the session's addresses only.
    public RibPeer(
            String name,
            IpAddress address,
            AsNumber asNumber,
            boolean external,
            RouterId routerId,
            IpAddress localAddress) {
        this(
                name,
                address,
                asNumber,
                external,
                routerId,
                localAddress,
                Set.of(AddressFamily.unicast(address.family())),
                Map.of(localAddress.family(), localAddress),
                false);
    }

    boolean speaks(AddressFamily family) {
        return families.contains(family);
    }

    Optional<IpAddress> nextHop(IpFamily family) {
        return Optional.ofNullable(nextHops.get(family));
    }

    /// Whether that prefix may have that next hop on this session.
    boolean mayBeReachedBy(IpPrefix prefix, IpAddress nextHop) {
        return nextHop.family() == prefix.family() || (ipv4OverIpv6 && !nextHop.isIpv4());
    }
}
