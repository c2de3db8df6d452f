package io.gingham.agent.bgp;

import io.gingham.agent.cluster.HostRouteBlocks;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Where pods' addresses may lie: in IPPools, in nodes' blocks, and in what BGPConfiguration names
/// under `hostRouteBlocks`. A route to a pod elsewhere is neither announced nor believed: an
/// address that is the infrastructure's must not become a pod's for the whole cluster because one
/// node has wired it.
///
/// @param blocks in order, none of them inside another
/// @param problems what can't be understood, as sentences
record PodBlocks(List<IpPrefix> blocks, List<String> problems) {

    PodBlocks {
        blocks = List.copyOf(blocks);
        problems = List.copyOf(problems);
    }

    /// @param configurations BGPConfiguration objects by name
    static PodBlocks of(
            NodeBlocks nodes,
            Map<String, IPPoolSpec> pools,
            Map<String, BGPConfigurationSpec> configurations) {
        HostRouteBlocks named = HostRouteBlocks.of(configurations);
        TreeSet<IpPrefix> all = new TreeSet<>(named.blocks());
        nodes.all().forEach(block -> all.add(block.prefix()));
        pools.values().forEach(pool -> block(pool).ifPresent(all::add));
        List<IpPrefix> outer = new ArrayList<>();
        for (IpPrefix block : all) {
            // A block sorts right before those inside it.
            if (outer.isEmpty() || !outer.getLast().contains(block)) {
                outer.add(block);
            }
        }
        return new PodBlocks(outer, named.problems());
    }

    /// A pool that can't be understood is reported by the rules.
    private static Optional<IpPrefix> block(IPPoolSpec pool) {
        try {
            return Optional.of(IpPrefix.parseLenient(pool.cidr()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(IpPrefix prefix) {
        return blocks.stream().anyMatch(block -> block.contains(prefix));
    }

    boolean contains(IpAddress address) {
        return contains(IpPrefix.host(address));
    }
}
