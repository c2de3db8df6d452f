package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;

/// A way to a prefix that may be used: it passed the import policy, or is our own.
///
/// @param attributes as the import filter left them
public record Route(IpPrefix prefix, PathAttributes attributes, RouteSource source) {}
