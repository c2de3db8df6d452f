package io.gingham.bgp.fsm;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/// What two OPEN messages agree upon.
///
/// @param holdTime the lower of both offers; zero: no hold timer and no keepalives
/// @param families spoken by both
/// @param peerRestart the peer's capability; without families and with 0 s if it has none
/// @param gracefulRestart both announced RFC 4724, so both send End-of-RIB
/// @param routeRefresh the peer answers a ROUTE-REFRESH
/// @param ipv4OverIpv6 IPv4 routes may have IPv6 next hops, both ways (RFC 8950)
/// @param in what the peer may send
/// @param out what the peer understands
public record Negotiated(
        RouterId peerId,
        AsNumber peerAs,
        Duration holdTime,
        boolean fourOctetAs,
        Set<AddressFamily> families,
        GracefulRestart peerRestart,
        boolean gracefulRestart,
        boolean routeRefresh,
        boolean ipv4OverIpv6,
        Direction in,
        Direction out) {

    public Negotiated {
        families = Set.copyOf(families);
    }

    /// A third of the hold time (RFC 4271 section 4.4).
    public Duration keepaliveTime() {
        return holdTime.dividedBy(3);
    }

    /// The families whose routes are kept while the peer restarts.
    public Set<AddressFamily> kept() {
        return families.stream().filter(this::keeps).collect(Collectors.toSet());
    }

    /// The peer's routes of that family are kept while it restarts.
    public boolean keeps(AddressFamily family) {
        return gracefulRestart && peerRestart.covers(family);
    }
}
