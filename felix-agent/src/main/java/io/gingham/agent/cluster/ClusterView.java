package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.crds.v3.BGPConfiguration;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfiguration;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPool;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.policy.convert.ClusterConverter;
import io.gingham.policy.convert.PolicyConverter;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PolicyKey;
import io.gingham.watch.Outages;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import io.gingham.watch.WatchCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All that the agent mirrors of the API server, each object reduced to what is needed of it.
public final class ClusterView implements AutoCloseable {

    private final Listener listener;
    private final Outages outages = new Outages();
    private final List<WatchCache<?, ?>> all = new ArrayList<>();
    private final WatchCache<io.fabric8.kubernetes.api.model.Namespace, Namespace> namespaces;
    private final WatchCache<io.fabric8.kubernetes.api.model.Pod, Pod> pods;
    private final WatchCache<
                    io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy, NetworkPolicy>
            policies;
    private final WatchCache<Node, ClusterNode> nodes;
    private final WatchCache<BGPConfiguration, BGPConfigurationSpec> bgpConfigurations;
    private final WatchCache<BGPPeer, BGPPeerSpec> bgpPeers;
    private final WatchCache<FelixConfiguration, FelixConfigurationSpec> felixConfigurations;
    private final WatchCache<IPPool, IPPoolSpec> pools;

    /// Whom to wake; each may be called on any thread.
    ///
    /// @param policyChanged namespaces, pods, policies, pools or Felix's configuration
    /// @param topologyChanged nodes, BGP peers or BGP's configuration
    public record Listener(Runnable policyChanged, Runnable topologyChanged) {}

    public ClusterView(KubernetesClient client, Listener listener) {
        this.listener = listener;
        Runnable policy = listener.policyChanged();
        Runnable topology = listener.topologyChanged();
        namespaces =
                watch(
                        client,
                        io.fabric8.kubernetes.api.model.Namespace.class,
                        ClusterConverter::convert,
                        policy);
        pods =
                watch(
                        client,
                        io.fabric8.kubernetes.api.model.Pod.class,
                        ClusterConverter::convert,
                        policy);
        policies =
                watch(
                        client,
                        io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class,
                        ClusterView::failingClosed,
                        policy);
        nodes = watch(client, Node.class, ClusterNode::of, topology);
        bgpConfigurations =
                watch(
                        client,
                        BGPConfiguration.class,
                        specOr(BGPConfiguration::getSpec, BGPConfigurationSpec.EMPTY),
                        topology);
        bgpPeers =
                watch(client, BGPPeer.class, specOr(BGPPeer::getSpec, BGPPeerSpec.EMPTY), topology);
        felixConfigurations =
                watch(
                        client,
                        FelixConfiguration.class,
                        specOr(FelixConfiguration::getSpec, FelixConfigurationSpec.EMPTY),
                        policy);
        pools = watch(client, IPPool.class, specOr(IPPool::getSpec, IPPoolSpec.EMPTY), policy);
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
        return cache;
    }

    /// An object without `spec` says nothing, and must not stop the others.
    private static <T, S> Function<T, S> specOr(Function<T, @Nullable S> spec, S empty) {
        return object -> Objects.requireNonNullElse(spec.apply(object), empty);
    }

    /// A policy that trips the converter in a way nobody thought of still isolates: everything in
    /// its namespace.
    private static NetworkPolicy failingClosed(
            io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy policy) {
        try {
            return PolicyConverter.convert(policy);
        } catch (RuntimeException e) {
            PolicyKey key =
                    new PolicyKey(
                            policy.getMetadata().getNamespace(), policy.getMetadata().getName());
            return new NetworkPolicy.Invalid(
                    key,
                    LabelSelector.EVERYTHING,
                    Set.of(Direction.values()),
                    "it can't be understood (" + e + "); look for null among its values");
        }
    }

    /// Whatever kind comes last, all work can begin then.
    private void oneMoreInSync() {
        if (isInSync()) {
            listener.policyChanged().run();
            listener.topologyChanged().run();
        }
    }

    public void start() {
        all.forEach(WatchCache::start);
    }

    /// True once every kind has been listed; nothing may be programmed before.
    public boolean isInSync() {
        return all.stream().allMatch(WatchCache::isInSync);
    }

    /// The kinds that can't be read from the API server now, with the reason, as a sentence; empty
    /// if all can be read.
    public String outage() {
        return outages.summary();
    }

    public SortedMap<ResourceKey, Versioned<Namespace>> namespaces() {
        return namespaces.snapshot();
    }

    public SortedMap<ResourceKey, Versioned<Pod>> pods() {
        return pods.snapshot();
    }

    public SortedMap<ResourceKey, Versioned<NetworkPolicy>> policies() {
        return policies.snapshot();
    }

    public Collection<ClusterNode> nodes() {
        return byName(nodes).values();
    }

    public Map<String, BGPConfigurationSpec> bgpConfigurations() {
        return byName(bgpConfigurations);
    }

    public Map<String, BGPPeerSpec> bgpPeers() {
        return byName(bgpPeers);
    }

    public Map<String, FelixConfigurationSpec> felixConfigurations() {
        return byName(felixConfigurations);
    }

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
