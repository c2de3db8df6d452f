package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;

/// Of a VXLAN device's forwarding table: behind which address a MAC is. One that is put stays until
/// it is deleted, and a MAC has one.
///
/// @param destination where packets that carry frames to the MAC go
public record FdbEntry(int linkIndex, MacAddress mac, IpAddress destination) implements RtMessage {
    @Override
    public String toString() {
        return mac + " behind " + destination + " on link " + linkIndex;
    }
}
