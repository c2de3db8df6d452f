package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
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
/// @param treatment what else was configured or agreed upon
/// @param link the interface whose network it is on; empty for one that is further away
/// @param localAs what we call ourselves towards it, if it is not our own AS number
public record RibPeer(
        String name,
        IpAddress address,
        AsNumber asNumber,
        boolean external,
        RouterId routerId,
        IpAddress localAddress,
        Set<AddressFamily> families,
        Map<IpFamily, IpAddress> nextHops,
        boolean ipv4OverIpv6,
        PeerTreatment treatment,
        Optional<String> link,
        Optional<AsNumber> localAs) {

    public RibPeer {
        families = Set.copyOf(families);
        nextHops = Map.copyOf(nextHops);
    }

    /// One that knows us by our own AS number.
    public RibPeer(
            String name,
            IpAddress address,
            AsNumber asNumber,
            boolean external,
            RouterId routerId,
            IpAddress localAddress,
            Set<AddressFamily> families,
            Map<IpFamily, IpAddress> nextHops,
            boolean ipv4OverIpv6,
            PeerTreatment treatment,
            Optional<String> link) {
        this(
                name,
                address,
                asNumber,
                external,
                routerId,
                localAddress,
                families,
                nextHops,
                ipv4OverIpv6,
                treatment,
                link,
                Optional.empty());
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
                false,
                PeerTreatment.PLAIN,
                Optional.empty(),
                Optional.empty());
    }

    public RibPeer with(PeerTreatment newTreatment) {
        return new RibPeer(
                name,
                address,
                asNumber,
                external,
                routerId,
                localAddress,
                families,
                nextHops,
                ipv4OverIpv6,
                newTreatment,
                link,
                localAs);
    }

    boolean speaks(AddressFamily family) {
        return families.contains(family);
    }

    /// Whether routes of that family may have that next hop on this session.
    boolean mayBeReachedBy(IpFamily family, IpAddress nextHop) {
        return nextHop.family() == family || (ipv4OverIpv6 && !nextHop.isIpv4());
    }
}
