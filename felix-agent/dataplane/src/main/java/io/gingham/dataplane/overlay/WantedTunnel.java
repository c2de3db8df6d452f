package io.gingham.dataplane.overlay;

import io.gingham.netlink.message.Tunnel;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.util.Map;
import java.util.Optional;

/// A tunnel device of this node.
///
/// @param mac empty for a kind that has none
/// @param mtu of what it carries, in bytes
/// @param address of this node inside the tunnel, so that what the node itself sends through it is
///   answered through it; empty if there is none to be had
/// @param ends by the gateway that routes name; none for a kind whose gateways are the far ends
///   themselves
public record WantedTunnel(
        String name,
        Tunnel tunnel,
        Optional<MacAddress> mac,
        int mtu,
        Optional<IpAddress> address,
        Map<IpAddress, FarEnd> ends) {

    public WantedTunnel {
        ends = Map.copyOf(ends);
    }

    /// Another node's device.
    ///
    /// @param mac of the device
    /// @param node where packets that carry others go
    public record FarEnd(MacAddress mac, IpAddress node) {}
}
