package io.gingham.policy.reach;

import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A selector, or its opposite, as alternatives: lists of terms that must all hold, each about one
/// label of a pod.
final class Alternatives {

    /// True for every pod, respectively for none.
    private static final List<List<Selector>> ALWAYS = List.of(List.of());

    private static final List<List<Selector>> NEVER = List.of();

    private Alternatives() {}

    /// @param wanted false for what the selector does not select
    static List<List<Selector>> of(Selector selector, boolean wanted) {
        return switch (selector) {
            case Selector.All() -> wanted ? ALWAYS : NEVER;
            case Selector.Global() -> wanted ? NEVER : ALWAYS;
            case Selector.Not(Selector operand) -> of(operand, !wanted);
            case Selector.And(var operands) -> wanted ? all(operands, true) : any(operands, false);
            case Selector.Or(var operands) -> wanted ? any(operands, true) : all(operands, false);
            case Selector.Equal(String label, String value) ->
                    term(label, wanted ? selector : new Selector.NotEqual(label, value));
            case Selector.NotEqual(String label, String value) ->
                    term(label, wanted ? selector : new Selector.Equal(label, value));
            case Selector.In(String label, var values) ->
                    term(label, wanted ? selector : new Selector.NotIn(label, values));
            case Selector.NotIn(String label, var values) ->
                    term(label, wanted ? selector : new Selector.In(label, values));
            case Selector.Has(String label) -> term(label, signed(selector, wanted));
            case Selector.Contains(String label, _) -> term(label, signed(selector, wanted));
            case Selector.StartsWith(String label, _) -> term(label, signed(selector, wanted));
            case Selector.EndsWith(String label, _) -> term(label, signed(selector, wanted));
        };
    }

    private static Selector signed(Selector selector, boolean wanted) {
        return wanted ? selector : new Selector.Not(selector);
    }

    /// What all pods have alike is decided here.
    private static List<List<Selector>> term(String label, Selector term) {
        return switch (label) {
            case EffectiveLabels.ORCHESTRATOR ->
                    term.matches(name -> EffectiveLabels.KUBERNETES) ? ALWAYS : NEVER;
            case EffectiveLabels.NAME -> term.matches(name -> null) ? ALWAYS : NEVER;
            case EffectiveLabels.NAMESPACE ->
                    switch (term) {
                        case Selector.Has _ -> ALWAYS;
                        case Selector.Not(Selector.Has _) -> NEVER;
                        case Selector.All _,
                                Selector.Global _,
                                Selector.Not _,
                                Selector.And _,
                                Selector.Or _,
                                Selector.Equal _,
                                Selector.NotEqual _,
                                Selector.In _,
                                Selector.NotIn _,
                                Selector.Contains _,
                                Selector.StartsWith _,
                                Selector.EndsWith _ ->
                                List.of(List.of(term));
                    };
            default -> List.of(List.of(term));
        };
    }

    private static List<List<Selector>> any(List<Selector> operands, boolean wanted) {
        return operands.stream().flatMap(operand -> of(operand, wanted).stream()).toList();
    }

    private static List<List<Selector>> all(List<Selector> operands, boolean wanted) {
        List<List<Selector>> all = ALWAYS;
        for (Selector operand : operands) {
            List<List<Selector>> more = of(operand, wanted);
            all = all.stream().flatMap(one -> more.stream().map(two -> both(one, two))).toList();
        }
        return all;
    }

    static List<Selector> both(List<Selector> one, List<Selector> two) {
        return Stream.concat(one.stream(), two.stream()).distinct().toList();
    }

    /// With the values of each `in` told apart wherever a term of another alternative does, so that
    /// all values of one list are judged alike.
    static List<List<Selector>> told(List<List<Selector>> alternatives) {
        Map<String, List<Selector>> byLabel = new TreeMap<>();
        for (List<Selector> terms : alternatives) {
            for (Selector term : terms) {
                byLabel.computeIfAbsent(label(term), l -> new ArrayList<>()).add(term);
            }
        }
        List<List<Selector>> told = new ArrayList<>();
        for (List<Selector> terms : alternatives) {
            List<List<Selector>> all = ALWAYS;
            for (Selector term : terms) {
                List<Selector> parts = parts(term, byLabel.getOrDefault(label(term), List.of()));
                all =
                        all.stream()
                                .flatMap(
                                        one -> parts.stream().map(part -> both(one, List.of(part))))
                                .toList();
            }
            told.addAll(all);
        }
        return told.stream().distinct().toList();
    }

    private static List<Selector> parts(Selector term, List<Selector> others) {
        if (!(term instanceof Selector.In(String label, var values))) {
            return List.of(term);
        }
        Map<String, TreeSet<String>> alike = new TreeMap<>();
        for (String value : values) {
            StringBuilder print = new StringBuilder();
            others.forEach(other -> print.append(other.matches(name -> value) ? '1' : '0'));
            alike.computeIfAbsent(print.toString(), p -> new TreeSet<>()).add(value);
        }
        return alike.values().stream()
                .<Selector>map(
                        some ->
                                some.size() == 1
                                        ? new Selector.Equal(label, some.first())
                                        : new Selector.In(label, some))
                .toList();
    }

    /// That a term is about.
    static String label(Selector term) {
        return switch (term) {
            case Selector.Equal(String label, _) -> label;
            case Selector.NotEqual(String label, _) -> label;
            case Selector.In(String label, _) -> label;
            case Selector.NotIn(String label, _) -> label;
            case Selector.Has(String label) -> label;
            case Selector.Contains(String label, _) -> label;
            case Selector.StartsWith(String label, _) -> label;
            case Selector.EndsWith(String label, _) -> label;
            case Selector.Not(Selector operand) -> label(operand);
            case Selector.All _, Selector.Global _, Selector.And _, Selector.Or _ ->
                    throw new IllegalArgumentException("not about one label: " + term);
        };
    }
}
