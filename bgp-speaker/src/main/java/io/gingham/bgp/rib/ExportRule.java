package io.gingham.bgp.rib;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a route is not told to an update group, whatever the filter says.
enum ExportRule {
    /// RFC 4760 section 6.
    FAMILY_NOT_AGREED("its family was not agreed upon with the peer"),
    /// RFC 4271 section 9.2: what an internal peer said goes to another only by reflection (RFC
    /// 4456 section 6).
    INTERNAL_TO_INTERNAL(
            "an internal peer sent it, and neither that one nor this one is a client of ours"
                    + " (reflectorClient; RFC 4456)"),
    /// RFC 1997.
    NO_ADVERTISE("it has the community no-advertise (RFC 1997)"),
    /// RFC 1997. Without confederations NO_EXPORT and NO_EXPORT_SUBCONFED are one.
    NO_EXPORT("it has the community no-export, and the peer is in another AS (RFC 1997)"),
    /// RFC 9494 section 4.3: long stale routes are for those who know what that is.
    LONG_STALE("it is long stale, and the peer has not announced RFC 9494 (llgr-stale)"),
    /// RFC 9234 section 5.
    ROUTE_LEAK("it would leak: it came from above or from the side (ONLY_TO_CUSTOMER, RFC 9234)");

    private final String reason;

    ExportRule(String reason) {
        this.reason = reason;
    }

    /// For people.
    String reason() {
        return reason;
    }

    /// @return null if no rule is against it
    static @Nullable ExportRule against(Route route, GroupKey to) {
        PathAttributes attributes = route.attributes();
        if (!to.speaks(route.destination.family())) {
            return FAMILY_NOT_AGREED;
        }
        if (!allowedBySource(route.source, to)) {
            return INTERNAL_TO_INTERNAL;
        }
        List<Community> communities = attributes.communities();
        if (!communities.isEmpty()) {
            ExportRule rule = againstCommunities(communities, to);
            if (rule != null) {
                return rule;
            }
        }
        return leaks(attributes, to) ? ROUTE_LEAK : null;
    }

    private static boolean allowedBySource(Source source, GroupKey to) {
        return !source.isInternal()
                || to.external()
                || source.isClient()
                || to.treatment().client();
    }

    private static @Nullable ExportRule againstCommunities(
            List<Community> communities, GroupKey to) {
        if (communities.contains(Community.NO_ADVERTISE)) {
            return NO_ADVERTISE;
        }
        boolean stays =
                communities.contains(Community.NO_EXPORT)
                        || communities.contains(Community.NO_EXPORT_SUBCONFED);
        if (stays && to.external()) {
            return NO_EXPORT;
        }
        return communities.contains(Community.LLGR_STALE) && !to.treatment().longLived()
                ? LONG_STALE
                : null;
    }

    private static boolean leaks(PathAttributes attributes, GroupKey to) {
        return to.treatment()
                        .ourRoleIs(RoleType.CUSTOMER, RoleType.PEER, RoleType.ROUTE_SERVER_CLIENT)
                && attributes.find(PathAttribute.OnlyToCustomer.class).isPresent();
    }
}
