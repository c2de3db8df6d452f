package io.gingham.agent.cluster;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.delta.Delta;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import io.gingham.watch.Kind;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Subscription;
import io.gingham.watch.Versioned;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What the agent knows of the cluster, as last seen. Any thread may ask.
public interface ClusterFeed {

    /// True once every kind has been listed; nothing may be programmed before.
    boolean isInSync();

    /// The kinds that can't be read from the API server now, with the reason, as a sentence; empty
    /// if all can be read.
    String outage();

    /// Of a row of [Kinds], all that there is.
    <V> SortedMap<ResourceKey, Versioned<V>> objects(Kind<V> kind);

    /// Tells of each object of a row of [Kinds], then of each change; see
    /// [io.gingham.watch.Feed#subscribe].
    <V> Subscription subscribe(Kind<V> kind, Consumer<Delta<ResourceKey, Versioned<V>>> subscriber);

    /// All that policy depends on.
    List<Resource> resources();

    /// Where the API server is reached.
    Set<IpAddress> apiServers();

    default Collection<ClusterNode> nodes() {
        return objects(Kinds.NODES).values().stream().map(seen -> seen.value().node()).toList();
    }

    /// Whose prefixes are whose.
    default NodeBlocks nodeBlocks() {
        return NodeBlocks.of(nodes());
    }

    /// By name, as those that follow.
    default Map<String, BGPConfigurationSpec> bgpConfigurations() {
        return byName(Kinds.BGP_CONFIGURATIONS);
    }

    default Map<String, BGPPeerSpec> bgpPeers() {
        return byName(Kinds.BGP_PEERS);
    }

    default Map<String, BGPFilterSpec> bgpFilters() {
        return byName(Kinds.BGP_FILTERS);
    }

    default Map<String, FelixConfigurationSpec> felixConfigurations() {
        return byName(Kinds.FELIX_CONFIGURATIONS);
    }

    /// Pods' pools: those that are for services alone are none.
    default Map<String, IPPoolSpec> pools() {
        Map<String, IPPoolSpec> pools = byName(Kinds.POOLS);
        pools.values().removeIf(pool -> !pool.allows("Workload") && !pool.allows("Tunnel"));
        return pools;
    }

    /// The objects of a kind without namespaces.
    default <V> SortedMap<String, V> byName(Kind<V> kind) {
        SortedMap<String, V> values = new TreeMap<>();
        objects(kind).forEach((key, held) -> values.put(key.name(), held.value()));
        return values;
    }
}
