package io.gingham.bgp.rib;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From what a peer sent to a route that may be used (RFC 4271 section 9.1.1): our own rules, then
/// the peer's filter.
final class ImportPolicy {

    private ImportPolicy() {}

    static Optional<Route> accept(
            IpPrefix prefix,
            PathAttributes received,
            RibPeer peer,
            AsNumber localAs,
            RouteFilter filter) {
        for (ImportRule rule : ImportRule.values()) {
            if (rule.forbids(prefix, received, peer, localAs)) {
                return Optional.empty();
            }
        }
        return filter.apply(prefix, wellKnown(received.without(ImportPolicy::endsHere), peer))
                .filter(attributes -> attributes.nextHop().isPresent())
                .map(attributes -> new Route(prefix, attributes, new RouteSource.Learned(peer)));
    }

    /// What communities ask of whoever receives them: a path that is about to go is the last choice
    /// (RFC 8326 section 4), and a blackhole is not passed on (RFC 7999 section 3.2).
    private static PathAttributes wellKnown(PathAttributes attributes, RibPeer peer) {
        List<Community> communities = attributes.communities();
        PathAttributes result = attributes;
        if (peer.external() && communities.contains(Community.GRACEFUL_SHUTDOWN)) {
            result = result.with(new PathAttribute.LocalPref(0));
        }
        if (communities.contains(Community.BLACKHOLE)
                && !communities.contains(Community.NO_EXPORT)
                && !communities.contains(Community.NO_ADVERTISE)) {
            List<Community> more = new ArrayList<>(communities);
            more.add(Community.NO_EXPORT);
            result = result.with(new PathAttribute.Communities(more));
        }
        return result;
    }

    /// Unknown optional attributes that are not transitive are for us only, and we can't read them;
    /// AIGP is not for whoever did not ask for it (RFC 7311 section 3.3).
    private static boolean endsHere(PathAttribute attribute) {
        return attribute instanceof PathAttribute.Aigp
                || attribute instanceof PathAttribute.Unknown unknown && !unknown.isTransitive();
    }
}
