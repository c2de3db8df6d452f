package io.gingham.policy.model;

import io.gingham.delta.Delta;
import io.gingham.policy.selector.Labels;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All that verdicts depend on, at one moment.
///
/// What is asked for by class is found by walking: this is the form to be read (by the oracle, by
/// tests, by offline commands), not the form to be fast.
public record ClusterState(SortedMap<ResourceKey, Resource> resources) {

    public static final ClusterState EMPTY = new ClusterState(Collections.emptySortedMap());

    public ClusterState {
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
    }

    public static ClusterState of(Collection<? extends Resource> resources) {
        SortedMap<ResourceKey, Resource> byKey = new TreeMap<>();
        resources.forEach(resource -> byKey.put(resource.resourceKey(), resource));
        return new ClusterState(byKey);
    }

    public ClusterState with(Delta<ResourceKey, Resource> delta) {
        SortedMap<ResourceKey, Resource> changed = new TreeMap<>(resources);
        switch (delta) {
            case Delta.Put<ResourceKey, Resource>(var key, var value) -> changed.put(key, value);
            case Delta.Remove<ResourceKey, Resource>(var key) -> changed.remove(key);
        }
        return new ClusterState(changed);
    }

    public <T extends Resource> List<T> all(Class<T> kind) {
        List<T> found = new ArrayList<>();
        for (Resource resource : resources.values()) {
            if (kind.isInstance(resource)) {
                found.add(kind.cast(resource));
            }
        }
        return found;
    }

    public Optional<Namespace> namespace(String name) {
        return Optional.ofNullable((Namespace) resources.get(Namespace.key(name)));
    }

    public Optional<Pod> pod(PodKey key) {
        return Optional.ofNullable((Pod) resources.get(Pod.resourceKey(key)));
    }

    public Optional<Profile> profile(String name) {
        return Optional.ofNullable((Profile) resources.get(Profile.key(name)));
    }

    /// The tier of that name; a built-in one whatever was made of it; at the end of all if nobody
    /// made it.
    public Tier tier(String name) {
        for (Tier tier : Tier.BUILT_IN) {
            if (tier.name().equals(name)) {
                return tier;
            }
        }
        Resource tier = resources.get(Tier.key(name));
        return tier == null ? Tier.missing(name) : (Tier) tier;
    }

    /// The pod behind an interface, unless the API server hasn't shown it yet, or only another pod
    /// of that name.
    public Optional<Pod> podOf(Endpoint endpoint) {
        return pod(endpoint.pod()).filter(endpoint::belongsTo);
    }

    /// What selectors see of a pod; empty as long as its namespace isn't known: it is then neither
    /// selected nor let out.
    public Optional<Labels> labelsOf(Pod pod) {
        @Nullable ServiceAccount account =
                (ServiceAccount)
                        resources.get(
                                ServiceAccount.key(pod.key().namespace(), pod.serviceAccount()));
        return namespace(pod.key().namespace())
                .map(namespace -> EffectiveLabels.of(pod, namespace, account));
    }

    /// Empty as long as its namespace isn't known.
    public Optional<Labels> labelsOf(NetworkSet set) {
        return set.namespace().isEmpty()
                ? Optional.of(EffectiveLabels.of(set, null))
                : namespace(set.namespace()).map(namespace -> EffectiveLabels.of(set, namespace));
    }

    public Labels labelsOf(HostEndpoint endpoint) {
        List<Profile> profiles =
                endpoint.profiles().stream().flatMap(name -> profile(name).stream()).toList();
        return EffectiveLabels.of(endpoint, profiles);
    }

    /// The addresses that stand for the pod at the other end of a flow: those the API server shows
    /// and those the CNI server gave out. None for a pod that is no peer.
    public SortedSet<IpAddress> addressesOf(Pod pod) {
        SortedSet<IpAddress> addresses = new TreeSet<>();
        if (pod.isPeer()) {
            addresses.addAll(pod.ips());
            for (Endpoint endpoint : all(Endpoint.class)) {
                if (endpoint.belongsTo(pod)) {
                    addresses.addAll(endpoint.ips());
                }
            }
        }
        return addresses;
    }
}
