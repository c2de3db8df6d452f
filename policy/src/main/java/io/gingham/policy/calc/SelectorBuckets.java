package io.gingham.policy.calc;

import io.gingham.policy.selector.LabelRestrictions;
import io.gingham.policy.selector.LabelRestrictions.Restriction;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/// Selectors by a label that they need, so that an item meets only those that may select it.
///
/// ```
///  a: app == 'web' && zone == 'z1'     app  ─ web ─ {a}
///  b: app in {'db', 'web'}                  ─ db  ─ {b}   (and under web)
///  c: has(zone)                        zone ─ any ─ {c}
///  d: app != 'db'                      unrestricted ─ {d}
/// ```
///
/// A selector that needs several labels stands under one of them: the one under which it has the
/// least company.
final class SelectorBuckets {

    /// The selectors that stand under one label.
    private static final class Bucket {
        final Map<String, IntSet> byValue = new HashMap<>();
        final IntSet anyValue = new IntSet();

        int crowd(Restriction restriction) {
            int crowd = anyValue.size();
            if (restriction.oneOf().isPresent()) {
                for (String value : restriction.oneOf().get()) {
                    IntSet others = byValue.get(value);
                    crowd += 1 + (others == null ? 0 : others.size());
                }
                return crowd;
            }
            // Whoever has the label at all will meet it: worse than any one value.
            return crowd + 1 + 4 * byValue.size();
        }
    }

    /// Where a selector stands.
    ///
    /// @param label empty if it is unrestricted
    record Place(Optional<String> label, Optional<SortedSet<String>> values) {
        static final Place UNRESTRICTED = new Place(Optional.empty(), Optional.empty());
    }

    private final Map<String, Bucket> byLabel = new HashMap<>();
    private final IntSet unrestricted = new IntSet();

    /// How many selectors mention a label.
    private final Map<String, Integer> mentions = new HashMap<>();

    Place add(int number, Selector selector, SortedMap<String, Restriction> restrictions) {
        for (String label : LabelRestrictions.mentionedBy(selector)) {
            mentions.merge(label, 1, Integer::sum);
        }
        Place place = choose(restrictions);
        for (IntSet bucket : bucketsOf(place)) {
            bucket.add(number);
        }
        return place;
    }

    private Place choose(SortedMap<String, Restriction> restrictions) {
        Place best = Place.UNRESTRICTED;
        int smallest = Integer.MAX_VALUE;
        for (Map.Entry<String, Restriction> entry : restrictions.entrySet()) {
            Bucket bucket = byLabel.get(entry.getKey());
            Restriction restriction = entry.getValue();
            int crowd = bucket == null ? 0 : bucket.crowd(restriction);
            if (crowd < smallest) {
                smallest = crowd;
                best =
                        new Place(
                                Optional.of(entry.getKey()), restriction.oneOf().map(TreeSet::new));
            }
        }
        return best;
    }

    private List<IntSet> bucketsOf(Place place) {
        if (place.label().isEmpty()) {
            return List.of(unrestricted);
        }
        Bucket bucket = byLabel.computeIfAbsent(place.label().get(), l -> new Bucket());
        if (place.values().isEmpty()) {
            return List.of(bucket.anyValue);
        }
        List<IntSet> found = new ArrayList<>();
        for (String value : place.values().get()) {
            found.add(bucket.byValue.computeIfAbsent(value, v -> new IntSet()));
        }
        return found;
    }

    void remove(int number, Selector selector, Place place) {
        for (String label : LabelRestrictions.mentionedBy(selector)) {
            mentions.computeIfPresent(label, (l, count) -> count == 1 ? null : count - 1);
        }
        for (IntSet bucket : bucketsOf(place)) {
            bucket.remove(number);
        }
        place.label().ifPresent(label -> dropIfEmpty(label, place));
    }

    private void dropIfEmpty(String label, Place place) {
        Bucket bucket = byLabel.get(label);
        if (bucket == null) {
            return;
        }
        if (place.values().isPresent()) {
            for (String value : place.values().get()) {
                bucket.byValue.computeIfPresent(value, (v, set) -> set.isEmpty() ? null : set);
            }
        }
        if (bucket.anyValue.isEmpty() && bucket.byValue.isEmpty()) {
            byLabel.remove(label);
        }
    }

    /// True if a change of that label may change what some selector says.
    boolean mention(String label) {
        return mentions.containsKey(label);
    }

    void forEachUnrestricted(IntConsumer consumer) {
        unrestricted.forEach(consumer);
    }

    /// The selectors that an item with this label has to be shown to.
    void forEachUnder(String label, String value, IntConsumer consumer) {
        Bucket bucket = byLabel.get(label);
        if (bucket != null) {
            bucket.anyValue.forEach(consumer);
            IntSet ofValue = bucket.byValue.get(value);
            if (ofValue != null) {
                ofValue.forEach(consumer);
            }
        }
    }
}
