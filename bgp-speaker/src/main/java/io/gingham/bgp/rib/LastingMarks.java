package io.gingham.bgp.rib;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// What a filter can't take from a route, however thoroughly it cleans communities: others would
/// take a long-lived stale route for a fresh one (RFC 9494 section 4.3: LLGR_STALE must not be
/// removed), and one that is about to go for one to be used (RFC 8326 section 4).
final class LastingMarks {

    private LastingMarks() {}

    /// @param filtered what a filter made of `before`
    static PathAttributes keep(PathAttributes before, PathAttributes filtered) {
        return before.has(Community.LLGR_STALE) ? longStale(filtered) : filtered;
    }

    /// With LLGR_STALE.
    static PathAttributes longStale(PathAttributes attributes) {
        if (attributes.has(Community.LLGR_STALE)) {
            return attributes;
        }
        List<Community> more = new ArrayList<>(attributes.communities());
        more.add(Community.LLGR_STALE);
        return attributes.with(new PathAttribute.Communities(more));
    }
}
