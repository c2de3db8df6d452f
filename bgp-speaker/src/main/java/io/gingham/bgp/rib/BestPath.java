package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import java.util.List;

/// The way to a prefix that won, for whoever programs the kernel. Never one of our own routes.
///
/// @param nextHop as the peer gave it; from an internal peer it may be some hops away
/// @param peer the name of the peer it was learned from
/// @param external the peer is in another AS
/// @param nextHops those of all routes that are used at once, the best one's first: more than one
///   only with multipath
public record BestPath(
        IpAddress nextHop,
        String peer,
        IpAddress peerAddress,
        boolean external,
        PathAttributes attributes,
        List<Hop> nextHops) {

    public BestPath {
        nextHops = List.copyOf(nextHops);
    }
}
