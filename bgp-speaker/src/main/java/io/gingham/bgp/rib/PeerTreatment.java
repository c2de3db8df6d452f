package io.gingham.bgp.rib;

import io.gingham.bgp.message.Capability.RoleType;
import java.util.Optional;

/// How a session differs from a plain one, as far as routes are concerned.
///
/// @param client we reflect routes to it and from it (RFC 4456); internal peers only
/// @param role ours towards it, where both sides agreed upon RFC 9234
/// @param routeServerClient an external peer that is told routes without our AS, next hop or any
///   other trace of us (RFC 7947 section 2.2)
/// @param nextHop what it is told as next hop
/// @param allowedOwnAs how often our own AS may stand in a path it sends
/// @param longLived it announced RFC 9494, so it may be told stale routes
/// @param enhancedRefresh a refresh is told between two markers (RFC 7313)
/// @param pathsTold the most paths of a prefix it is told (RFC 7911), if add-path was agreed upon
public record PeerTreatment(
        boolean client,
        Optional<RoleType> role,
        boolean routeServerClient,
        NextHopMode nextHop,
        int allowedOwnAs,
        boolean longLived,
        boolean enhancedRefresh,
        int pathsTold) {

    public static final PeerTreatment PLAIN =
            new PeerTreatment(
                    false, Optional.empty(), false, NextHopMode.DEFAULT, 0, false, false, 1);

    public PeerTreatment {
        if (pathsTold < 1) {
            throw new IllegalArgumentException("paths told of a prefix: at least 1");
        }
        if (allowedOwnAs < 0) {
            throw new IllegalArgumentException("own AS in a path: at least 0 times");
        }
    }

    public PeerTreatment withClient() {
        return new PeerTreatment(
                true,
                role,
                routeServerClient,
                nextHop,
                allowedOwnAs,
                longLived,
                enhancedRefresh,
                pathsTold);
    }

    public PeerTreatment withRole(RoleType ours) {
        return new PeerTreatment(
                client,
                Optional.of(ours),
                routeServerClient,
                nextHop,
                allowedOwnAs,
                longLived,
                enhancedRefresh,
                pathsTold);
    }

    boolean ourRoleIs(RoleType... roles) {
        for (RoleType each : roles) {
            if (role.filter(each::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
