package io.gingham.bgp.rib;

/// How old a route is to its peer.
enum Age {
    /// Said in this session.
    FRESH,
    /// Of before the peer's restart, and not sent again yet (RFC 4724 section 4.2).
    STALE,
    /// Stale beyond the time to restart (RFC 9494 section 4.2).
    LONG_STALE,
    /// The peer is sending all again, and this one has not come yet (RFC 7313 section 4.2).
    UNREFRESHED;

    boolean isStale() {
        return this == STALE || this == LONG_STALE;
    }
}
