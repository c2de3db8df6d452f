package io.gingham.bgp.rib;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;

/// A peer as its Established session shows it.
///
/// @param name of the configuration, unique
/// @param external in another AS
/// @param localAddress our end of the session: the next hop we give to it
public record RibPeer(
        String name,
        IpAddress address,
        AsNumber asNumber,
        boolean external,
        RouterId routerId,
        IpAddress localAddress) {}
