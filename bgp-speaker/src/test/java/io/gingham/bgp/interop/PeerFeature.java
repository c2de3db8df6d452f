package io.gingham.bgp.interop;

/// What a foreign speaker is to do towards us, beyond the plain session of both families.
enum PeerFeature {
    /// The session goes between the IPv6 addresses, with IPv4 over IPv6 next hops (RFC 8950).
    OVER_IPV6,
    /// It waits for us to connect.
    PASSIVE,
    /// TCP-MD5 with [PeerScript#PASSWORD].
    PASSWORD,
    /// GTSM, for one hop.
    TTL_SECURITY,
    /// It lets us restart gracefully.
    GRACEFUL_HELPER,
    /// It restarts gracefully, and lets us do so.
    GRACEFUL_RESTART,
    /// Likewise, and what comes after a restart time of [PeerScript#SHORT_RESTART] (RFC 9494).
    LONG_LIVED,
    /// It tells and takes several paths of a prefix.
    ADD_PATH,
    /// We are a client of its reflector.
    REFLECTOR,
    /// It takes [PeerScript#PREFIX_LIMIT] prefixes of a family at most.
    PREFIX_LIMIT,
    /// Its role is our provider (RFC 9234).
    PROVIDER,
    /// Its role is our customer.
    CUSTOMER,
    /// It takes messages of 65,535 octets (RFC 8654).
    EXTENDED_MESSAGES,
    /// BFD watches the session, with [PeerScript#BFD_MILLIS]; not GoBGP.
    BFD,
    /// The session is that of a link, with whoever is at its other end; FRR only.
    UNNUMBERED,
    /// Its routes have communities of all three kinds.
    COMMUNITIES,
    /// It also speaks with [PeerNetwork#OTHERS].
    OTHER_PEER
}
