package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.delta.Delta;
import io.gingham.policy.convert.ClusterConverter;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.watch.Outages;
import io.gingham.watch.Versioned;
import io.gingham.watch.WatchCache;
import io.gingham.watch.WatchCache.Presence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// Mirrors all kinds that policy depends on.
///
/// Pods and namespaces are many and change often: the client's own classes read them. All others
/// come as maps and lists, so that one object of an odd form harms no other.
final class PolicyResources {

    /// Nodes are mirrored elsewhere, endpoints are no objects of the API.
    private static final List<ResourceKind> AS_MAPS =
            List.of(
                    ResourceKind.SERVICE_ACCOUNT,
                    ResourceKind.KUBERNETES_NETWORK_POLICY,
                    ResourceKind.ENDPOINT_SLICE,
                    ResourceKind.CLUSTER_NETWORK_POLICY,
                    ResourceKind.ADMIN_NETWORK_POLICY,
                    ResourceKind.BASELINE_ADMIN_NETWORK_POLICY,
                    ResourceKind.NETWORK_POLICY,
                    ResourceKind.GLOBAL_NETWORK_POLICY,
                    ResourceKind.STAGED_NETWORK_POLICY,
                    ResourceKind.STAGED_GLOBAL_NETWORK_POLICY,
                    ResourceKind.STAGED_KUBERNETES_NETWORK_POLICY,
                    ResourceKind.TIER,
                    ResourceKind.PROFILE,
                    ResourceKind.NETWORK_SET,
                    ResourceKind.GLOBAL_NETWORK_SET,
                    ResourceKind.HOST_ENDPOINT);

    private final Consumer<ResourceChange> listener;
    private final Map<ResourceKind, WatchCache<?, Converted>> caches =
            new EnumMap<>(ResourceKind.class);

    /// @param listener hears each change, and first of all one for each object; on any thread
    /// @param onFirstSync called when a kind has been listed for the first time
    PolicyResources(
            KubernetesClient client,
            Consumer<ResourceChange> listener,
            Runnable onFirstSync,
            Outages outages) {
        this.listener = listener;
        typed(
                client,
                ResourceKind.NAMESPACE,
                io.fabric8.kubernetes.api.model.Namespace.class,
                n -> new Converted(ClusterConverter.convert(n), List.of()),
                onFirstSync,
                outages);
        typed(
                client,
                ResourceKind.POD,
                io.fabric8.kubernetes.api.model.Pod.class,
                pod -> new Converted(ClusterConverter.convert(pod), List.of()),
                onFirstSync,
                outages);
        for (ResourceKind kind : AS_MAPS) {
            caches.put(
                    kind,
                    WatchCache.of(
                            client,
                            KindContext.of(kind),
                            presence(kind),
                            object -> ResourceConverter.failingClosed(kind, map(object)),
                            delta -> tell(kind, delta),
                            onFirstSync,
                            outages));
        }
    }

    private <T extends HasMetadata> void typed(
            KubernetesClient client,
            ResourceKind kind,
            Class<T> type,
            Function<T, Converted> projection,
            Runnable onFirstSync,
            Outages outages) {
        caches.put(
                kind,
                WatchCache.of(
                        client,
                        type,
                        projection,
                        delta -> tell(kind, delta),
                        onFirstSync,
                        outages));
    }

    /// Kinds of Kubernetes itself that a version may lack, or an administrator install. Our own
    /// definitions are part of the installation.
    private static Presence presence(ResourceKind kind) {
        return switch (kind) {
            case ENDPOINT_SLICE,
                    CLUSTER_NETWORK_POLICY,
                    ADMIN_NETWORK_POLICY,
                    BASELINE_ADMIN_NETWORK_POLICY ->
                    Presence.OPTIONAL;
            case NAMESPACE,
                    SERVICE_ACCOUNT,
                    POD,
                    NODE,
                    ENDPOINT,
                    KUBERNETES_NETWORK_POLICY,
                    NETWORK_POLICY,
                    GLOBAL_NETWORK_POLICY,
                    STAGED_NETWORK_POLICY,
                    STAGED_GLOBAL_NETWORK_POLICY,
                    STAGED_KUBERNETES_NETWORK_POLICY,
                    TIER,
                    PROFILE,
                    NETWORK_SET,
                    GLOBAL_NETWORK_SET,
                    HOST_ENDPOINT ->
                    Presence.REQUIRED;
        };
    }

    private static Map<String, Object> map(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", meta.getName());
        if (meta.getNamespace() != null) {
            metadata.put("namespace", meta.getNamespace());
        }
        metadata.put("labels", Objects.requireNonNullElse(meta.getLabels(), Map.of()));
        Map<String, Object> map = new LinkedHashMap<>(object.getAdditionalProperties());
        map.put("metadata", metadata);
        return map;
    }

    private void tell(
            ResourceKind kind, Delta<io.gingham.watch.ResourceKey, Versioned<Converted>> delta) {
        listener.accept(
                switch (delta) {
                    case Delta.Put<io.gingham.watch.ResourceKey, Versioned<Converted>>(
                                    var ignored,
                                    var versioned) ->
                            put(versioned);
                    case Delta.Remove<io.gingham.watch.ResourceKey, Versioned<Converted>>(
                                    var key) ->
                            new ResourceChange(
                                    Delta.remove(
                                            new ResourceKey(kind, key.namespace(), key.name())),
                                    "",
                                    List.of());
                });
    }

    private static ResourceChange put(Versioned<Converted> versioned) {
        Resource resource = versioned.value().resource();
        return new ResourceChange(
                Delta.put(resource.resourceKey(), resource),
                versioned.resourceVersion(),
                versioned.value().problems());
    }

    /// The resources that are mirrored, as RBAC names them: `pods`, `tiers.projectcalico.org`.
    List<String> names() {
        return caches.keySet().stream()
                .map(KindContext::of)
                .map(c -> HasMetadata.getFullResourceName(c.getPlural(), c.getGroup()))
                .toList();
    }

    List<WatchCache<?, ?>> caches() {
        return List.copyOf(caches.values());
    }

    /// As last seen.
    List<Resource> snapshot() {
        List<Resource> all = new ArrayList<>();
        caches.keySet().forEach(kind -> all.addAll(snapshot(kind)));
        return all;
    }

    /// Those of one kind, as last seen.
    List<Resource> snapshot(ResourceKind kind) {
        WatchCache<?, Converted> cache = Objects.requireNonNull(caches.get(kind));
        return cache.snapshot().values().stream().map(v -> v.value().resource()).toList();
    }
}
