package io.gingham.agent.cluster;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose prefix is this: the blocks that nodes hold, from which their pods get addresses, and which
/// they announce. Whoever wants to know asks here, wherever the blocks come from: today all are
/// `spec.podCIDRs` of Nodes. Nodes that both hold an address (their blocks overlap, which is a
/// mistake of the cluster's) are told apart by the longer block, then by their order.
public final class NodeBlocks {

    private final Map<String, List<IpPrefix>> podCidrs;

    /// @param prefix the block, whole
    public record Block(String node, IpPrefix prefix) {}

    private NodeBlocks(Map<String, List<IpPrefix>> podCidrs) {
        this.podCidrs = podCidrs;
    }

    public static NodeBlocks of(Collection<ClusterNode> nodes) {
        Map<String, List<IpPrefix>> podCidrs = LinkedHashMap.newLinkedHashMap(nodes.size());
        nodes.forEach(node -> podCidrs.put(node.name(), node.podCidrs()));
        return new NodeBlocks(podCidrs);
    }

    /// What `usePodCidr` in a network configuration stands for: of the Node's spec alone, in its
    /// order. Empty until the controller manager has assigned some, and for a node that is not
    /// known.
    public List<IpPrefix> podCidrs(String node) {
        return podCidrs.getOrDefault(node, List.of());
    }

    /// All that the node holds; none for one that is not known.
    public List<IpPrefix> of(String node) {
        return podCidrs(node);
    }

    /// All nodes' blocks.
    public List<Block> all() {
        return podCidrs.keySet().stream()
                .flatMap(node -> of(node).stream().map(prefix -> new Block(node, prefix)))
                .toList();
    }

    /// Whether the node holds the address in one of its blocks, whoever else may.
    public boolean holds(String node, IpAddress address) {
        return holds(node, IpPrefix.host(address));
    }

    /// The same for a prefix, which must lie in one block as a whole.
    public boolean holds(String node, IpPrefix prefix) {
        return of(node).stream().anyMatch(block -> block.contains(prefix));
    }

    /// The block that the address lies in; empty if it is in nobody's.
    public Optional<Block> holder(IpAddress address) {
        return holder(IpPrefix.host(address));
    }

    /// The block that the prefix lies in as a whole.
    public Optional<Block> holder(IpPrefix prefix) {
        Optional<Block> longest = Optional.empty();
        for (Block block : all()) {
            boolean nearer =
                    longest.isEmpty() || block.prefix().length() > longest.get().prefix().length();
            if (nearer && block.prefix().contains(prefix)) {
                longest = Optional.of(block);
            }
        }
        return longest;
    }
}
