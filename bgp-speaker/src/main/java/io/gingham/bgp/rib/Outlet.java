package io.gingham.bgp.rib;

import io.gingham.value.IpPrefix;

/// The way to a peer, as the RIB sees it.
public interface Outlet {

    /// Octets that were sent and that the peer's connection has not taken yet.
    long backlog();

    /// Must not block, nor call the RIB.
    ///
    /// @param messages whole messages, one after the other. Many peers are given the same array:
    ///   nobody changes it
    void send(byte[] messages);

    /// A route could not be told.
    ///
    /// @param prefix one of those that have this trouble
    /// @param why in words
    void untold(IpPrefix prefix, String why);
}
