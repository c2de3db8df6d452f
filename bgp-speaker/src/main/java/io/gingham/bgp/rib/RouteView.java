package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;

/// A route, for people to look at.
///
/// @param from the peer's name, empty for our own
/// @param pathId the peer's name for it in its table, ours in what a peer was told (RFC 7911); 0
///   without add-path
/// @param best it won
/// @param beside it is used at the same time as the one that won (multipath)
/// @param stale its peer is restarting (RFC 4724)
public record RouteView(
        IpPrefix prefix,
        String from,
        long pathId,
        PathAttributes attributes,
        boolean best,
        boolean beside,
        boolean stale) {}
