package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;

/// A candidate route, for people to look at.
///
/// @param from the peer's name, empty for our own
/// @param best it won
/// @param stale its peer is restarting (RFC 4724)
public record RouteView(
        IpPrefix prefix, String from, PathAttributes attributes, boolean best, boolean stale) {}
