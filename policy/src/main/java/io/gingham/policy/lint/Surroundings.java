package io.gingham.policy.lint;

import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.explain.ServiceEntry;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a check sees: the policies of the files, and the cluster they are for.
final class Surroundings {

    private final LoadedCluster cluster;
    private final List<Policy> policies;
    private final List<Pod> pods;
    private final Map<ResourceKey, List<Pod>> governed = new HashMap<>();

    Surroundings(LoadedCluster cluster) {
        this.cluster = cluster;
        this.policies =
                cluster.state().all(Policy.class).stream()
                        .filter(policy -> cluster.manifests().containsKey(policy.key()))
                        .toList();
        this.pods = cluster.state().all(Pod.class).stream().filter(Pod::isPeer).toList();
    }

    /// Those that stand in the files.
    List<Policy> policies() {
        return policies;
    }

    /// Those that decide, in the order in which they are asked.
    List<Policy> inForce() {
        return cluster.state().all(Policy.class).stream()
                .filter(Policy::isInForce)
                .filter(policy -> policy.stage() == Policy.Stage.NORMAL)
                .sorted(
                        Comparator.comparing(
                                        (Policy policy) -> cluster.state().tier(policy.tier()),
                                        io.gingham.policy.model.Tier.ORDER)
                                .thenComparing(Policy.ORDER))
                .toList();
    }

    ClusterState state() {
        return cluster.state();
    }

    List<ServiceEntry> services() {
        return cluster.services();
    }

    Map<ResourceKey, Manifest> manifests() {
        return cluster.manifests();
    }

    @Nullable Manifest manifest(Policy policy) {
        return cluster.manifests().get(policy.key());
    }

    /// Without pods nothing can be said about them.
    boolean podsKnown() {
        return !cluster.state().all(Pod.class).isEmpty();
    }

    /// Pods in a network namespace of their own.
    List<Pod> pods() {
        return pods;
    }

    List<Pod> governed(Policy policy) {
        return governed.computeIfAbsent(policy.key(), key -> selected(policy.subject()));
    }

    List<Pod> selected(Selector selector) {
        List<Pod> found = new ArrayList<>();
        for (Pod pod : pods) {
            if (state().labelsOf(pod).filter(selector::matches).isPresent()) {
                found.add(pod);
            }
        }
        return found;
    }

    /// Whether anything that is here has such labels: a pod, a host endpoint, a network set.
    boolean isAnythingSelected(Selector selector) {
        return !selected(selector).isEmpty()
                || state().all(HostEndpoint.class).stream()
                        .anyMatch(endpoint -> selector.matches(state().labelsOf(endpoint)))
                || state().all(NetworkSet.class).stream()
                        .anyMatch(
                                set -> state().labelsOf(set).filter(selector::matches).isPresent());
    }

    /// False for what stands in the place of a rule that conversion refused.
    static boolean isUnderstood(Policy policy, Rule rule) {
        String path = rule.origin().path();
        return policy.problems().stream()
                .noneMatch(
                        problem ->
                                problem.startsWith(path + ":")
                                        || problem.startsWith(path + ".")
                                        || problem.startsWith(path + "[")
                                        || path.equals("spec"));
    }

    /// What stands at a path of the policy's manifest; empty if nothing does.
    Optional<Object> written(Policy policy, String path) {
        Manifest manifest = manifest(policy);
        return manifest == null ? Optional.empty() : Written.at(manifest.object(), path);
    }

    /// `shop/web-1, shop/web-2 and 3 more`.
    static String names(List<Pod> pods) {
        int shown = pods.size() > 3 ? 2 : pods.size();
        String first =
                String.join(
                        ", ",
                        pods.subList(0, shown).stream().map(p -> p.key().toString()).toList());
        return shown == pods.size() ? first : first + " and " + (pods.size() - shown) + " more";
    }
}
