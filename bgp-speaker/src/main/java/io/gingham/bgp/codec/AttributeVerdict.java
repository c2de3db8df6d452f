package io.gingham.bgp.codec;

/// What a malformed attribute does to its update, the mildest first (RFC 7606 section 2).
public enum AttributeVerdict {
    /// The attribute is left out, the routes are taken.
    DISCARD,
    /// The routes of the update are withdrawn, the session stays.
    TREAT_AS_WITHDRAW,
    /// NOTIFICATION, and the session ends.
    RESET
}
