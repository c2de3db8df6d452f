package io.gingham.agent.overlay;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.agent.overlay.OverlayPlan.Hop;
import io.gingham.agent.overlay.PoolModes.Kind;
import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.dataplane.overlay.WantedTunnel;
import io.gingham.dataplane.overlay.WantedTunnel.FarEnd;
import io.gingham.netlink.message.Tunnel;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// From the cluster's objects and this node's links to an [OverlayPlan]. Pure; one is used once.
///
/// Each family travels over its own: IPv4 pods' packets between the nodes' IPv4 addresses, IPv6
/// pods' between the IPv6 ones.
public final class OverlayPlanner {

    /// Calico's; so a firewall that lets its packets pass lets ours.
    public static final int VNI = 4096;

    /// IANA's, and Calico's.
    public static final int VXLAN_PORT = 4789;

    /// Outer IPv4 20, UDP 8, VXLAN 8, inner Ethernet 14.
    private static final int VXLAN_BYTES = 50;

    /// Outer IPv6 40 in the place of 20.
    private static final int VXLAN6_BYTES = 70;

    private static final int IPIP_BYTES = 20;

    /// Less is no use: RFC 8200 section 5, RFC 791.
    private static final int SMALLEST_IPV6_MTU = 1280;

    private static final int SMALLEST_IPV4_MTU = 576;

    private final String self;
    private final Map<String, ClusterNode> nodes = new TreeMap<>();
    private final NavigableSet<IpAddress> hosts = new TreeSet<>();
    private final NodeBlocks blocks;
    private final PoolModes modes;
    private final Uplinks uplinks;
    private final Set<IpAddress> podAddresses;

    private final List<WantedTunnel> tunnels = new ArrayList<>();
    private final SortedMap<IpPrefix, Hop> routes = new TreeMap<>();
    private final SortedMap<IpPrefix, IpAddress> direct = new TreeMap<>();
    private final Set<IpAddress> carried = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    /// What encapsulates one family so.
    private record Device(String name, Kind kind, IpFamily family, int overhead) {
        String familyName() {
            return switch (family) {
                case IPV4 -> "IPv4";
                case IPV6 -> "IPv6";
            };
        }
    }

    private static final List<Device> DEVICES =
            List.of(
                    new Device(TunnelDevices.VXLAN, Kind.VXLAN, IpFamily.IPV4, VXLAN_BYTES),
                    new Device(TunnelDevices.VXLAN6, Kind.VXLAN, IpFamily.IPV6, VXLAN6_BYTES),
                    new Device(TunnelDevices.IPIP, Kind.IPIP, IpFamily.IPV4, IPIP_BYTES));

    /// @param self name of this node
    /// @param apiServers which no tunnel may lead to
    /// @param podAddresses of the pods of this node
    public OverlayPlanner(
            String self,
            Collection<ClusterNode> nodes,
            NodeBlocks blocks,
            PoolModes modes,
            Uplinks uplinks,
            Collection<IpAddress> apiServers,
            Set<IpAddress> podAddresses) {
        this.self = self;
        this.blocks = blocks;
        this.modes = modes;
        this.uplinks = uplinks;
        this.podAddresses = Set.copyOf(podAddresses);
        nodes.forEach(node -> this.nodes.put(node.name(), node));
        nodes.forEach(node -> hosts.addAll(node.addresses()));
        hosts.addAll(apiServers);
        problems.addAll(modes.problems());
    }

    public OverlayPlan plan() {
        for (Device device : DEVICES) {
            if (modes.has(device.kind(), device.family())) {
                plan(device);
            }
        }
        return new OverlayPlan(tunnels, routes, direct, carried, problems);
    }

    private void plan(Device device) {
        ClusterNode here = nodes.get(self);
        Optional<IpAddress> local = here == null ? Optional.empty() : address(here, device);
        if (local.isEmpty()) {
            problems.add(
                    "%s pools are encapsulated, but this node has no %s address in its Node object: its pods don't reach those of other nodes"
                            .formatted(device.familyName(), device.familyName()));
            return;
        }
        OptionalInt mtu = uplinks.mtu(local.get());
        if (mtu.isEmpty()) {
            problems.add(
                    "%s pools are encapsulated, but no link of this node has its address %s: correct the Node object, or the annotation projectcalico.org/%sAddress"
                            .formatted(device.familyName(), local.get(), device.familyName()));
            return;
        }
        Ends ends = new Ends();
        ownAddress(device)
                .ifPresent(own -> ends.add(own, self, TunnelNames.mac(self), local.get()));
        for (NodeBlocks.Block block : blocks.all()) {
            if (block.prefix().family() == device.family() && !block.node().equals(self)) {
                route(device, block, ends);
            }
        }
        tunnels.add(
                new WantedTunnel(
                        device.name(),
                        tunnel(device, local.get()),
                        device.kind() == Kind.VXLAN
                                ? Optional.of(TunnelNames.mac(self))
                                : Optional.empty(),
                        Math.max(smallest(device.family()), mtu.getAsInt() - device.overhead()),
                        freeAddress(device),
                        ends.without(self)));
    }

    /// Far ends by gateway; no two nodes share a gateway or a MAC.
    private static final class Ends {
        private final Map<IpAddress, FarEnd> byGateway = new HashMap<>();
        private final Map<IpAddress, String> nodes = new HashMap<>();
        private final Map<MacAddress, String> macs = new HashMap<>();

        /// @return false if another node has either
        boolean add(IpAddress gateway, String node, MacAddress mac, IpAddress address) {
            if (!nodes.getOrDefault(gateway, node).equals(node)
                    || !macs.getOrDefault(mac, node).equals(node)) {
                return false;
            }
            nodes.put(gateway, node);
            macs.put(mac, node);
            byGateway.put(gateway, new FarEnd(mac, address));
            return true;
        }

        Map<IpAddress, FarEnd> without(String node) {
            Map<IpAddress, FarEnd> others = new HashMap<>(byGateway);
            nodes.forEach(
                    (gateway, owner) -> {
                        if (owner.equals(node)) {
                            others.remove(gateway);
                        }
                    });
            return others;
        }
    }

    private void route(Device device, NodeBlocks.Block block, Ends ends) {
        modes.of(block.prefix())
                .forEach(
                        (prefix, mode) -> {
                            if (mode.kind() == device.kind()) {
                                route(device, block.node(), prefix, mode, ends);
                            }
                        });
    }

    private static Tunnel tunnel(Device device, IpAddress local) {
        return switch (device.kind()) {
            case VXLAN -> new Tunnel.Vxlan(VNI, local, VXLAN_PORT, false);
            case IPIP -> new Tunnel.Ipip(local);
            case NONE -> throw new IllegalStateException("no device is of no kind");
        };
    }

    private static int smallest(IpFamily family) {
        return switch (family) {
            case IPV4 -> SMALLEST_IPV4_MTU;
            case IPV6 -> SMALLEST_IPV6_MTU;
        };
    }

    private static Optional<IpAddress> address(ClusterNode node, Device device) {
        return switch (device.family()) {
            case IPV4 -> node.ipv4Address();
            case IPV6 -> node.ipv6Address();
        };
    }

    private Optional<IpAddress> ownAddress(Device device) {
        return TunnelNames.address(blocks, self, device.family());
    }

    /// Without one the node's own packets through the tunnel come from the address of its uplink,
    /// and are answered outside the tunnel.
    private Optional<IpAddress> freeAddress(Device device) {
        Optional<IpAddress> wanted = ownAddress(device);
        if (wanted.isPresent() && podAddresses.contains(wanted.get())) {
            problems.add(
                    "a pod has the address %s, which this node needs for %s: the node itself may not reach pods of other nodes; delete the pod, and have the IPAM leave out the first address of the podCIDR"
                            .formatted(wanted.get(), device.name()));
            return Optional.empty();
        }
        return wanted;
    }

    /// @param ends gets the node's, if its packets travel in the tunnel
    private void route(
            Device device, String name, IpPrefix prefix, PoolModes.Mode mode, Ends ends) {
        ClusterNode node = nodes.get(name);
        Optional<IpAddress> there = node == null ? Optional.empty() : address(node, device);
        if (there.isEmpty()) {
            problems.add(
                    "node %s has no %s address, so its pods of %s can't be reached by a tunnel"
                            .formatted(name, device.familyName(), prefix));
            return;
        }
        if (holdsHost(prefix) || uplinks.isInside(prefix)) {
            problems.add(
                    "the block %s of node %s holds a node, the API server, or a network that this node is connected to: it is not encapsulated; podCIDRs must lie outside the nodes' networks"
                            .formatted(prefix, name));
            return;
        }
        if (mode.crossSubnetOnly() && uplinks.isNear(there.get())) {
            direct.putIfAbsent(prefix, there.get());
            return;
        }
        Optional<IpAddress> gateway = gateway(device, name, there.get());
        if (gateway.isEmpty() || !isFree(prefix, name)) {
            return;
        }
        if (device.kind() == Kind.VXLAN
                && !ends.add(gateway.get(), name, TunnelNames.mac(name), there.get())) {
            problems.add(
                    "node %s has the same address or MAC inside the tunnel as another node: its pods of %s can't be reached; give the nodes podCIDRs that don't overlap, or rename one"
                            .formatted(name, prefix));
            return;
        }
        routes.put(prefix, new Hop(device.name(), gateway.get()));
        carried.add(there.get());
    }

    /// A cluster has thousands of blocks and of nodes: not each is compared with each.
    private boolean holdsHost(IpPrefix prefix) {
        IpAddress first = hosts.ceiling(prefix.address());
        return first != null && prefix.contains(first);
    }

    /// For IPv6 the link-local address of the far end's device: the kernel refuses a gateway that
    /// another route knows better, and the far end's block may have one.
    private Optional<IpAddress> gateway(Device device, String node, IpAddress address) {
        return switch (device.kind()) {
            case NONE -> Optional.empty();
            case IPIP -> Optional.of(address);
            case VXLAN ->
                    switch (device.family()) {
                        case IPV4 -> TunnelNames.address(blocks, node, device.family());
                        case IPV6 -> Optional.of(TunnelNames.linkLocal(TunnelNames.mac(node)));
                    };
        };
    }

    /// Of two nodes with the same block the first has it, as for [NodeBlocks].
    private boolean isFree(IpPrefix prefix, String node) {
        boolean free = !routes.containsKey(prefix);
        if (!free) {
            problems.add(
                    "the block %s of node %s is another node's too: only one of them is reached; give each node its own podCIDR"
                            .formatted(prefix, node));
        }
        return free;
    }
}
