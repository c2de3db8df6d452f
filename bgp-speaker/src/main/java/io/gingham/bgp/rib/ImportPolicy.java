package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
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
        return filter.apply(prefix, received.without(ImportPolicy::endsHere))
                .filter(attributes -> attributes.nextHop().isPresent())
                .map(attributes -> new Route(prefix, attributes, new RouteSource.Learned(peer)));
    }

    /// Unknown optional attributes that are not transitive are for us only, and we can't read them.
    private static boolean endsHere(PathAttribute attribute) {
        return attribute instanceof PathAttribute.Unknown unknown && !unknown.isTransitive();
    }
}
