package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;

/// An entry of the ARP or NDP table.
///
/// @param mac all zero where it is not known, or for a proxy entry
/// @param state NUD_…: see the constants
/// @param proxy the host answers for this address on the link (NTF_PROXY)
public record Neighbour(int linkIndex, IpAddress address, MacAddress mac, int state, boolean proxy)
        implements RtMessage {

    public static final int REACHABLE = 0x02;
    public static final int STALE = 0x04;
    public static final int FAILED = 0x20;
    public static final int PERMANENT = 0x80;

    static final int PROXY_FLAG = 0x08;

    public static Neighbour permanent(int linkIndex, IpAddress address, MacAddress mac) {
        return new Neighbour(linkIndex, address, mac, PERMANENT, false);
    }
}
