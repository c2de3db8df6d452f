package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// Where pods' addresses may lie: in IPPools, in nodes' podCIDRs, and in what BGPConfiguration
/// names under `hostRouteBlocks`. A route to a pod elsewhere is neither announced nor believed: an
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

    /// @param configurations BGPConfiguration objects by name; each is asked, whatever node it is
    ///   of: what one node announces the others must believe
    static PodBlocks of(
            Collection<ClusterNode> nodes,
            Map<String, IPPoolSpec> pools,
            Map<String, BGPConfigurationSpec> configurations) {
        TreeSet<IpPrefix> all = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        nodes.forEach(node -> all.addAll(node.podCidrs()));
        // A pool that can't be understood is reported by the rules.
        pools.values().forEach(pool -> add(pool.cidr(), all, "", new ArrayList<>()));
        configurations.forEach(
                (name, spec) ->
                        Objects.requireNonNullElse(spec.hostRouteBlocks(), List.<String>of())
                                .forEach(
                                        block ->
                                                add(
                                                        block,
                                                        all,
                                                        "BGPConfiguration "
                                                                + name
                                                                + ": hostRouteBlocks: ",
                                                        problems)));
        List<IpPrefix> outer = new ArrayList<>();
        for (IpPrefix block : all) {
            // A block sorts right before those inside it.
            if (outer.isEmpty() || !outer.getLast().contains(block)) {
                outer.add(block);
            }
        }
        return new PodBlocks(outer, problems);
    }

    private static void add(
            String text, Collection<IpPrefix> into, String where, List<String> problems) {
        try {
            into.add(IpPrefix.parseLenient(text));
        } catch (IllegalArgumentException e) {
            problems.add(where + e.getMessage() + ": it is left out");
        }
    }

    boolean contains(IpPrefix prefix) {
        return blocks.stream().anyMatch(block -> block.contains(prefix));
    }

    boolean contains(IpAddress address) {
        return contains(IpPrefix.host(address));
    }
}
