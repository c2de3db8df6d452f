package io.gingham.policy.program;

import io.gingham.value.IpAddress;
import java.util.List;

/// A host endpoint of this node. Failsafe ports are the backend's.
///
/// Several may be for one interface (by name, or by address): the one with the lowest name counts
/// there. One for all interfaces counts where no other does.
///
/// @param interfaceName `*` for all interfaces; empty if the backend must find it by the addresses
/// @param local traffic to and from the node itself. Without any policy that applies and without
///   profiles it is denied, as every host endpoint's
/// @param forwarded traffic that is routed through: policies with applyOnForward; open without one.
///   Traffic of pods that crosses the interface is asked here and at the pod's own gate
/// @param untracked before connection tracking: `doNotTrack`; open without one. What its tiers
///   allow is asked nothing more; what they don't decide (whatever the group's end says) goes on to
///   be tracked
/// @param preDnat ingress before destination translation; open without one. What its tiers allow
///   enters the node without being asked more; what they don't decide goes on
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
