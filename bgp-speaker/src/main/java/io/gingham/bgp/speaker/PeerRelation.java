package io.gingham.bgp.speaker;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.rib.NextHopMode;
import java.util.Optional;

/// What a peer is to us.
///
/// @param role what *we* are to the peer (RFC 9234 section 4); external peers only
/// @param strictRole a peer that says no role is refused (RFC 9234 section 4.2)
/// @param reflectorClient we reflect internal routes to it (RFC 4456); internal peers only
/// @param routeServerClient it gets routes as if from their origin: our AS is not put in front (RFC
///   7947); external peers only
/// @param allowedOwnAs how often our own AS may stand in a path it sends, 0..255: more than 0 is
///   for sites that have one AS number and meet over another's network
public record PeerRelation(
        Optional<RoleType> role,
        boolean strictRole,
        boolean reflectorClient,
        boolean routeServerClient,
        NextHopMode nextHopMode,
        int allowedOwnAs) {

    public static final PeerRelation PLAIN =
            new PeerRelation(Optional.empty(), false, false, false, NextHopMode.DEFAULT, 0);

    public PeerRelation {
        if (allowedOwnAs < 0 || allowedOwnAs > 255) {
            throw new IllegalArgumentException(
                    "our own AS may be in a path 0..255 times, not " + allowedOwnAs);
        }
        if (strictRole && role.isEmpty()) {
            throw new IllegalArgumentException(
                    "a strict role is wanted, but no role is given; add one (RFC 9234)");
        }
    }

    /// What does not fit, if anything.
    Optional<String> misfit(boolean external) {
        if (external && reflectorClient) {
            return Optional.of("a client of route reflection is in our own AS (RFC 4456)");
        }
        if (!external && role.isPresent()) {
            return Optional.of("roles are for peers of other ASes (RFC 9234)");
        }
        if (!external && routeServerClient) {
            return Optional.of("a client of a route server is in another AS (RFC 7947)");
        }
        return Optional.empty();
    }

    public PeerRelation withRole(RoleType ours, boolean strict) {
        return new PeerRelation(
                Optional.of(ours),
                strict,
                reflectorClient,
                routeServerClient,
                nextHopMode,
                allowedOwnAs);
    }

    public PeerRelation withReflectorClient(boolean client) {
        return new PeerRelation(
                role, strictRole, client, routeServerClient, nextHopMode, allowedOwnAs);
    }

    public PeerRelation withRouteServerClient(boolean client) {
        return new PeerRelation(
                role, strictRole, reflectorClient, client, nextHopMode, allowedOwnAs);
    }

    public PeerRelation withNextHopMode(NextHopMode mode) {
        return new PeerRelation(
                role, strictRole, reflectorClient, routeServerClient, mode, allowedOwnAs);
    }

    public PeerRelation withAllowedOwnAs(int times) {
        return new PeerRelation(
                role, strictRole, reflectorClient, routeServerClient, nextHopMode, times);
    }
}
