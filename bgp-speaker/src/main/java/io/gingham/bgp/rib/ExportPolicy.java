package io.gingham.bgp.rib;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.ClusterList;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.bgp.message.PathAttribute.OriginatorId;
import io.gingham.bgp.message.PathAttribute.Path;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the members of an update group are told of a route, if anything (RFC 4271 sections 9.1.3,
/// 9.2 and 5, RFC 1997, 4456, 7947, 9234, 9494). A pure function of the route; what only one member
/// must not hear is its group's business.
final class ExportPolicy {

    private static final int PARTIAL = 0x20;

    private final GroupKey to;
    private final RibSettings settings;

    ExportPolicy(GroupKey to, RibSettings settings) {
        this.to = to;
        this.settings = settings;
    }

    /// What of the route goes through the filter: not yet what stands in the update, see
    /// [#rewrite].
    ///
    /// @return null if the group is not to have the route
    @Nullable PathAttributes offer(Route route) {
        PathAttributes attributes = route.attributes();
        if (!to.speaks(route.destination.family())
                || !allowedBySource(route.source)
                || !allowedByCommunities(attributes)
                || leaks(attributes)) {
            return null;
        }
        if (to.filter().equals(RouteFilter.ACCEPT_ALL)) {
            return attributes;
        }
        return to.filter().apply(route.prefix(), base(attributes)).orElse(null);
    }

    /// Section 9.2: what an internal peer said goes to another only by reflection (RFC 4456 section
    /// 6).
    private boolean allowedBySource(Source source) {
        return !source.isInternal()
                || to.external()
                || source.isClient()
                || to.treatment().client();
    }

    /// RFC 1997 (without confederations NO_EXPORT_SUBCONFED and NO_EXPORT are one), and RFC 9494
    /// section 4.3: long stale routes are for those who know what that is.
    private boolean allowedByCommunities(PathAttributes attributes) {
        List<Community> communities = attributes.communities();
        if (communities.isEmpty()) {
            return true;
        }
        boolean stays =
                communities.contains(Community.NO_EXPORT)
                        || communities.contains(Community.NO_EXPORT_SUBCONFED);
        return !communities.contains(Community.NO_ADVERTISE)
                && !(stays && to.external())
                && !(communities.contains(Community.LLGR_STALE) && !to.treatment().longLived());
    }

    /// RFC 9234 section 5.
    private boolean leaks(PathAttributes attributes) {
        return to.treatment()
                        .ourRoleIs(RoleType.CUSTOMER, RoleType.PEER, RoleType.ROUTE_SERVER_CLIENT)
                && attributes.find(PathAttribute.OnlyToCustomer.class).isPresent();
    }

    /// What a filter sees: without what ends at the border, so that it may set it anew.
    private PathAttributes base(PathAttributes attributes) {
        return to.external() ? attributes.without(this::endsAtTheBorder) : attributes;
    }

    /// LOCAL_PREF (section 5.1.5), what reflectors wrote (RFC 4456 section 8), and a MED that
    /// another AS gave (section 5.1.4), unless we are but a route server.
    private boolean endsAtTheBorder(PathAttribute attribute) {
        return switch (attribute) {
            case PathAttribute.LocalPref _, OriginatorId _, ClusterList _ -> true;
            case PathAttribute.Med _ -> !to.treatment().routeServerClient();
            default -> false;
        };
    }

    /// Whether the filter gave the route a next hop of its own: one that it only let through is
    /// not.
    ///
    /// @param offered what [#offer] gave
    @SuppressWarnings("ReferenceEquality") // without a filter they are the very same
    static boolean hasFiltersHop(Route route, PathAttributes offered) {
        PathAttributes given = route.attributes();
        return offered != given
                && offered.nextHop().filter(hop -> !isHopOf(given, hop)).isPresent();
    }

    private static boolean isHopOf(PathAttributes attributes, IpAddress hop) {
        return attributes.nextHop().filter(hop::equals).isPresent();
    }

    /// As it stands in the update, with the next hop as NEXT_HOP.
    ///
    /// @param offered what [#offer] gave
    /// @param filtersHop what [#hasFiltersHop] says of it
    /// @return empty if we have no next hop to give that the peers can use
    Optional<PathAttributes> rewrite(
            PathAttributes offered, Source source, IpFamily family, boolean filtersHop) {
        boolean filtered = !to.filter().equals(RouteFilter.ACCEPT_ALL);
        PathAttributes marked = markPartial(filtered ? offered : base(offered));
        return (filtersHop ? marked.nextHop() : nextHop(marked, family))
                .filter(hop -> to.mayBeReachedBy(family, hop))
                .map(
                        hop ->
                                to.external()
                                        ? toExternal(marked, hop)
                                        : toInternal(marked, hop, source));
    }

    private Optional<IpAddress> nextHop(PathAttributes attributes, IpFamily family) {
        Optional<IpAddress> ours = to.nextHop(family);
        NextHopMode mode = to.treatment().nextHop();
        boolean keeps =
                mode == NextHopMode.UNCHANGED
                        || (mode == NextHopMode.DEFAULT
                                && (!to.external() || to.treatment().routeServerClient()));
        return keeps ? attributes.nextHop().or(() -> ours) : ours;
    }

    private PathAttributes toExternal(PathAttributes attributes, IpAddress nextHop) {
        PathAttributes result =
                attributes.without(PathAttribute.LocalPref.TYPE).with(new NextHop(nextHop));
        if (to.treatment().routeServerClient()) {
            return onlyToCustomers(result);
        }
        return onlyToCustomers(
                result.with(
                        new Path(
                                attributes
                                        .asPath()
                                        .withoutConfederation()
                                        .prepend(settings.localAs()))));
    }

    private PathAttributes onlyToCustomers(PathAttributes attributes) {
        boolean downOrSideways =
                to.treatment().ourRoleIs(RoleType.PROVIDER, RoleType.PEER, RoleType.ROUTE_SERVER);
        return downOrSideways && attributes.find(PathAttribute.OnlyToCustomer.class).isEmpty()
                ? attributes.with(new PathAttribute.OnlyToCustomer(settings.localAs()))
                : attributes;
    }

    private PathAttributes toInternal(PathAttributes attributes, IpAddress nextHop, Source source) {
        PathAttributes result =
                attributes
                        .with(new NextHop(nextHop))
                        .with(new PathAttribute.LocalPref(attributes.localPref()));
        return source.isInternal() ? reflected(result, source) : result;
    }

    /// RFC 4456 section 8.
    private PathAttributes reflected(PathAttributes attributes, Source source) {
        List<IpAddress> clusters = new ArrayList<>();
        clusters.add(settings.clusterId());
        attributes.find(ClusterList.class).ifPresent(list -> clusters.addAll(list.values()));
        PathAttributes result = attributes.with(new ClusterList(clusters));
        return result.find(OriginatorId.class).isPresent()
                ? result
                : source.routerId().map(id -> result.with(new OriginatorId(id))).orElse(result);
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
