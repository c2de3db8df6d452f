package io.gingham.bgp.rib;

import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.ExtendedCommunities;
import io.gingham.bgp.message.PathAttributes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/// Extended communities that are for our own AS only: bit 0x40 of the first octet (RFC 4360 section
/// 2, RFC 5701 section 2). They are not passed on to another one (RFC 4360 section 6).
final class NonTransitive {

    private static final int BIT = 0x40;

    /// RFC 5701, which this speaker carries unread.
    private static final int IPV6_COMMUNITIES = 25;

    private static final int IPV6_COMMUNITY = 20;

    private NonTransitive() {}

    static PathAttributes without(PathAttributes attributes) {
        PathAttributes result = attributes;
        if (attributes.has(ExtendedCommunities.TYPE)) {
            result = withoutExtended(result);
        }
        return attributes.has(IPV6_COMMUNITIES) ? withoutIpv6(result) : result;
    }

    private static PathAttributes withoutExtended(PathAttributes attributes) {
        Optional<ExtendedCommunities> all = attributes.find(ExtendedCommunities.class);
        List<ExtendedCommunity> kept =
                all.map(ExtendedCommunities::values).orElse(List.of()).stream()
                        .filter(each -> (each.value() >>> 56 & BIT) == 0)
                        .toList();
        if (all.isEmpty() || kept.size() == all.get().values().size()) {
            return attributes;
        }
        return kept.isEmpty()
                ? attributes.without(ExtendedCommunities.TYPE)
                : attributes.with(new ExtendedCommunities(kept));
    }

    private static PathAttributes withoutIpv6(PathAttributes attributes) {
        for (PathAttribute attribute : attributes.asList()) {
            if (attribute instanceof PathAttribute.Unknown(int type, int flags, Octets value)
                    && type == IPV6_COMMUNITIES) {
                byte[] kept = withoutIpv6(value.toBytes());
                return kept.length == 0
                        ? attributes.without(IPV6_COMMUNITIES)
                        : attributes.with(new PathAttribute.Unknown(type, flags, Octets.of(kept)));
            }
        }
        return attributes;
    }

    private static byte[] withoutIpv6(byte[] communities) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int at = 0; at + IPV6_COMMUNITY <= communities.length; at += IPV6_COMMUNITY) {
            if ((communities[at] & BIT) == 0) {
                kept.write(communities, at, IPV6_COMMUNITY);
            }
        }
        return kept.toByteArray();
    }
}
