package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What might be done to a cluster.
///
/// @param with manifests that would be applied. A staged policy among them is tried as its content:
///   as the policy that it stages, or without the one that it would delete
/// @param without objects that would be deleted, as `KIND/NAMESPACE/NAME`, or `KIND/NAME` where a
///   kind has no namespace
public record Change(List<Manifest> with, List<String> without) {

    public static final Change NONE = new Change(List.of(), List.of());

    public Change {
        with = List.copyOf(with);
        without = List.copyOf(without);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /// The cluster after it. What is deleted goes first.
    ///
    /// @throws IllegalArgumentException if something that would be deleted is not there
    LoadedCluster applyTo(LoadedCluster cluster) {
        Set<ResourceKey> gone = new HashSet<>();
        without.forEach(text -> gone.addAll(keys(cluster, text)));
        LoadedCluster left = gone.isEmpty() ? cluster : cluster.without(gone);
        LoadedCluster changed = left.with(with);
        return changed.withState(staged(changed));
    }

    private Collection<Resource> staged(LoadedCluster changed) {
        SortedMap<ResourceKey, Resource> resources = new TreeMap<>(changed.state().resources());
        Set<Manifest> mine = new HashSet<>(with);
        for (Map.Entry<ResourceKey, Manifest> entry : changed.manifests().entrySet()) {
            if (mine.contains(entry.getValue())
                    && changed.state().resources().get(entry.getKey()) instanceof Policy policy) {
                policy.staged().ifPresent(action -> enforce(policy, action, resources));
            }
        }
        return resources.values();
    }

    private static void enforce(
            Policy policy, Policy.StagedAction action, SortedMap<ResourceKey, Resource> resources) {
        switch (action) {
            case SET -> {
                Policy enforced = policy.enforced();
                resources.put(enforced.key(), enforced);
            }
            case DELETE -> resources.remove(policy.key().ofEnforcedKind());
            // Neither says what would be in force.
            case LEARN, IGNORE -> {}
        }
    }

    /// Two kinds of different groups may have the same name.
    private static List<ResourceKey> keys(LoadedCluster cluster, String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no object; expected KIND/NAMESPACE/NAME or KIND/NAME");
        }
        String kind = text.substring(0, slash).toLowerCase(Locale.ROOT);
        String path = text.substring(slash + 1);
        List<ResourceKey> ofKind =
                cluster.state().resources().keySet().stream()
                        .filter(key -> isOfKind(key, kind))
                        .toList();
        List<ResourceKey> found = ofKind.stream().filter(key -> key.path().equals(path)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no "
                            + text
                            + " to be taken away"
                            + near(ofKind, kind).map(names -> "; there is " + names).orElse(""));
        }
        return found;
    }

    private static boolean isOfKind(ResourceKey key, String kind) {
        return key.kind().kind().toLowerCase(Locale.ROOT).equals(kind)
                || key.kind().plural().equals(kind)
                || key.kind().resourceName().equals(kind);
    }

    private static Optional<String> near(List<ResourceKey> ofKind, String kind) {
        List<String> names = new ArrayList<>(ofKind.stream().map(ResourceKey::path).toList());
        if (names.isEmpty()) {
            return Optional.of("none of kind " + kind);
        }
        return Optional.of(
                names.stream()
                                .limit(5)
                                .map(name -> kind + "/" + name)
                                .collect(Collectors.joining(", "))
                        + (names.size() > 5 ? " and " + (names.size() - 5) + " more" : ""));
    }
}
