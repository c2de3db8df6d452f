package io.gingham.agent.cluster;

import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.delta.Delta;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.value.IpAddress;
import io.gingham.watch.Kind;
import io.gingham.watch.Subscription;
import io.gingham.watch.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A cluster that a test writes down. For one thread.
public final class FakeFeed implements ClusterFeed {

    private final PolicyInbox inbox;
    private final Map<ResourceKey, Resource> resources = new TreeMap<>();
    private final Map<Kind<?>, Map<io.gingham.watch.ResourceKey, Versioned<?>>> objects =
            new HashMap<>();
    private final Map<Kind<?>, List<Consumer<Delta<io.gingham.watch.ResourceKey, Versioned<?>>>>>
            subscribers = new HashMap<>();
    private int version;

    public boolean inSync = true;
    public String outage = "";
    public final List<ClusterNode> nodes = new ArrayList<>();
    public Set<IpAddress> apiServers = Set.of();
    public final Map<String, BGPConfigurationSpec> bgpConfigurations = new TreeMap<>();
    public final Map<String, BGPPeerSpec> bgpPeers = new TreeMap<>();
    public final Map<String, BGPFilterSpec> bgpFilters = new TreeMap<>();
    public final Map<String, FelixConfigurationSpec> felixConfigurations = new TreeMap<>();
    public final Map<String, IPPoolSpec> pools = new TreeMap<>();

    /// @param inbox gets each change of a resource
    public FakeFeed(PolicyInbox inbox) {
        this.inbox = inbox;
    }

    /// @return its version
    public String put(Resource resource, String... problems) {
        resources.put(resource.resourceKey(), resource);
        String now = Integer.toString(++version);
        inbox.put(
                new ResourceChange(
                        Delta.put(resource.resourceKey(), resource), now, List.of(problems)));
        return now;
    }

    public void remove(Resource resource) {
        resources.remove(resource.resourceKey());
        inbox.put(new ResourceChange(Delta.remove(resource.resourceKey()), "", List.of()));
    }

    /// As a watch does that has lost its place: all that is there comes once more.
    public void listAgain() {
        List.copyOf(resources.values()).forEach(this::put);
    }

    @Override
    public boolean isInSync() {
        return inSync;
    }

    @Override
    public String outage() {
        return outage;
    }

    /// A kind that no field above is of has no objects until the test puts some.
    @Override
    @SuppressWarnings("unchecked") // put() pairs them
    public <V> SortedMap<io.gingham.watch.ResourceKey, Versioned<V>> objects(Kind<V> kind) {
        SortedMap<io.gingham.watch.ResourceKey, Versioned<V>> copy = new TreeMap<>();
        objects.getOrDefault(kind, Map.of())
                .forEach((key, held) -> copy.put(key, (Versioned<V>) held));
        return copy;
    }

    @Override
    public <V> Subscription subscribe(
            Kind<V> kind, Consumer<Delta<io.gingham.watch.ResourceKey, Versioned<V>>> subscriber) {
        @SuppressWarnings("unchecked") // put() pairs them
        Consumer<Delta<io.gingham.watch.ResourceKey, Versioned<?>>> any =
                (Consumer<Delta<io.gingham.watch.ResourceKey, Versioned<?>>>)
                        (Consumer<?>) subscriber;
        objects(kind).forEach((key, held) -> subscriber.accept(Delta.put(key, held)));
        List<Consumer<Delta<io.gingham.watch.ResourceKey, Versioned<?>>>> all =
                subscribers.computeIfAbsent(kind, none -> new ArrayList<>());
        all.add(any);
        return () -> all.remove(any);
    }

    /// @return its version
    public <V> String put(Kind<V> kind, io.gingham.watch.ResourceKey key, V value) {
        Versioned<V> held = new Versioned<>(Integer.toString(++version), value);
        objects.computeIfAbsent(kind, none -> new TreeMap<>()).put(key, held);
        List.copyOf(subscribers.getOrDefault(kind, List.of()))
                .forEach(subscriber -> subscriber.accept(Delta.put(key, held)));
        return held.resourceVersion();
    }

    public void remove(Kind<?> kind, io.gingham.watch.ResourceKey key) {
        if (objects.getOrDefault(kind, new TreeMap<>()).remove(key) != null) {
            List.copyOf(subscribers.getOrDefault(kind, List.of()))
                    .forEach(subscriber -> subscriber.accept(Delta.remove(key)));
        }
    }

    @Override
    public List<Resource> resources() {
        return new ArrayList<>(resources.values());
    }

    @Override
    public Set<IpAddress> apiServers() {
        return apiServers;
    }

    @Override
    public Collection<ClusterNode> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public Map<String, BGPConfigurationSpec> bgpConfigurations() {
        return bgpConfigurations;
    }

    @Override
    public Map<String, BGPPeerSpec> bgpPeers() {
        return bgpPeers;
    }

    @Override
    public Map<String, BGPFilterSpec> bgpFilters() {
        return bgpFilters;
    }

    @Override
    public Map<String, FelixConfigurationSpec> felixConfigurations() {
        return felixConfigurations;
    }

    @Override
    public Map<String, IPPoolSpec> pools() {
        return pools;
    }
}
