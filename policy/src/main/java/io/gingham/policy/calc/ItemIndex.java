package io.gingham.policy.calc;

import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.policy.selector.LabelRestrictions.Restriction;
import io.gingham.policy.selector.Labels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What can be selected, by label and value: the items, and beside them those whose labels they
/// inherit, so that a namespace's label stands here once and not with each of its pods.
final class ItemIndex {

    private static final int[] NOTHING = {};

    /// A thing that selectors may select.
    static final class Item {
        final ResourceKey key;

        /// Of the index's own.
        final int number;

        Selectable resource;

        /// Numbers of the selectors that select it now, ascending.
        int[] selectors = NOTHING;

        Item(ResourceKey key, int number, Selectable resource) {
            this.key = key;
            this.number = number;
            this.resource = resource;
        }
    }

    /// One from whom items inherit. It may not be known (yet).
    private static final class Parent {
        @Nullable LabelParent resource;
        Map<String, String> pairs = Map.of();
        final IntSet children = new IntSet();
    }

    /// Who has a label with one value.
    private static final class Holders {
        final IntSet items = new IntSet();
        final List<Parent> parents = new ArrayList<>(0);

        boolean isEmpty() {
            return items.isEmpty() && parents.isEmpty();
        }

        int count() {
            int count = items.size();
            for (Parent parent : parents) {
                count += parent.children.size();
            }
            return count;
        }
    }

    private final Map<ResourceKey, Item> byKey = new HashMap<>();
    private final List<@Nullable Item> byNumber = new ArrayList<>();
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    private final Map<ResourceKey, Parent> parents = new HashMap<>();
    private final Map<String, Map<String, Holders>> byLabel = new HashMap<>();

    @Nullable Item get(ResourceKey key) {
        return byKey.get(key);
    }

    Item add(Selectable resource) {
        int number = freeNumbers.isEmpty() ? byNumber.size() : freeNumbers.removeLast();
        Item item = new Item(resource.resourceKey(), number, resource);
        if (number == byNumber.size()) {
            byNumber.add(item);
        } else {
            byNumber.set(number, item);
        }
        byKey.put(item.key, item);
        link(item);
        return item;
    }

    void relabel(Item item, Selectable resource) {
        unlink(item);
        item.resource = resource;
        link(item);
    }

    void remove(Item item) {
        unlink(item);
        byKey.remove(item.key);
        byNumber.set(item.number, null);
        freeNumbers.add(item.number);
    }

    private void link(Item item) {
        LabelPairs.forEachOf(
                item.resource, (label, value) -> holders(label, value).items.add(item.number));
        for (ResourceKey parent : LabelPairs.parentsOf(item.resource)) {
            parents.computeIfAbsent(parent, k -> new Parent()).children.add(item.number);
        }
    }

    private void unlink(Item item) {
        LabelPairs.forEachOf(
                item.resource,
                (label, value) -> {
                    Holders holders = holders(label, value);
                    holders.items.remove(item.number);
                    dropIfEmpty(label, value, holders);
                });
        for (ResourceKey key : LabelPairs.parentsOf(item.resource)) {
            Parent parent = parents.get(key);
            if (parent != null) {
                parent.children.remove(item.number);
                forgetIfUnused(key, parent);
            }
        }
    }

    /// @param resource null if it is gone
    /// @return the labels that its children have from it no longer, newly, or with another value;
    ///   all of them if it came or went
    Collection<String> putParent(ResourceKey key, @Nullable LabelParent resource) {
        Parent parent = parents.computeIfAbsent(key, k -> new Parent());
        Map<String, String> before = parent.pairs;
        Map<String, String> after =
                resource == null ? Map.of() : LabelPairs.inheritedFrom(resource);
        List<String> changed = new ArrayList<>();
        before.forEach(
                (label, value) -> {
                    if (!value.equals(after.get(label))) {
                        changed.add(label);
                        Holders holders = holders(label, value);
                        holders.parents.remove(parent);
                        dropIfEmpty(label, value, holders);
                    }
                });
        after.forEach(
                (label, value) -> {
                    String old = before.get(label);
                    if (!value.equals(old)) {
                        holders(label, value).parents.add(parent);
                        if (old == null) {
                            changed.add(label);
                        }
                    }
                });
        parent.resource = resource;
        parent.pairs = after;
        forgetIfUnused(key, parent);
        return changed;
    }

    boolean knows(ResourceKey parent) {
        return resourceOf(parent) != null;
    }

    private void forgetIfUnused(ResourceKey key, Parent parent) {
        if (parent.resource == null && parent.children.isEmpty()) {
            parents.remove(key);
        }
    }

    private Holders holders(String label, String value) {
        return byLabel.computeIfAbsent(label, l -> new HashMap<>())
                .computeIfAbsent(value, v -> new Holders());
    }

    private void dropIfEmpty(String label, String value, Holders holders) {
        Map<String, Holders> byValue = byLabel.get(label);
        if (byValue != null && holders.isEmpty()) {
            byValue.remove(value);
            if (byValue.isEmpty()) {
                byLabel.remove(label);
            }
        }
    }

    void forEachChild(ResourceKey key, Consumer<Item> consumer) {
        Parent parent = parents.get(key);
        if (parent != null) {
            forEach(parent.children, consumer);
        }
    }

    /// At least the items that fulfil all the restrictions: those that fulfil the one that leaves
    /// the fewest. An item may be given twice.
    void forEachCandidate(SortedMap<String, Restriction> restrictions, Consumer<Item> consumer) {
        if (restrictions.isEmpty()) {
            byKey.values().forEach(consumer);
            return;
        }
        Collection<Holders> fewest = List.of();
        int fewestCount = Integer.MAX_VALUE;
        for (Map.Entry<String, Restriction> restriction : restrictions.entrySet()) {
            Collection<Holders> holders = fulfilling(restriction.getKey(), restriction.getValue());
            int count = 0;
            for (Holders holder : holders) {
                count += holder.count();
            }
            if (count < fewestCount) {
                fewest = holders;
                fewestCount = count;
            }
        }
        for (Holders holders : fewest) {
            forEach(holders.items, consumer);
            holders.parents.forEach(parent -> forEach(parent.children, consumer));
        }
    }

    private Collection<Holders> fulfilling(String label, Restriction restriction) {
        Map<String, Holders> byValue = byLabel.getOrDefault(label, Map.of());
        if (restriction.oneOf().isEmpty()) {
            return byValue.values();
        }
        List<Holders> found = new ArrayList<>();
        for (String value : restriction.oneOf().get()) {
            Holders holders = byValue.get(value);
            if (holders != null) {
                found.add(holders);
            }
        }
        return found;
    }

    void forEach(IntSet numbers, Consumer<Item> consumer) {
        numbers.forEach(
                number -> {
                    Item item = byNumber.get(number);
                    if (item != null) {
                        consumer.accept(item);
                    }
                });
    }

    /// What it inherits, one map for each known parent.
    void forEachInherited(Item item, Consumer<Map<String, String>> consumer) {
        for (ResourceKey key : LabelPairs.parentsOf(item.resource)) {
            Parent parent = parents.get(key);
            if (parent != null && !parent.pairs.isEmpty()) {
                consumer.accept(parent.pairs);
            }
        }
    }

    /// What selectors see of it; null as long as its namespace isn't known.
    @Nullable Labels labelsOf(Item item) {
        return switch (item.resource) {
            case Pod pod -> {
                String name = pod.key().namespace();
                Namespace namespace = (Namespace) resourceOf(Namespace.key(name));
                yield namespace == null
                        ? null
                        : EffectiveLabels.of(pod, namespace, accountOf(pod, name));
            }
            case NetworkSet set -> {
                Namespace namespace = (Namespace) resourceOf(Namespace.key(set.namespace()));
                boolean unknown = namespace == null && !set.namespace().isEmpty();
                yield unknown ? null : EffectiveLabels.of(set, namespace);
            }
            case HostEndpoint endpoint -> {
                List<Profile> profiles = new ArrayList<>();
                for (String name : endpoint.profiles()) {
                    if (resourceOf(Profile.key(name)) instanceof Profile profile) {
                        profiles.add(profile);
                    }
                }
                yield EffectiveLabels.of(endpoint, profiles);
            }
            case Node node -> EffectiveLabels.of(node);
        };
    }

    private @Nullable ServiceAccount accountOf(Pod pod, String namespace) {
        return pod.serviceAccount().isEmpty()
                ? null
                : (ServiceAccount) resourceOf(ServiceAccount.key(namespace, pod.serviceAccount()));
    }

    private @Nullable LabelParent resourceOf(ResourceKey parent) {
        Parent found = parents.get(parent);
        return found == null ? null : found.resource;
    }

    /// Of a selector's numbers, sorted in place, without repetitions.
    static int[] distinct(int[] numbers, int count) {
        if (count == 0) {
            return NOTHING;
        }
        Arrays.sort(numbers, 0, count);
        int kept = 1;
        for (int i = 1; i < count; i++) {
            if (numbers[i] != numbers[i - 1]) {
                numbers[kept++] = numbers[i];
            }
        }
        return Arrays.copyOf(numbers, kept);
    }
}
