package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What a node may learn from a peer, whatever the peer says: a wrong router must not draw the
/// cluster's own traffic away, nor make the node send loopback or multicast to a next hop.
///
/// @param ownBlocks the node's podCIDRs
/// @param meshBlocks the podCIDRs of the nodes of the mesh, which tell of them themselves; none
///   without a mesh: then routers do
/// @param nodeAddresses as `meshBlocks`; at least the node's own
public record ImportRules(
        List<IpPrefix> ownBlocks, List<IpPrefix> meshBlocks, List<IpAddress> nodeAddresses) {

    private static final List<IpPrefix> NEVER =
            List.of(
                    IpPrefix.parse("0.0.0.0/8"),
                    IpPrefix.parse("127.0.0.0/8"),
                    IpPrefix.parse("169.254.0.0/16"),
                    IpPrefix.parse("224.0.0.0/3"),
                    IpPrefix.parse("::1/128"),
                    IpPrefix.parse("fe80::/10"),
                    IpPrefix.parse("ff00::/8"));

    public ImportRules {
        ownBlocks = List.copyOf(ownBlocks);
        meshBlocks = List.copyOf(meshBlocks);
        nodeAddresses = List.copyOf(nodeAddresses);
    }

    static ImportRules of(ClusterNode self, Collection<ClusterNode> nodes, boolean meshEnabled) {
        List<IpPrefix> meshBlocks = new ArrayList<>();
        List<IpAddress> addresses = new ArrayList<>(self.addresses());
        if (meshEnabled) {
            nodes.forEach(node -> meshBlocks.addAll(node.podCidrs()));
            nodes.forEach(node -> addresses.addAll(node.addresses()));
        }
        return new ImportRules(self.podCidrs(), meshBlocks, addresses);
    }

    /// @param mesh true for a node of the cluster: it may have a pod with an address of anybody's
    ///   block, and says so by a host route
    public boolean accepts(IpPrefix prefix, boolean mesh) {
        // A default route is everything, and means only what nobody knows better.
        boolean special =
                prefix.length() > 0 && NEVER.stream().anyMatch(never -> never.overlaps(prefix));
        boolean nodeAddress = prefix.isHost() && nodeAddresses.contains(prefix.address());
        boolean ownBlock =
                ownBlocks.stream()
                        .anyMatch(block -> mesh ? block.equals(prefix) : block.contains(prefix));
        boolean meshBlock = !mesh && meshBlocks.stream().anyMatch(block -> block.contains(prefix));
        return !special && !nodeAddress && !ownBlock && !meshBlock;
    }
}
