package io.gingham.agent.bgp;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;

/// What may be told of networks behind pods (BGPPeers with `localWorkloadSelector`), by pods to
/// their node and by nodes to others. Whatever a filter accepts, nothing that is the cluster's, and
/// nothing that holds a part of it: a pod that lies must not draw anybody else's packets.
///
/// @param rules the node's
/// @param services the ranges of services' addresses
/// @param blocks what the filters of such BGPPeers accept, of all nodes alike
/// @param nextHops the node's own address of each family, by which others reach what is behind its
///   pods
record WorkloadRules(
        ImportRules rules,
        List<IpPrefix> services,
        List<IpPrefix> blocks,
        Map<IpFamily, IpAddress> nextHops) {

    /// How the names of sessions with pods begin.
    static final String SESSION = "workload/";

    WorkloadRules {
        services = List.copyOf(services);
        blocks = List.copyOf(blocks);
        nextHops = Map.copyOf(nextHops);
    }

    /// No pod is a peer anywhere.
    boolean isNone() {
        return blocks.isEmpty();
    }

    /// Why the prefix is not to be told, as the end of a sentence; empty if it may be.
    String refusal(IpPrefix prefix) {
        if (prefix.length() == 0 || !rules.accepts(prefix, false)) {
            return "it is the cluster's own, or no network that may be told of";
        }
        if (touches(rules.podBlocks(), prefix)) {
            return "pods have addresses of it";
        }
        if (touches(rules.ownBlocks(), prefix) || touches(rules.meshBlocks(), prefix)) {
            return "it is a node's block";
        }
        if (touches(services, prefix)) {
            return "services have addresses of it";
        }
        if (touches(rules.links(), prefix)) {
            return "this node is connected to it";
        }
        if (rules.hosts().stream().anyMatch(prefix::contains)) {
            return "a node, or the API server, has an address of it";
        }
        return blocks.stream().anyMatch(block -> block.contains(prefix))
                ? ""
                : "no BGPFilter of a BGPPeer with localWorkloadSelector accepts it by its cidr";
    }

    boolean mayBeTold(IpPrefix prefix) {
        return refusal(prefix).isEmpty();
    }

    private static boolean touches(List<IpPrefix> all, IpPrefix prefix) {
        return all.stream().anyMatch(prefix::overlaps);
    }
}
