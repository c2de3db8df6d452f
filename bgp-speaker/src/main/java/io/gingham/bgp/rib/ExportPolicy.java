package io.gingham.bgp.rib;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.ClusterList;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.bgp.message.PathAttribute.OriginatorId;
import io.gingham.bgp.message.PathAttribute.Path;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
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
        if (ExportRule.against(route, to) != null) {
            return null;
        }
        PathAttributes attributes = route.attributes();
        if (to.filter().equals(RouteFilter.ACCEPT_ALL)) {
            return attributes;
        }
        return to.filter()
                .apply(route.prefix(), route.source.origin(), base(attributes))
                .map(filtered -> LastingMarks.keep(attributes, filtered))
                .orElse(null);
    }

    /// Why [#offer] gives nothing, for people; empty if it gives something.
    Optional<String> refusal(Route route) {
        ExportRule rule = ExportRule.against(route, to);
        if (rule != null) {
            return Optional.of(rule.reason());
        }
        return to.filter()
                .refusal(route.prefix(), route.source.origin(), base(route.attributes()))
                .map(why -> "the export filter refuses it: " + why);
    }

    /// What a filter sees: without what ends at the border, so that it may set it anew.
    private PathAttributes base(PathAttributes attributes) {
        return to.external()
                ? NonTransitive.without(attributes.without(this::endsAtTheBorder))
                : attributes;
    }

    /// LOCAL_PREF (section 5.1.5), what reflectors wrote (RFC 4456 section 8), and a MED that
    /// another AS gave (section 5.1.4), unless we are but a route server.
    private boolean endsAtTheBorder(PathAttribute attribute) {
        return switch (attribute) {
            case PathAttribute.LocalPref _, OriginatorId _, ClusterList _ -> true;
            case PathAttribute.Med _ -> !to.treatment().routeServerClient();
            // What is optional and not transitive besides, NonTransitive takes out.
            case PathAttribute.Origin _,
                    PathAttribute.Path _,
                    PathAttribute.NextHop _,
                    PathAttribute.AtomicAggregate _,
                    PathAttribute.Aggregator _,
                    PathAttribute.Communities _,
                    PathAttribute.ExtendedCommunities _,
                    PathAttribute.Aigp _,
                    PathAttribute.LargeCommunities _,
                    PathAttribute.OnlyToCustomer _,
                    PathAttribute.MpReach _,
                    PathAttribute.MpUnreach _,
                    PathAttribute.As4Path _,
                    PathAttribute.As4Aggregator _,
                    PathAttribute.Unknown _ ->
                    false;
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
        return (filtersHop ? marked.nextHop() : nextHop(marked, family, source))
                .filter(hop -> to.mayBeReachedBy(family, hop))
                .filter(hop -> !LocalLinks.isBoundToLink(hop) || to.link().isPresent())
                .map(
                        hop ->
                                to.external()
                                        ? toExternal(marked, hop)
                                        : toInternal(marked, hop, source));
    }

    private Optional<IpAddress> nextHop(PathAttributes attributes, IpFamily family, Source source) {
        Optional<IpAddress> ours = to.nextHop(family);
        if (!keepsNextHop()) {
            return ours;
        }
        Optional<IpAddress> theirs = attributes.nextHop();
        if (theirs.isEmpty() || !isOnAnotherLink(theirs.get(), source)) {
            return theirs.or(() -> ours);
        }
        // Whoever passes routes on without being in the packets' way has no other to give.
        boolean inTheWay =
                to.treatment().nextHop() == NextHopMode.DEFAULT
                        && !to.treatment().routeServerClient();
        return inTheWay ? ours : Optional.empty();
    }

    private boolean keepsNextHop() {
        NextHopMode mode = to.treatment().nextHop();
        return mode == NextHopMode.UNCHANGED
                || (mode == NextHopMode.DEFAULT
                        && (!to.external() || to.treatment().routeServerClient()));
    }

    /// RFC 2545 section 3: a link-local next hop says nothing to whoever is not on its link.
    private boolean isOnAnotherLink(IpAddress hop, Source source) {
        return LocalLinks.isBoundToLink(hop)
                && (to.link().isEmpty() || !to.link().equals(source.link()));
    }

    private PathAttributes toExternal(PathAttributes attributes, IpAddress nextHop) {
        PathAttributes result =
                attributes.without(PathAttribute.LocalPref.TYPE).with(new NextHop(nextHop));
        if (to.treatment().routeServerClient()) {
            return onlyToCustomers(result);
        }
        return onlyToCustomers(
                result.with(new Path(attributes.asPath().withoutConfederation().prepend(ourAs()))));
    }

    /// As the peers know us.
    private AsNumber ourAs() {
        return to.localAs().orElse(settings.localAs());
    }

    private PathAttributes onlyToCustomers(PathAttributes attributes) {
        boolean downOrSideways =
                to.treatment().ourRoleIs(RoleType.PROVIDER, RoleType.PEER, RoleType.ROUTE_SERVER);
        return downOrSideways && attributes.find(PathAttribute.OnlyToCustomer.class).isEmpty()
                ? attributes.with(new PathAttribute.OnlyToCustomer(ourAs()))
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
