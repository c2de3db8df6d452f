package io.gingham.netlink.message;

import io.gingham.value.MacAddress;
import java.util.Optional;

/// A network interface.
///
/// @param mac all zero where the interface has none, or one that is not 6 bytes long
/// @param mtu in bytes
/// @param up administratively up (IFF_UP)
/// @param carrier the other end is up too (IFF_LOWER_UP)
/// @param kind `veth`, `bridge`, …; empty for devices without a kind, such as `lo`
/// @param peerIndex the index of the other end, in its own namespace; 0 if there is none
/// @param masterIndex of the bridge it is part of; 0 if none
/// @param tunnel what a VXLAN or IPIP device was told; empty for others, and for one without a
///   local address
public record Link(
        int index,
        String name,
        MacAddress mac,
        int mtu,
        boolean up,
        boolean carrier,
        String kind,
        int peerIndex,
        int masterIndex,
        Optional<Tunnel> tunnel)
        implements RtMessage {

    /// No tunnel.
    public Link(
            int index,
            String name,
            MacAddress mac,
            int mtu,
            boolean up,
            boolean carrier,
            String kind,
            int peerIndex,
            int masterIndex) {
        this(index, name, mac, mtu, up, carrier, kind, peerIndex, masterIndex, Optional.empty());
    }
}
