package io.gingham.netlink.message;

import io.gingham.value.MacAddress;

/// A network interface.
///
/// @param mac all zero where the interface has none, or one that is not 6 bytes long
/// @param mtu in bytes
/// @param up administratively up (IFF_UP)
/// @param carrier the other end is up too (IFF_LOWER_UP)
/// @param kind `veth`, `bridge`, …; empty for devices without a kind, such as `lo`
/// @param peerIndex the index of the other end, in its own namespace; 0 if there is none
/// @param masterIndex of the bridge it is part of; 0 if none
public record Link(
        int index,
        String name,
        MacAddress mac,
        int mtu,
        boolean up,
        boolean carrier,
        String kind,
        int peerIndex,
        int masterIndex)
        implements RtMessage {}
