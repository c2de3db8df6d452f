package io.gingham.policy.explain;

import io.gingham.policy.convert.ConversionException;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A cluster as manifests describe it.
///
/// What a file may well lack is made up, so that a pod and a policy are enough to ask a question: a
/// Namespace for each pod (with its name as its label) and an address for each pod without one (of
/// 198.18.0.0/15, RFC 2544).
///
/// @param manifests where each resource stands
/// @param findings what can't be understood
/// @param ignored kinds that policy doesn't depend on
public record LoadedCluster(
        ClusterState state,
        Map<ResourceKey, Manifest> manifests,
        List<Finding> findings,
        SortedSet<String> ignored) {

    private static final LoadedCluster EMPTY = of(ClusterState.EMPTY);
    private static final int FIRST_MADE_UP = 0xc612_0000;

    /// @throws ManifestException if a manifest has no kind or name
    public static LoadedCluster of(List<Manifest> manifests) {
        return EMPTY.with(manifests);
    }

    /// A cluster that is known from elsewhere.
    public static LoadedCluster of(ClusterState state) {
        return new LoadedCluster(state, Map.of(), List.of(), new TreeSet<>());
    }

    /// With the manifests applied: one of the same kind, namespace and name replaces. The findings
    /// are those of these manifests.
    public LoadedCluster with(List<Manifest> more) {
        SortedMap<ResourceKey, Resource> resources = new TreeMap<>(state.resources());
        Map<ResourceKey, Manifest> where = new TreeMap<>(manifests);
        List<Finding> found = new ArrayList<>();
        SortedSet<String> unknown = new TreeSet<>();
        for (Manifest manifest : more) {
            Optional<Converted> converted = convert(manifest, unknown);
            if (converted.isEmpty()) {
                continue;
            }
            Resource resource = converted.get().resource();
            resources.put(resource.resourceKey(), resource);
            where.put(resource.resourceKey(), manifest);
            for (String problem : converted.get().problems()) {
                found.add(Finding.error(resource.resourceKey(), manifest, problem));
            }
        }
        completePods(resources);
        return new LoadedCluster(ClusterState.of(resources.values()), where, found, unknown);
    }

    private static Optional<Converted> convert(Manifest manifest, SortedSet<String> ignored) {
        Object kind = manifest.object().get("kind");
        Object apiVersion = manifest.object().get("apiVersion");
        if (!(kind instanceof String kindText) || !(apiVersion instanceof String versionText)) {
            throw new ManifestException(
                    manifest.file(), manifest.line(""), "expected apiVersion and kind");
        }
        Optional<ResourceKind> known = ResourceConverter.kindOf(versionText, kindText);
        if (known.isEmpty()) {
            ignored.add(kindText + " of " + versionText);
            return Optional.empty();
        }
        try {
            return Optional.of(ResourceConverter.convert(known.get(), manifest.object()));
        } catch (ConversionException e) {
            throw new ManifestException(
                    manifest.file(), manifest.line("metadata"), String.valueOf(e.getMessage()));
        }
    }

    private static void completePods(SortedMap<ResourceKey, Resource> resources) {
        int madeUp = 0;
        for (Resource resource : List.copyOf(resources.values())) {
            if (!(resource instanceof Pod pod)) {
                continue;
            }
            String namespace = pod.key().namespace();
            resources.putIfAbsent(
                    Namespace.key(namespace),
                    new Namespace(namespace, Map.of("kubernetes.io/metadata.name", namespace)));
            if (pod.ips().isEmpty() && !pod.phase().isCompleted()) {
                IpAddress address = IpAddress.ipv4(FIRST_MADE_UP + ++madeUp);
                resources.put(
                        pod.resourceKey(),
                        new Pod(
                                pod.key(),
                                pod.uid(),
                                pod.node(),
                                pod.serviceAccount(),
                                pod.labels(),
                                List.of(address),
                                pod.hostNetwork(),
                                pod.phase(),
                                pod.ports()));
            }
        }
    }

    /// `state.yaml:12`, or empty if it isn't known where the resource stands.
    public String where(ResourceKey key, String path) {
        Manifest manifest = manifests.get(key);
        return manifest == null ? "" : manifest.where(path);
    }

    /// Where a rule stands; the policy, if the rule is 0.
    String where(ResourceKey key, Direction direction, int rule) {
        if (!(state.resources().get(key) instanceof Policy policy) || rule == 0) {
            return where(key, "");
        }
        return policy.rules(direction).stream()
                .filter(candidate -> candidate.origin().number() == rule)
                .findFirst()
                .map(found -> where(key, found.origin().path()))
                .orElseGet(() -> where(key, ""));
    }
}
