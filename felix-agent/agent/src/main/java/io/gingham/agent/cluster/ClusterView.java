package io.gingham.agent.cluster;

import io.gingham.delta.Delta;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpAddress;
import io.gingham.watch.Feed;
import io.gingham.watch.FeedSource;
import io.gingham.watch.Kind;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Subscription;
import io.gingham.watch.Versioned;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The feed of all [Kinds], and who is woken by what.
public final class ClusterView implements ClusterFeed, AutoCloseable {

    private final Set<IpAddress> apiServer;
    private final Feed feed;

    /// Whom to wake; each may be called on any thread.
    ///
    /// @param resourceChanged what policy depends on; first of all, each resource that there is
    /// @param settingsChanged pools or Felix's configuration, and once when all has been listed
    /// @param topologyChanged nodes, pools, BGP peers, filters or BGP's configuration, and once
    ///   when all has been listed
    public record Listener(
            Consumer<ResourceChange> resourceChanged,
            Runnable settingsChanged,
            Runnable topologyChanged) {}

    /// @param apiServer where the source is, as it is told to the client
    public ClusterView(FeedSource source, @Nullable URL apiServer, Listener listener) {
        this.apiServer = literal(apiServer);
        feed =
                new Feed(
                        source,
                        Kinds.ALL,
                        () -> {
                            listener.settingsChanged().run();
                            listener.topologyChanged().run();
                        });
        Consumer<ResourceChange> changed = listener.resourceChanged();
        Kinds.POLICY.forEach((kind, row) -> tell(row, kind, Function.identity(), changed));
        tell(
                Kinds.NODES,
                ResourceKind.NODE,
                seen -> new Converted(seen.labelled(), List.of()),
                changed);
        tell(
                Kinds.ENDPOINT_SLICES,
                ResourceKind.ENDPOINT_SLICE,
                Kinds.SeenSlice::converted,
                changed);
        Kinds.SETTINGS.forEach(kind -> wake(kind, listener.settingsChanged()));
        Kinds.TOPOLOGY.forEach(kind -> wake(kind, listener.topologyChanged()));
        // They also say which addresses are pods', of which nodes tell each other.
        wake(Kinds.POOLS, listener.topologyChanged());
    }

    private <V> void wake(Kind<V> kind, Runnable whom) {
        feed.subscribe(kind, delta -> whom.run());
    }

    private <V> void tell(
            Kind<V> row,
            ResourceKind kind,
            Function<V, Converted> converted,
            Consumer<ResourceChange> whom) {
        feed.subscribe(row, delta -> whom.accept(ResourceChange.of(kind, delta, converted)));
    }

    public void start() {
        feed.start();
    }

    @Override
    public boolean isInSync() {
        return feed.isInSync();
    }

    @Override
    public String outage() {
        return feed.outage();
    }

    @Override
    public <V> SortedMap<ResourceKey, Versioned<V>> objects(Kind<V> kind) {
        return feed.objects(kind);
    }

    @Override
    public <V> Subscription subscribe(
            Kind<V> kind, Consumer<Delta<ResourceKey, Versioned<V>>> subscriber) {
        return feed.subscribe(kind, subscriber);
    }

    @Override
    public List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        Kinds.POLICY.keySet().forEach(kind -> resources.addAll(resources(kind)));
        objects(Kinds.NODES).values().forEach(seen -> resources.add(seen.value().labelled()));
        resources.addAll(slices());
        return resources;
    }

    private List<Resource> resources(ResourceKind kind) {
        return objects(Objects.requireNonNull(Kinds.POLICY.get(kind))).values().stream()
                .map(held -> held.value().resource())
                .toList();
    }

    private List<Resource> slices() {
        return objects(Kinds.ENDPOINT_SLICES).values().stream()
                .map(held -> held.value().converted().resource())
                .toList();
    }

    /// As the client is told to, and the endpoints of the service `kubernetes` (which API servers
    /// before 1.21 don't show).
    @Override
    public Set<IpAddress> apiServers() {
        Set<IpAddress> addresses = new TreeSet<>(apiServer);
        for (Resource resource : slices()) {
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
    public void close() {
        feed.close();
    }
}
