package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.rib.LocalLinks;
import io.gingham.bgp.rib.PeerTreatment;
import io.gingham.bgp.rib.RibPeer;
import io.gingham.value.IpAddress;

/// A session as the RIB is told of it: what was configured, and what both OPENs agreed upon.
final class SessionForRib {

    private SessionForRib() {}

    /// @param local our end of the connection
    /// @param links this machine's
    static RibPeer of(
            PeerConfig config,
            boolean external,
            Negotiated negotiated,
            IpAddress local,
            LocalLinks links) {
        return new RibPeer(
                config.name(),
                config.address(),
                negotiated.peerAs(),
                external,
                negotiated.peerId(),
                local,
                negotiated.families(),
                config.families().nextHops(local, negotiated.ipv4OverIpv6()),
                negotiated.ipv4OverIpv6(),
                treatment(config, negotiated),
                config.endpoint().interfaceName().or(() -> links.linkOf(config.address())),
                config.localAs());
    }

    private static PeerTreatment treatment(PeerConfig config, Negotiated negotiated) {
        PeerRelation relation = config.relation();
        return new PeerTreatment(
                relation.reflectorClient(),
                negotiated.role(),
                relation.routeServerClient(),
                relation.nextHopMode(),
                relation.allowedOwnAs(),
                negotiated.restart().peerKnowsLongLived(),
                negotiated.refresh() == Negotiated.Refresh.ENHANCED,
                Math.max(config.addPath().send(), 1));
    }
}
