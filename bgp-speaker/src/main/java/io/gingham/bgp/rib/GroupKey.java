package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Peers with equal keys are told the very same bytes, so they share an update group. Whatever the
/// export of routes depends on stands here.
///
/// @param link the interface whose network the peers are on; empty if they are further away
/// @param localAs what we call ourselves towards them, if it is not our own AS number
/// @param codec of what is written only: what the peer may send does not matter
record GroupKey(
        boolean external,
        Set<AddressFamily> families,
        Map<IpFamily, IpAddress> nextHops,
        boolean ipv4OverIpv6,
        PeerTreatment treatment,
        Optional<String> link,
        Optional<AsNumber> localAs,
        RouteFilter filter,
        CodecContext codec) {

    static GroupKey of(RibPeer peer, RouteFilter filter, CodecContext codec) {
        CodecContext written =
                new CodecContext(codec.fourOctetAs(), peer.external(), false)
                        .with(CodecContext.Direction.PLAIN, codec.out());
        return new GroupKey(
                peer.external(),
                peer.families(),
                peer.nextHops(),
                peer.ipv4OverIpv6(),
                peer.treatment(),
                peer.link(),
                peer.localAs(),
                filter,
                written);
    }

    /// The same bytes for a peer that is to be told otherwise.
    GroupKey with(RibPeer peer, RouteFilter newFilter) {
        return new GroupKey(
                peer.external(),
                peer.families(),
                peer.nextHops(),
                peer.ipv4OverIpv6(),
                peer.treatment(),
                peer.link(),
                peer.localAs(),
                newFilter,
                codec);
    }

    boolean speaks(IpFamily family) {
        return families.contains(AddressFamily.unicast(family));
    }

    /// Ours, for routes of that family.
    Optional<IpAddress> nextHop(IpFamily family) {
        return Optional.ofNullable(nextHops.get(family));
    }

    boolean mayBeReachedBy(IpFamily family, IpAddress nextHop) {
        return nextHop.family() == family || (ipv4OverIpv6 && !nextHop.isIpv4());
    }

    /// How many paths of a prefix of that family the group is told; 1 without add-path.
    int pathsTold(IpFamily family) {
        return addPath(family) ? treatment.pathsTold() : 1;
    }

    boolean addPath(IpFamily family) {
        return codec.out().addPath().contains(AddressFamily.unicast(family));
    }
}
