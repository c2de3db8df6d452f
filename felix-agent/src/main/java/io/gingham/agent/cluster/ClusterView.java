package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.crds.v3.BGPConfiguration;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilter;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfiguration;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPool;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.delta.Delta;
import io.gingham.policy.convert.ClusterConverter;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpAddress;
import io.gingham.watch.Outages;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import io.gingham.watch.WatchCache;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All that the agent mirrors of the API server, each object reduced to what is needed of it.
public final class ClusterView implements ClusterFeed, AutoCloseable {

    private final Listener listener;
    private final Outages outages = new Outages();
    private final Set<IpAddress> apiServer;
    private final List<WatchCache<?, ?>> all = new ArrayList<>();
    private final List<String> mirrored = new ArrayList<>();
    private final PolicyResources policyResources;
    private final WatchCache<Node, SeenNode> nodes;
    private final WatchCache<BGPConfiguration, BGPConfigurationSpec> bgpConfigurations;
    private final WatchCache<BGPPeer, BGPPeerSpec> bgpPeers;
    private final WatchCache<BGPFilter, BGPFilterSpec> bgpFilters;
    private final WatchCache<FelixConfiguration, FelixConfigurationSpec> felixConfigurations;
    private final WatchCache<IPPool, IPPoolSpec> pools;

    /// Whom to wake; each may be called on any thread.
    ///
    /// @param resourceChanged what policy depends on; first of all, each resource that there is
    /// @param settingsChanged pools or Felix's configuration, and once when all has been listed
    /// @param topologyChanged nodes, BGP peers, filters or BGP's configuration
    public record Listener(
            Consumer<ResourceChange> resourceChanged,
            Runnable settingsChanged,
            Runnable topologyChanged) {}

    /// A node as routes see it, and as policies do.
    private record SeenNode(ClusterNode node, io.gingham.policy.model.Node labelled) {
        static SeenNode of(Node node) {
            return new SeenNode(ClusterNode.of(node), ClusterConverter.convert(node));
        }
    }

    public ClusterView(KubernetesClient client, Listener listener) {
        this.listener = listener;
        this.apiServer = literal(client.getMasterUrl());
        Runnable settings = listener.settingsChanged();
        Runnable topology = listener.topologyChanged();
        policyResources =
                new PolicyResources(
                        client, listener.resourceChanged(), this::oneMoreInSync, outages);
        all.addAll(policyResources.caches());
        mirrored.addAll(policyResources.names());
        nodes =
                WatchCache.of(
                        client,
                        Node.class,
                        SeenNode::of,
                        this::nodeChanged,
                        this::oneMoreInSync,
                        outages);
        all.add(nodes);
        mirrored.add(HasMetadata.getFullResourceName(Node.class));
        bgpConfigurations =
                watch(
                        client,
                        BGPConfiguration.class,
                        specOr(BGPConfiguration::getSpec, BGPConfigurationSpec.EMPTY),
                        topology);
        bgpPeers =
                watch(client, BGPPeer.class, specOr(BGPPeer::getSpec, BGPPeerSpec.EMPTY), topology);
        bgpFilters =
                watch(
                        client,
                        BGPFilter.class,
                        specOr(BGPFilter::getSpec, BGPFilterSpec.EMPTY),
                        topology);
        felixConfigurations =
                watch(
                        client,
                        FelixConfiguration.class,
                        specOr(FelixConfiguration::getSpec, FelixConfigurationSpec.EMPTY),
                        settings);
        pools = watch(client, IPPool.class, specOr(IPPool::getSpec, IPPoolSpec.EMPTY), settings);
    }

    private <T extends HasMetadata, V> WatchCache<T, V> watch(
            KubernetesClient client, Class<T> kind, Function<T, V> projection, Runnable changed) {
        WatchCache<T, V> cache =
                WatchCache.of(
                        client,
                        kind,
                        projection,
                        delta -> changed.run(),
                        this::oneMoreInSync,
                        outages);
        all.add(cache);
        mirrored.add(HasMetadata.getFullResourceName(kind));
        return cache;
    }

    /// An object without `spec` says nothing, and must not stop the others.
    private static <T, S> Function<T, S> specOr(Function<T, @Nullable S> spec, S empty) {
        return object -> Objects.requireNonNullElse(spec.apply(object), empty);
    }

    private void nodeChanged(Delta<ResourceKey, Versioned<SeenNode>> delta) {
        ResourceChange change =
                switch (delta) {
                    case Delta.Put<ResourceKey, Versioned<SeenNode>>(var key, var seen) -> {
                        Resource node = seen.value().labelled();
                        yield new ResourceChange(
                                Delta.put(node.resourceKey(), node),
                                seen.resourceVersion(),
                                List.of());
                    }
                    case Delta.Remove<ResourceKey, Versioned<SeenNode>>(var key) ->
                            new ResourceChange(
                                    Delta.remove(io.gingham.policy.model.Node.key(key.name())),
                                    "",
                                    List.of());
                };
        listener.resourceChanged().accept(change);
        listener.topologyChanged().run();
    }

    /// Whatever kind comes last, all work can begin then.
    private void oneMoreInSync() {
        if (isInSync()) {
            listener.settingsChanged().run();
            listener.topologyChanged().run();
        }
    }

    /// The resources that are mirrored, as RBAC names them, in the order of the alphabet.
    public SortedSet<String> mirrored() {
        return new TreeSet<>(mirrored);
    }

    public void start() {
        all.forEach(WatchCache::start);
    }

    /// True once every kind has been listed; nothing may be programmed before.
    @Override
    public boolean isInSync() {
        return all.stream().allMatch(WatchCache::isInSync);
    }

    /// The kinds that can't be read from the API server now, with the reason, as a sentence; empty
    /// if all can be read.
    @Override
    public String outage() {
        return outages.summary();
    }

    /// All that policy depends on, as last seen.
    @Override
    public List<Resource> resources() {
        List<Resource> resources = policyResources.snapshot();
        nodes.snapshot().values().forEach(seen -> resources.add(seen.value().labelled()));
        return resources;
    }

    /// Where the API server is reached: as this client is told to, and the endpoints of the service
    /// `kubernetes` (which API servers before 1.21 don't show).
    @Override
    public Set<IpAddress> apiServers() {
        Set<IpAddress> addresses = new TreeSet<>(apiServer);
        for (Resource resource : policyResources.snapshot(ResourceKind.ENDPOINT_SLICE)) {
            if (resource instanceof EndpointSlice slice
                    && slice.namespace().equals("default")
                    && slice.service().equals("kubernetes")) {
                addresses.addAll(slice.addresses());
            }
        }
        return addresses;
    }

    /// Empty where a name stands in the place of an address.
    private static Set<IpAddress> literal(@Nullable URL url) {
        try {
            return url == null
                    ? Set.of()
                    : Set.of(IpAddress.parse(url.getHost().replaceAll("[\\[\\]]", "")));
        } catch (IllegalArgumentException aName) {
            return Set.of();
        }
    }

    @Override
    public Collection<ClusterNode> nodes() {
        return byName(nodes).values().stream().map(SeenNode::node).toList();
    }

    @Override
    public Map<String, BGPConfigurationSpec> bgpConfigurations() {
        return byName(bgpConfigurations);
    }

    @Override
    public Map<String, BGPPeerSpec> bgpPeers() {
        return byName(bgpPeers);
    }

    @Override
    public Map<String, BGPFilterSpec> bgpFilters() {
        return byName(bgpFilters);
    }

    @Override
    public Map<String, FelixConfigurationSpec> felixConfigurations() {
        return byName(felixConfigurations);
    }

    @Override
    public Map<String, IPPoolSpec> pools() {
        return byName(pools);
    }

    @Override
    public void close() {
        all.forEach(WatchCache::close);
    }

    private static <V> SortedMap<String, V> byName(WatchCache<?, V> cache) {
        SortedMap<String, V> values = new TreeMap<>();
        cache.snapshot().forEach((key, versioned) -> values.put(key.name(), versioned.value()));
        return values;
    }
}
