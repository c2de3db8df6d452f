package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// All that policy depends on.
///
/// @param endpoints by interface name: the pods that are wired on this node. A pod on another node
///   has none here
public record ClusterState(
        SortedMap<String, Namespace> namespaces,
        SortedMap<PodKey, Pod> pods,
        SortedMap<PolicyKey, NetworkPolicy> policies,
        SortedMap<String, Endpoint> endpoints) {

    public ClusterState {
        namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
        pods = Collections.unmodifiableSortedMap(new TreeMap<>(pods));
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    }

    public static ClusterState of(
            Collection<Namespace> namespaces,
            Collection<Pod> pods,
            Collection<? extends NetworkPolicy> policies,
            Collection<Endpoint> endpoints) {
        return new ClusterState(
                byKey(namespaces, Namespace::name),
                byKey(pods, Pod::key),
                byKey(policies, NetworkPolicy::key),
                byKey(endpoints, Endpoint::interfaceName));
    }

    public ClusterState withEndpoints(Collection<Endpoint> others) {
        return new ClusterState(namespaces, pods, policies, byKey(others, Endpoint::interfaceName));
    }

    /// The pod behind an interface, unless the API server hasn't shown it yet, or only another pod
    /// of that name.
    public Optional<Pod> podOf(Endpoint endpoint) {
        return Optional.ofNullable(pods.get(endpoint.pod())).filter(endpoint::belongsTo);
    }

    /// Every pod's addresses: those the API server shows and those the CNI server gave out. Pods
    /// that are no peers (on the host's network, completed) have none.
    public Map<PodKey, SortedSet<IpAddress>> peerAddresses() {
        Map<PodKey, SortedSet<IpAddress>> addresses = new TreeMap<>();
        for (Pod pod : pods.values()) {
            if (pod.isPeer()) {
                addresses.put(pod.key(), new TreeSet<>(pod.ips()));
            }
        }
        for (Endpoint endpoint : endpoints.values()) {
            podOf(endpoint)
                    .filter(Pod::isPeer)
                    .ifPresent(pod -> merge(addresses, pod.key(), endpoint));
        }
        return addresses;
    }

    private static void merge(
            Map<PodKey, SortedSet<IpAddress>> addresses, PodKey key, Endpoint endpoint) {
        addresses.computeIfAbsent(key, k -> new TreeSet<>()).addAll(endpoint.ips());
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> byKey(
            Collection<? extends V> values, Function<V, K> key) {
        SortedMap<K, V> map = new TreeMap<>();
        for (V value : values) {
            map.put(key.apply(value), value);
        }
        return map;
    }
}
