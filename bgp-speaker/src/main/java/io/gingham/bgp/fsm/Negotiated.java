package io.gingham.bgp.fsm;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What two OPEN messages agree upon.
///
/// @param holdTime the lower of both offers; zero: no hold timer and no keepalives
/// @param families spoken by both
/// @param refresh how routes are asked for again
/// @param role ours, if we announced one (RFC 9234); the peer's is the other side of it, or unknown
/// @param ipv4OverIpv6 IPv4 routes may have IPv6 next hops, both ways (RFC 8950)
/// @param in what the peer may send
/// @param out what the peer understands
public record Negotiated(
        RouterId peerId,
        AsNumber peerAs,
        Duration holdTime,
        boolean fourOctetAs,
        Set<AddressFamily> families,
        RestartAgreement restart,
        Refresh refresh,
        Optional<RoleType> role,
        boolean ipv4OverIpv6,
        Direction in,
        Direction out) {

    public enum Refresh {
        NONE,
        /// RFC 2918: the peer answers a ROUTE-REFRESH.
        PLAIN,
        /// RFC 7313, announced by both: answers stand between markers.
        ENHANCED
    }

    public Negotiated {
        families = Set.copyOf(families);
    }

    /// A third of the hold time (RFC 4271 section 4.4).
    public Duration keepaliveTime() {
        return holdTime.dividedBy(3);
    }

    /// Both announced RFC 4724, so both send End-of-RIB.
    public boolean gracefulRestart() {
        return restart.agreed();
    }

    public GracefulRestart peerRestart() {
        return restart.peer();
    }

    /// The families whose routes are kept while the peer restarts.
    public Set<AddressFamily> kept() {
        return families.stream().filter(restart::keeps).collect(Collectors.toSet());
    }
}
