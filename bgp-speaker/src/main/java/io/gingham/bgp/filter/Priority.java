package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;

/// Calico's priority of a route: a metric, lower is better, 1024 unless somebody says otherwise. It
/// goes from node to node as LOCAL_PREF 2147483647 minus the metric.
public final class Priority {

    public static final long NORMAL = 1024;
    public static final long MOST = 2_147_483_646L;

    private static final long SCALE = 2_147_483_647L;

    private Priority() {}

    /// @param priority 1..[#MOST]
    public static long localPref(long priority) {
        return SCALE - priority;
    }

    /// What a LOCAL_PREF stands for; [#NORMAL] if there is none, or one that is not of this scale.
    public static long of(PathAttributes attributes) {
        return attributes
                .find(PathAttribute.LocalPref.class)
                .map(present -> SCALE - present.value())
                .filter(priority -> priority >= 1 && priority <= MOST)
                .orElse(NORMAL);
    }

    /// Puts a route that has no LOCAL_PREF on this scale, so that it compares with those that were
    /// given a priority.
    public static PathAttributes made(PathAttributes attributes) {
        return attributes.find(PathAttribute.LocalPref.class).isPresent()
                ? attributes
                : attributes.with(new PathAttribute.LocalPref(localPref(NORMAL)));
    }
}
