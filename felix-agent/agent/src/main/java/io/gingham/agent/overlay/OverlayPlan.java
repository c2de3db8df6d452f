package io.gingham.agent.overlay;

import io.gingham.dataplane.overlay.WantedTunnel;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What this node needs so that its pods reach those of other nodes in pools that are encapsulated.
///
/// @param tunnels devices
/// @param routes blocks of other nodes that are reached through a tunnel
/// @param direct blocks, by the address of their node, that are reached without one though their
///   pool has it for other nodes; BGP may know better
/// @param carried addresses of nodes that pods' packets travel to in a tunnel
/// @param problems what is not as somebody wants it, as sentences
public record OverlayPlan(
        List<WantedTunnel> tunnels,
        SortedMap<IpPrefix, Hop> routes,
        SortedMap<IpPrefix, IpAddress> direct,
        Set<IpAddress> carried,
        List<String> problems) {

    /// @param device name of a tunnel's
    /// @param gateway in the device's network
    public record Hop(String device, IpAddress gateway) {

        /// IPv6 takes a gateway for on the link only if it is link-local, or no other link's
        /// network has it.
        boolean onlink() {
            return gateway.isIpv4();
        }
    }

    public OverlayPlan {
        tunnels = List.copyOf(tunnels);
        routes = Collections.unmodifiableSortedMap(new TreeMap<>(routes));
        direct = Collections.unmodifiableSortedMap(new TreeMap<>(direct));
        carried = Set.copyOf(carried);
        problems = List.copyOf(problems);
    }

    static OverlayPlan none(List<String> problems) {
        return new OverlayPlan(List.of(), new TreeMap<>(), new TreeMap<>(), Set.of(), problems);
    }
}
