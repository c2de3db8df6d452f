package io.gingham.policy.program;

import io.gingham.value.IpAddress;
import java.util.List;

/// A host endpoint of this node. Failsafe ports are the backend's.
///
/// @param interfaceName `*` for all interfaces; empty if the backend must find it by the addresses
/// @param local traffic to and from the node itself. Without any policy that applies and without
///   profiles it is denied, as every host endpoint's
/// @param forwarded traffic that is routed through: policies with applyOnForward; open without one
/// @param untracked before connection tracking: `doNotTrack`; open without one. What it doesn't
///   decide goes on to be tracked
/// @param preDnat ingress before destination translation; open without one
public record HostEndpointProgram(
        String name,
        String interfaceName,
        List<IpAddress> ips,
        Gates local,
        Gates forwarded,
        Gates untracked,
        Gate preDnat) {
    public HostEndpointProgram {
        ips = List.copyOf(ips);
    }

    public record Gates(Gate ingress, Gate egress) {}
}
