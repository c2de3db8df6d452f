package io.gingham.bgp.rib;

/// What a peer is told as next hop of the routes we learned from others, unless an export filter
/// set another one.
public enum NextHopMode {
    /// As RFC 4271 section 5.1.3 says: ours to external peers, the learned one to internal ones and
    /// to a route server's clients.
    DEFAULT,
    /// Always ours.
    SELF,
    /// Always the learned one.
    UNCHANGED
}
