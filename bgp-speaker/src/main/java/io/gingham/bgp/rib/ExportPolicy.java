package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.Path;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a peer is told of the best route to a prefix, if anything (RFC 4271 section 9.1.3, 9.2 and
/// 5, RFC 1997).
final class ExportPolicy {

    private static final int PARTIAL = 0x20;

    private final RibPeer to;
    private final AsNumber localAs;
    private final RouteFilter filter;

    /// What becomes of a set of attributes; many routes share one.
    private final Map<IpFamily, Map<PathAttributes, Optional<PathAttributes>>> rewritten =
            new EnumMap<>(IpFamily.class);

    /// For one batch of routes to that peer.
    ExportPolicy(RibPeer to, AsNumber localAs, RouteFilter filter) {
        this.to = to;
        this.localAs = localAs;
        this.filter = filter;
    }

    /// @return empty if the peer is not to have the route
    Optional<PathAttributes> advertise(Route best) {
        IpFamily family = best.prefix().family();
        if (!to.speaks(AddressFamily.unicast(family)) || !mayTell(best, to)) {
            return Optional.empty();
        }
        PathAttributes base =
                to.external()
                        ? best.attributes().without(ExportPolicy::endsAtTheBorder)
                        : best.attributes();
        return filter.apply(best.prefix(), base)
                .flatMap(
                        attributes ->
                                rewritten
                                        .computeIfAbsent(family, _ -> new HashMap<>())
                                        .computeIfAbsent(attributes, a -> rewrite(a, family)))
                .filter(attributes -> nextHopIsOf(best.prefix(), attributes))
                .filter(attributes -> !nextHopIsThePeer(attributes, to));
    }

    private boolean nextHopIsOf(IpPrefix prefix, PathAttributes attributes) {
        return attributes.nextHop().filter(hop -> to.mayBeReachedBy(prefix, hop)).isPresent();
    }

    /// @return empty if we have no next hop to give
    private Optional<PathAttributes> rewrite(PathAttributes attributes, IpFamily family) {
        PathAttributes marked = markPartial(attributes);
        Optional<IpAddress> ours = to.nextHop(family);
        return to.external()
                ? ours.map(hop -> toExternal(marked, hop, localAs))
                : marked.nextHop().or(() -> ours).map(hop -> toInternal(marked, hop));
    }

    private static boolean mayTell(Route best, RibPeer to) {
        boolean allowedByItsSource =
                switch (best.source()) {
                    case RouteSource.Local() -> true;
                    // Section 9.2: not what an internal peer said to another; and nobody hears its
                    // own routes.
                    case RouteSource.Learned(var from) ->
                            !from.name().equals(to.name()) && (from.external() || to.external());
                };
        return allowedByItsSource && allowedByCommunities(best.attributes().communities(), to);
    }

    /// RFC 1997. Without confederations NO_EXPORT_SUBCONFED and NO_EXPORT are one.
    private static boolean allowedByCommunities(List<Community> communities, RibPeer to) {
        boolean stays =
                communities.contains(Community.NO_EXPORT)
                        || communities.contains(Community.NO_EXPORT_SUBCONFED);
        return !communities.contains(Community.NO_ADVERTISE) && !(stays && to.external());
    }

    /// LOCAL_PREF (section 5.1.5), what reflectors wrote (RFC 4456 section 8), and a MED that
    /// another AS gave (section 5.1.4); a filter may set one anew.
    private static boolean endsAtTheBorder(PathAttribute attribute) {
        return attribute instanceof PathAttribute.LocalPref
                || attribute instanceof PathAttribute.OriginatorId
                || attribute instanceof PathAttribute.ClusterList
                || attribute instanceof PathAttribute.Med;
    }

    private static PathAttributes toExternal(
            PathAttributes attributes, IpAddress nextHop, AsNumber localAs) {
        AsPath path = attributes.asPath().withoutConfederation().prepend(localAs);
        return attributes
                .without(PathAttribute.LocalPref.TYPE)
                .with(new Path(path))
                .with(new PathAttribute.NextHop(nextHop));
    }

    /// The next hop stays what the border gave (section 5.1.3); our own routes have none yet.
    private static PathAttributes toInternal(PathAttributes attributes, IpAddress nextHop) {
        return attributes
                .with(new PathAttribute.NextHop(nextHop))
                .with(new PathAttribute.LocalPref(attributes.localPref()));
    }

    /// Section 5.1.3.
    private static boolean nextHopIsThePeer(PathAttributes attributes, RibPeer to) {
        return attributes.nextHop().filter(to.address()::equals).isPresent();
    }

    /// Section 5: whoever passes on what it does not know says so.
    private static PathAttributes markPartial(PathAttributes attributes) {
        PathAttributes result = attributes;
        for (PathAttribute attribute : attributes.asList()) {
            if (attribute instanceof PathAttribute.Unknown(int type, int flags, var value)) {
                result = result.with(new PathAttribute.Unknown(type, flags | PARTIAL, value));
            }
        }
        return result;
    }
}
