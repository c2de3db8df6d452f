package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// An Established session's place in its update group, and what only it is owed.
final class Member {

    final AdjRibIn owner;
    RibPeer peer;
    final Outlet outlet;
    UpdateGroup group;

    /// The marker after the first routes has not been sent.
    boolean endOfRibDue = true;

    /// Families to be told again, at the peer's wish (RFC 2918), when all else is told.
    final Set<AddressFamily> asked = new LinkedHashSet<>();

    /// Families that are being told again.
    final Set<AddressFamily> refreshed = new HashSet<>();

    /// Families to be told again after the first routes.
    final Set<AddressFamily> refreshedLater = new LinkedHashSet<>();

    Member(AdjRibIn owner, RibPeer peer, Outlet outlet, UpdateGroup group) {
        this.owner = owner;
        this.peer = peer;
        this.outlet = outlet;
        this.group = group;
    }
}
