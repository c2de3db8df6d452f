package io.gingham.policy.calc;

import io.gingham.policy.calc.ItemIndex.Item;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.selector.LabelRestrictions;
import io.gingham.policy.selector.LabelRestrictions.Restriction;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Which selector selects which item: pods, network sets, host endpoints or nodes, by
/// [io.gingham.policy.model.EffectiveLabels]. Each call returns what it changed.
///
/// ```
///  a new selector  ── its restrictions ──▶ ItemIndex:       the items that may fit, are tried
///  a changed item  ── its labels ───────▶ SelectorBuckets: the selectors that may fit, are tried
///  a changed parent (namespace, service account, profile) ──▶ its children, as changed items
/// ```
///
/// An item whose namespace isn't known is not selected by anything.
///
/// @param <S> what stands for a selector; equal ones are the same selector
final class SelectorIndex<S> {

    private static final class Entry<S> {
        final S name;
        final Selector selector;
        final int number;
        final IntSet items = new IntSet();
        SelectorBuckets.Place place = SelectorBuckets.Place.UNRESTRICTED;

        Entry(S name, Selector selector, int number) {
            this.name = name;
            this.selector = selector;
            this.number = number;
        }
    }

    private static final int[] NONE = {};

    private final ItemIndex items = new ItemIndex();
    private final SelectorBuckets buckets = new SelectorBuckets();
    private final Map<S, Entry<S>> byName = new HashMap<>();
    private final List<@Nullable Entry<S>> byNumber = new ArrayList<>();
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    private int[] found = new int[16];
    private int foundCount;

    /// @return the items that it selects
    /// @throws IllegalStateException if there is one of that name
    List<Selectable> addSelector(S name, Selector selector) {
        int number = freeNumbers.isEmpty() ? byNumber.size() : freeNumbers.removeLast();
        Entry<S> entry = new Entry<>(name, selector, number);
        if (byName.put(name, entry) != null) {
            throw new IllegalStateException("selector " + name + " is there already");
        }
        if (number == byNumber.size()) {
            byNumber.add(entry);
        } else {
            byNumber.set(number, entry);
        }
        SortedMap<String, Restriction> restrictions = LabelRestrictions.of(selector);
        entry.place = buckets.add(number, selector, restrictions);
        List<Selectable> selected = new ArrayList<>();
        items.forEachCandidate(
                restrictions,
                item -> {
                    if (!entry.items.contains(item.number) && selects(entry, item)) {
                        entry.items.add(item.number);
                        item.selectors = with(item.selectors, number);
                        selected.add(item.resource);
                    }
                });
        return selected;
    }

    private boolean selects(Entry<S> entry, Item item) {
        Labels labels = items.labelsOf(item);
        return labels != null && entry.selector.matches(labels);
    }

    /// Absent is fine.
    void removeSelector(S name) {
        Entry<S> entry = byName.remove(name);
        if (entry == null) {
            return;
        }
        buckets.remove(entry.number, entry.selector, entry.place);
        items.forEach(entry.items, item -> item.selectors = without(item.selectors, entry.number));
        byNumber.set(entry.number, null);
        freeNumbers.add(entry.number);
    }

    /// A new item, or the new state of one.
    List<Match<S>> putItem(Selectable resource) {
        Item item = items.get(resource.resourceKey());
        if (item == null) {
            return evaluate(items.add(resource));
        }
        if (LabelPairs.isSame(item.resource, resource)) {
            item.resource = resource;
            return List.of();
        }
        items.relabel(item, resource);
        return evaluate(item);
    }

    /// Absent is fine.
    List<Match<S>> removeItem(ResourceKey key) {
        Item item = items.get(key);
        if (item == null) {
            return List.of();
        }
        List<Match<S>> changes = new ArrayList<>();
        change(item, NONE, changes);
        items.remove(item);
        return changes;
    }

    /// @param resource null if it is gone
    List<Match<S>> putParent(ResourceKey key, @Nullable LabelParent resource) {
        boolean wasKnown = items.knows(key);
        boolean matters = wasKnown != (resource != null);
        for (String label : items.putParent(key, resource)) {
            matters |= buckets.mention(label);
        }
        if (!matters) {
            return List.of();
        }
        List<Match<S>> changes = new ArrayList<>();
        items.forEachChild(key, item -> evaluate(item, changes));
        return changes;
    }

    /// The items that a selector selects, in no order.
    List<Selectable> itemsOf(S name) {
        Entry<S> entry = byName.get(name);
        List<Selectable> selected = new ArrayList<>();
        if (entry != null) {
            items.forEach(entry.items, item -> selected.add(item.resource));
        }
        return selected;
    }

    /// The index's own numbers of the selectors that select the item, ascending. Not to be changed;
    /// as long as no selector is added or removed, equal numbers are the same selectors.
    int[] numbersOf(ResourceKey key) {
        Item item = items.get(key);
        return item == null ? NONE : item.selectors;
    }

    /// What stands for the selectors that select the item.
    List<S> selectorsOf(ResourceKey key) {
        Item item = items.get(key);
        if (item == null) {
            return List.of();
        }
        List<S> names = new ArrayList<>(item.selectors.length);
        for (int number : item.selectors) {
            names.add(entry(number).name);
        }
        return names;
    }

    private List<Match<S>> evaluate(Item item) {
        List<Match<S>> changes = new ArrayList<>(0);
        evaluate(item, changes);
        return changes;
    }

    private void evaluate(Item item, List<Match<S>> into) {
        foundCount = 0;
        Labels labels = items.labelsOf(item);
        if (labels != null) {
            buckets.forEachUnrestricted(number -> tryOn(number, labels));
            LabelPairs.forEachOf(
                    item.resource,
                    (label, value) ->
                            buckets.forEachUnder(label, value, number -> tryOn(number, labels)));
            items.forEachInherited(
                    item,
                    pairs ->
                            pairs.forEach(
                                    (label, value) ->
                                            buckets.forEachUnder(
                                                    label, value, n -> tryOn(n, labels))));
        }
        change(item, ItemIndex.distinct(found, foundCount), into);
    }

    private void tryOn(int number, Labels labels) {
        if (entry(number).selector.matches(labels)) {
            if (foundCount == found.length) {
                found = Arrays.copyOf(found, 2 * foundCount);
            }
            found[foundCount++] = number;
        }
    }

    /// Merges the old and the new numbers, both ascending.
    private void change(Item item, int[] after, List<Match<S>> into) {
        int[] before = item.selectors;
        item.selectors = after;
        int b = 0;
        int a = 0;
        while (b < before.length || a < after.length) {
            if (a == after.length || (b < before.length && before[b] < after[a])) {
                Entry<S> entry = entry(before[b++]);
                entry.items.remove(item.number);
                into.add(new Match<>(entry.name, item.resource, false));
            } else if (b == before.length || after[a] < before[b]) {
                Entry<S> entry = entry(after[a++]);
                entry.items.add(item.number);
                into.add(new Match<>(entry.name, item.resource, true));
            } else {
                a++;
                b++;
            }
        }
    }

    private Entry<S> entry(int number) {
        Entry<S> entry = byNumber.get(number);
        if (entry == null) {
            throw new IllegalStateException("selector number " + number + " is gone");
        }
        return entry;
    }

    private static int[] with(int[] numbers, int number) {
        int at = -Arrays.binarySearch(numbers, number) - 1;
        int[] longer = Arrays.copyOf(numbers, numbers.length + 1);
        System.arraycopy(numbers, at, longer, at + 1, numbers.length - at);
        longer[at] = number;
        return longer;
    }

    private static int[] without(int[] numbers, int number) {
        int at = Arrays.binarySearch(numbers, number);
        int[] shorter = Arrays.copyOf(numbers, numbers.length - 1);
        System.arraycopy(numbers, at + 1, shorter, at, numbers.length - at - 1);
        return shorter;
    }
}
