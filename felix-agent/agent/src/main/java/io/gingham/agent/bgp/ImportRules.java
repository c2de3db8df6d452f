package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.agent.services.ServiceRanges;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a node may learn from a peer, whatever the peer says: a wrong router must not draw the
/// cluster's own traffic away, nor make the node send loopback or multicast to a next hop; and a
/// wrong node must not either.
///
/// @param ownBlocks the node's own
/// @param meshBlocks the blocks of the nodes that tell of them themselves, in the mesh or through
///   reflectors; of other nodes routers tell
/// @param hosts that are not anybody's pod: at least the node's own addresses, those of the nodes
///   that are heard through nodes, and the API server's
/// @param podBlocks what nodes may tell of
/// @param links the networks that this node is connected to
/// @param passedOn services that nodes may tell of: a reflector's routers hear of them by it
public record ImportRules(
        List<IpPrefix> ownBlocks,
        List<IpPrefix> meshBlocks,
        List<IpAddress> hosts,
        List<IpPrefix> podBlocks,
        List<IpPrefix> links,
        ServiceRanges passedOn) {

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
        hosts = List.copyOf(hosts);
        podBlocks = List.copyOf(podBlocks);
        links = List.copyOf(links);
    }

    /// @param heardOf names of the nodes whose routes come from nodes
    /// @param apiServers addresses of the API server
    /// @param links the networks that this node is connected to, pods' left out
    /// @param passedOn none unless this node is a reflector
    static ImportRules of(
            ClusterNode self,
            Collection<ClusterNode> nodes,
            NodeBlocks blocks,
            Set<String> heardOf,
            PodBlocks podBlocks,
            Collection<IpAddress> apiServers,
            Collection<IpPrefix> links,
            ServiceRanges passedOn) {
        List<IpPrefix> meshBlocks = new ArrayList<>();
        List<IpAddress> hosts = new ArrayList<>(self.addresses());
        blocks.all().stream()
                .filter(block -> heardOf.contains(block.node()))
                .forEach(block -> meshBlocks.add(block.prefix()));
        nodes.stream()
                .filter(node -> heardOf.contains(node.name()))
                .forEach(node -> hosts.addAll(node.addresses()));
        hosts.addAll(apiServers);
        return new ImportRules(
                blocks.of(self.name()),
                meshBlocks,
                hosts,
                podBlocks.blocks(),
                List.copyOf(links),
                passedOn);
    }

    /// @param mesh true for a node of the cluster: it may have a pod with an address of anybody's
    ///   block, and says so by a host route
    public boolean accepts(IpPrefix prefix, boolean mesh) {
        return !isSpecial(prefix) && (mesh ? nodeMayTell(prefix) : routerMayTell(prefix));
    }

    /// A default route is everything, and means only what nobody knows better.
    private static boolean isSpecial(IpPrefix prefix) {
        return prefix.length() > 0 && NEVER.stream().anyMatch(never -> never.overlaps(prefix));
    }

    /// Of pods, and nothing else but services that a reflector is to pass on. A pool, and services'
    /// addresses, may lie inside the network that the nodes are on.
    private boolean nodeMayTell(IpPrefix prefix) {
        boolean isPods = podBlocks.stream().anyMatch(block -> block.contains(prefix));
        return (isPods || passedOn.mayAnnounce(prefix))
                && !ownBlocks.contains(prefix)
                && hosts.stream().noneMatch(prefix::contains)
                && links.stream().noneMatch(prefix::contains);
    }

    /// Of anything that is not the cluster's. What holds a connected network, or hosts of the
    /// cluster, as a part is how the rest of it is reached; but nothing nearer to a host of the
    /// cluster than the network this node shares with it.
    private boolean routerMayTell(IpPrefix prefix) {
        return !isHost(prefix)
                && !isNearer(prefix)
                && !links.contains(prefix)
                && !isIn(ownBlocks, prefix)
                && !isIn(meshBlocks, prefix);
    }

    private boolean isHost(IpPrefix prefix) {
        return prefix.isHost() && hosts.contains(prefix.address());
    }

    private boolean isNearer(IpPrefix prefix) {
        return isIn(links, prefix) && hosts.stream().anyMatch(prefix::contains);
    }

    private static boolean isIn(List<IpPrefix> blocks, IpPrefix prefix) {
        return blocks.stream().anyMatch(block -> block.contains(prefix));
    }

    /// Why [#accepts] says no, for people; empty if it does not.
    Optional<String> refusal(IpPrefix prefix, boolean mesh) {
        if (accepts(prefix, mesh)) {
            return Optional.empty();
        }
        if (isSpecial(prefix)) {
            return Optional.of(
                    "loopback, link-local, multicast and reserved ranges are never routed");
        }
        if (mesh) {
            return Optional.of(
                    "a node is believed about pods only, and this is outside the cluster's blocks"
                            + " and pools, this node's own block, or holds a machine of the cluster or"
                            + " a connected network");
        }
        return Optional.of(routersRefusal(prefix));
    }

    private String routersRefusal(IpPrefix prefix) {
        String cure = "; let the router not announce it";
        if (isIn(ownBlocks, prefix)) {
            return "it is in this node's own block" + cure;
        }
        if (isIn(meshBlocks, prefix)) {
            return "it is in the block of a node that tells of it itself" + cure;
        }
        if (isHost(prefix)) {
            return "it is the address of a node or of the API server" + cure;
        }
        return "this node is connected to that network, and it is no farther" + cure;
    }
}
