package io.gingham.policy.explain;

import io.gingham.policy.convert.ConversionException;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
/// Deployments and their like stand for their pods, unless pods of theirs are there.
///
/// @param manifests where each resource stands
/// @param services those that are there
/// @param overlaid those in whose place a later one of the same kind, namespace and name stands
/// @param findings what can't be understood
/// @param several pods that each stand for any number of their like: of workloads that may have
///   more than one
/// @param ignored kinds that policy doesn't depend on, as `ConfigMap of v1`
public record LoadedCluster(
        ClusterState state,
        Map<ResourceKey, Manifest> manifests,
        List<ServiceEntry> services,
        List<Manifest> overlaid,
        Set<PodKey> several,
        List<Finding> findings,
        SortedSet<String> ignored) {

    private static final LoadedCluster EMPTY = of(ClusterState.EMPTY);
    private static final int FIRST_MADE_UP = 0xc612_0000;

    public static LoadedCluster of(List<Manifest> manifests) {
        return EMPTY.with(manifests);
    }

    /// A cluster that is known from elsewhere.
    public static LoadedCluster of(ClusterState state) {
        return new LoadedCluster(
                state, Map.of(), List.of(), List.of(), Set.of(), List.of(), new TreeSet<>());
    }

    /// With the manifests applied: one of the same kind, namespace and name replaces. The findings
    /// are those of these manifests.
    public LoadedCluster with(List<Manifest> more) {
        Loading loading = new Loading(this);
        more.forEach(loading::add);
        loading.addPodsOfWorkloads();
        completePods(loading.resources);
        return new LoadedCluster(
                ClusterState.of(loading.resources.values()),
                loading.where,
                loading.services,
                loading.overlaid,
                loading.several,
                loading.found,
                loading.unknown);
    }

    /// Without these objects, as after `kubectl delete`.
    public LoadedCluster without(Collection<ResourceKey> gone) {
        SortedMap<ResourceKey, Resource> resources = new TreeMap<>(state.resources());
        resources.keySet().removeAll(gone);
        return new LoadedCluster(
                ClusterState.of(resources.values()),
                manifests,
                services,
                overlaid,
                several,
                findings,
                ignored);
    }

    /// With others in place of its resources.
    LoadedCluster withState(Collection<Resource> resources) {
        return new LoadedCluster(
                ClusterState.of(resources),
                manifests,
                services,
                overlaid,
                several,
                findings,
                ignored);
    }

    public LoadedCluster withFindings(List<Finding> others) {
        return new LoadedCluster(state, manifests, services, overlaid, several, others, ignored);
    }

    /// Those of [#ignored] that may matter all the same: kinds of nobody knows what.
    public List<String> notLookedAt() {
        return ignored.stream()
                .filter(kind -> kind.contains(" of "))
                .filter(kind -> !PolicyGroups.isBuiltIn(kind.substring(kind.lastIndexOf(' ') + 1)))
                .toList();
    }

    private static final class Loading {
        private final SortedMap<ResourceKey, Resource> resources;
        private final Map<ResourceKey, Manifest> where;
        private final List<ServiceEntry> services;
        private final List<Manifest> overlaid = new ArrayList<>();
        private final Set<PodKey> several = new TreeSet<>();
        private final List<Finding> found = new ArrayList<>();
        private final SortedSet<String> unknown = new TreeSet<>();
        private final Map<ResourceKey, Manifest> here = new TreeMap<>();
        private final List<Manifest> workloads = new ArrayList<>();

        Loading(LoadedCluster before) {
            resources = new TreeMap<>(before.state.resources());
            where = new TreeMap<>(before.manifests);
            services = new ArrayList<>(before.services);
            several.addAll(before.several);
        }

        void add(Manifest manifest) {
            Object kind = manifest.object().get("kind");
            Object apiVersion = manifest.object().get("apiVersion");
            if (!(kind instanceof String kindText) || !(apiVersion instanceof String version)) {
                // A values.yaml, a Compose file: somebody else's.
                unknown.add("a document without apiVersion and kind in " + manifest.file());
                return;
            }
            Optional<ResourceKind> known = ResourceConverter.kindOf(version, kindText);
            if (known.isPresent()) {
                convert(known.get(), manifest);
                return;
            }
            if (Workloads.isWorkload(manifest)) {
                workloads.add(manifest);
                return;
            }
            Optional<ServiceEntry> service = ServiceEntry.of(manifest);
            if (service.isPresent()) {
                services.removeIf(
                        other ->
                                other.namespace().equals(service.get().namespace())
                                        && other.name().equals(service.get().name()));
                services.add(service.get());
                return;
            }
            PolicyGroups.fault(version, kindText)
                    .ifPresentOrElse(
                            fault ->
                                    fault("unknown-group", kindText, manifest, "apiVersion", fault),
                            () -> unknown.add(kindText + " of " + version));
        }

        private void fault(
                String rule, String kind, Manifest manifest, String path, String message) {
            Object metadata = manifest.object().get("metadata");
            Object name = metadata instanceof Map<?, ?> map ? map.get("name") : null;
            found.add(
                    Finding.of(
                            Finding.Severity.ERROR,
                            rule,
                            name == null ? kind : kind + " " + name,
                            manifest,
                            path,
                            message));
        }

        private void convert(ResourceKind kind, Manifest manifest) {
            Converted converted;
            try {
                converted = ResourceConverter.convert(kind, manifest.object());
            } catch (ConversionException e) {
                fault(
                        "not-understood",
                        kind.kind(),
                        manifest,
                        "metadata",
                        String.valueOf(e.getMessage()));
                return;
            }
            ResourceKey key = converted.resource().resourceKey();
            resources.put(key, converted.resource());
            where.put(key, manifest);
            Manifest twin = here.put(key, manifest);
            if (twin != null && !twin.object().equals(manifest.object())) {
                overlaid.add(twin);
                found.add(
                        Finding.of(
                                Finding.Severity.WARNING,
                                "same-name",
                                key.toString(),
                                manifest,
                                "metadata.name",
                                "it stands here twice: this one takes the place of the one at "
                                        + twin.where("metadata.name")
                                        + "; give them names of their own"));
            }
            converted.problems().forEach(p -> found.add(Finding.error(key, manifest, p)));
        }

        void addPodsOfWorkloads() {
            for (Manifest workload : workloads) {
                boolean mayBeSeveral = Workloads.mayBeSeveral(workload);
                Workloads.pod(workload).ifPresent(pod -> addUnlessThere(pod, mayBeSeveral));
            }
        }

        /// A dump of a cluster holds both the workloads and their pods.
        private void addUnlessThere(Manifest template, boolean mayBeSeveral) {
            try {
                Converted converted =
                        ResourceConverter.convert(ResourceKind.POD, template.object());
                Pod pod = (Pod) converted.resource();
                boolean there =
                        resources.values().stream()
                                .anyMatch(
                                        other ->
                                                other instanceof Pod real
                                                        && here.containsKey(real.resourceKey())
                                                        && isOf(real, pod));
                if (!there) {
                    resources.put(pod.resourceKey(), pod);
                    where.put(pod.resourceKey(), template);
                }
                if (!there && mayBeSeveral) {
                    several.add(pod.key());
                } else {
                    several.remove(pod.key());
                }
            } catch (ConversionException e) {
                fault(
                        "not-understood",
                        "workload",
                        template,
                        "",
                        "its template makes no pod: " + e.getMessage());
            }
        }

        /// By its name, as controllers give it, and its labels.
        private static boolean isOf(Pod real, Pod template) {
            return real.key().namespace().equals(template.key().namespace())
                    && (real.key().name().equals(template.key().name())
                            || real.key().name().startsWith(template.key().name() + "-"))
                    && real.labels().entrySet().containsAll(template.labels().entrySet());
        }
    }

    private static void completePods(SortedMap<ResourceKey, Resource> resources) {
        Set<IpAddress> taken = new HashSet<>();
        resources.values().stream()
                .filter(Pod.class::isInstance)
                .forEach(pod -> taken.addAll(((Pod) pod).ips()));
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
                IpAddress address;
                do {
                    address = IpAddress.ipv4(FIRST_MADE_UP + ++madeUp);
                } while (!taken.add(address));
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

    /// As its author called it; may be empty.
    String ruleName(ResourceKey key, Direction direction, int rule) {
        return state.resources().get(key) instanceof Policy policy
                ? policy.rules(direction).stream()
                        .filter(candidate -> candidate.origin().number() == rule)
                        .findFirst()
                        .map(found -> found.origin().note())
                        .orElse("")
                : "";
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
