package io.gingham.policy.selector;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a selector needs of single labels, whatever else it says: an index looks only at what
/// fulfils that.
///
/// ```
///  app == 'web' && has(zone)     app: one of {web}    zone: present
///  app == 'web' || app == 'db'   app: one of {db, web}
///  app == 'web' || has(zone)     nothing: neither label is needed
///  app != 'web'                  nothing: it also selects what has no label app
/// ```
///
/// The analysis is one-sided: what a selector selects fulfils its restrictions, not the other way
/// round. Of a negation it says nothing.
public final class LabelRestrictions {

    private static final SortedMap<String, Restriction> NONE = Collections.emptySortedMap();

    private LabelRestrictions() {}

    /// A label that must be there.
    ///
    /// @param oneOf the values it may have; empty if any will do. (With an empty set in it, the
    ///   selector selects nothing.)
    public record Restriction(Optional<SortedSet<String>> oneOf) {

        static final Restriction PRESENT = new Restriction(Optional.empty());

        public Restriction {
            oneOf = oneOf.map(TreeSet::new).map(Collections::unmodifiableSortedSet);
        }

        static Restriction oneOf(Collection<String> values) {
            return new Restriction(Optional.of(new TreeSet<>(values)));
        }

        Restriction and(Restriction other) {
            if (oneOf.isEmpty()) {
                return other;
            }
            Set<String> both = new TreeSet<>(oneOf.get());
            other.oneOf.ifPresent(both::retainAll);
            return oneOf(both);
        }

        Restriction or(Restriction other) {
            if (oneOf.isEmpty() || other.oneOf.isEmpty()) {
                return PRESENT;
            }
            Set<String> union = new TreeSet<>(oneOf.get());
            union.addAll(other.oneOf.get());
            return oneOf(union);
        }
    }

    /// By label.
    public static SortedMap<String, Restriction> of(Selector selector) {
        return switch (selector) {
            case Selector.Has(String label) -> one(label, Restriction.PRESENT);
            case Selector.Equal(String label, String value) ->
                    one(label, Restriction.oneOf(List.of(value)));
            case Selector.In(String label, var values) -> one(label, Restriction.oneOf(values));
            case Selector.Contains(String label, _) -> one(label, Restriction.PRESENT);
            case Selector.StartsWith(String label, _) -> one(label, Restriction.PRESENT);
            case Selector.EndsWith(String label, _) -> one(label, Restriction.PRESENT);
            case Selector.And(var operands) -> all(operands);
            case Selector.Or(var operands) -> any(operands);
            case Selector.All _,
                    Selector.Global _,
                    Selector.NotEqual _,
                    Selector.NotIn _,
                    Selector.Not _ ->
                    NONE;
        };
    }

    /// The labels that must be missing from what the selector selects.
    public static SortedSet<String> absent(Selector selector) {
        SortedSet<String> labels = new TreeSet<>();
        switch (selector) {
            case Selector.Not(Selector.Has(String label)) -> labels.add(label);
            case Selector.And(var operands) -> operands.forEach(o -> labels.addAll(absent(o)));
            case Selector.Or(var operands) -> {
                labels.addAll(absent(operands.getFirst()));
                operands.forEach(operand -> labels.retainAll(absent(operand)));
            }
            case Selector.Not _,
                    Selector.All _,
                    Selector.Global _,
                    Selector.Has _,
                    Selector.Equal _,
                    Selector.NotEqual _,
                    Selector.In _,
                    Selector.NotIn _,
                    Selector.Contains _,
                    Selector.StartsWith _,
                    Selector.EndsWith _ -> {}
        }
        return labels;
    }

    private static SortedMap<String, Restriction> one(String label, Restriction restriction) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(label, restriction)));
    }

    private static SortedMap<String, Restriction> all(List<Selector> operands) {
        SortedMap<String, Restriction> merged = new TreeMap<>();
        for (Selector operand : operands) {
            of(operand).forEach((label, r) -> merged.merge(label, r, Restriction::and));
        }
        return Collections.unmodifiableSortedMap(merged);
    }

    private static SortedMap<String, Restriction> any(List<Selector> operands) {
        SortedMap<String, Restriction> common = of(operands.getFirst());
        for (Selector operand : operands.subList(1, operands.size())) {
            SortedMap<String, Restriction> merged = new TreeMap<>();
            for (Map.Entry<String, Restriction> other : of(operand).entrySet()) {
                Restriction restriction = common.get(other.getKey());
                if (restriction != null) {
                    merged.put(other.getKey(), restriction.or(other.getValue()));
                }
            }
            common = merged;
        }
        return Collections.unmodifiableSortedMap(common);
    }

    /// Every label that the selector speaks of: a change of any other label can't change what it
    /// says. A label may be in it several times.
    public static List<String> mentionedBy(Selector selector) {
        List<String> labels = new ArrayList<>();
        collectMentioned(selector, labels);
        return labels;
    }

    private static void collectMentioned(Selector selector, List<String> into) {
        switch (selector) {
            case Selector.All _, Selector.Global _ -> {}
            case Selector.Has(String label) -> into.add(label);
            case Selector.Equal(String label, _) -> into.add(label);
            case Selector.NotEqual(String label, _) -> into.add(label);
            case Selector.In(String label, _) -> into.add(label);
            case Selector.NotIn(String label, _) -> into.add(label);
            case Selector.Contains(String label, _) -> into.add(label);
            case Selector.StartsWith(String label, _) -> into.add(label);
            case Selector.EndsWith(String label, _) -> into.add(label);
            case Selector.Not(Selector operand) -> collectMentioned(operand, into);
            case Selector.And(var operands) -> operands.forEach(o -> collectMentioned(o, into));
            case Selector.Or(var operands) -> operands.forEach(o -> collectMentioned(o, into));
        }
    }
}
