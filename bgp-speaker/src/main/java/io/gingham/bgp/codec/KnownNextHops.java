package io.gingham.bgp.codec;

import io.gingham.bgp.message.PathAttribute.NextHop;
import org.jspecify.annotations.Nullable;

/// The next hops that a connection's messages have named. A peer has few, and many routes over
/// each: one object for all of them. Whoever comes second in a place replaces the first; no result
/// depends on it, for equal ones are equal.
///
/// Its owner's thread only.
public final class KnownNextHops {

    private static final int PLACES = 256;

    /// Made for the first one: many a connection never sees an update.
    private @Nullable NextHop @Nullable [] places;

    /// @return the one, or an equal one from before
    NextHop known(NextHop one) {
        @Nullable NextHop[] all = places;
        if (all == null) {
            all = new NextHop[PLACES];
            places = all;
        }
        int bits = one.value().ipv4Bits();
        int place = (bits ^ bits >>> 8 ^ bits >>> 16) & PLACES - 1;
        NextHop before = all[place];
        if (before != null && before.value().ipv4Bits() == bits) {
            return before;
        }
        all[place] = one;
        return one;
    }
}
