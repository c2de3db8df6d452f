package io.gingham.policy.reach;

import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Pods, there or not, that rules tell from others: by their own labels, their namespace's, their
/// service account's.
///
/// @param terms that must all hold, each about one of the labels of [EffectiveLabels]
public record PodsLike(List<Selector> terms) {

    private static final Set<String> NAMESPACE_NAMES =
            Set.of(
                    EffectiveLabels.NAMESPACE,
                    EffectiveLabels.NAMESPACE_PREFIX + "kubernetes.io/metadata.name",
                    EffectiveLabels.NAMESPACE_PREFIX + EffectiveLabels.NAME);

    public PodsLike {
        terms = terms.stream().distinct().sorted(Comparator.comparing(Selector::toString)).toList();
    }

    private enum Part {
        NAMESPACE,
        SERVICE_ACCOUNT,
        POD;

        static Part of(Selector term) {
            String label = Alternatives.label(term);
            if (label.equals(EffectiveLabels.NAMESPACE)
                    || label.startsWith(EffectiveLabels.NAMESPACE_PREFIX)) {
                return NAMESPACE;
            }
            return label.equals(EffectiveLabels.SERVICE_ACCOUNT)
                            || label.startsWith(EffectiveLabels.SERVICE_ACCOUNT_PREFIX)
                    ? SERVICE_ACCOUNT
                    : POD;
        }

        /// A label as the object itself has it.
        String own(String label) {
            return switch (this) {
                case NAMESPACE ->
                        label.equals(EffectiveLabels.NAMESPACE)
                                ? EffectiveLabels.NAME
                                : label.substring(EffectiveLabels.NAMESPACE_PREFIX.length());
                case SERVICE_ACCOUNT ->
                        label.equals(EffectiveLabels.SERVICE_ACCOUNT)
                                ? EffectiveLabels.NAME
                                : label.substring(EffectiveLabels.SERVICE_ACCOUNT_PREFIX.length());
                case POD -> label;
            };
        }
    }

    /// @param pod the labels of a pod as selectors see them
    public boolean selects(Labels pod) {
        return terms.stream().allMatch(term -> term.matches(pod));
    }

    /// By their own labels and name (`projectcalico.org/name`); `all()` for any.
    public Selector namespaces() {
        return selector(Part.NAMESPACE);
    }

    /// By their own labels and name (`projectcalico.org/name`); `all()` for any.
    public Selector serviceAccounts() {
        return selector(Part.SERVICE_ACCOUNT);
    }

    /// By their own labels; `all()` for any.
    public Selector pods() {
        return selector(Part.POD);
    }

    private Selector selector(Part part) {
        return Selector.allOf(
                terms(part).stream().map(term -> relabelled(term, part)).distinct().toList());
    }

    private List<Selector> terms(Part part) {
        return terms.stream().filter(term -> Part.of(term) == part).toList();
    }

    private static Selector relabelled(Selector term, Part part) {
        String label = part.own(Alternatives.label(term));
        return switch (term) {
            case Selector.Equal(_, String value) -> new Selector.Equal(label, value);
            case Selector.NotEqual(_, String value) -> new Selector.NotEqual(label, value);
            case Selector.In(_, var values) -> new Selector.In(label, values);
            case Selector.NotIn(_, var values) -> new Selector.NotIn(label, values);
            case Selector.Has _ -> new Selector.Has(label);
            case Selector.Contains(_, String some) -> new Selector.Contains(label, some);
            case Selector.StartsWith(_, String start) -> new Selector.StartsWith(label, start);
            case Selector.EndsWith(_, String end) -> new Selector.EndsWith(label, end);
            case Selector.Not(Selector operand) -> new Selector.Not(relabelled(operand, part));
            case Selector.All _, Selector.Global _, Selector.And _, Selector.Or _ -> term;
        };
    }

    /// `namespaces {team: finance}, pods {app: report}`.
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        List<Selector> namespaces = terms(Part.NAMESPACE);
        List<Selector> names = namespaces.stream().filter(PodsLike::isNamespaceName).toList();
        if (names.size() == namespaces.size()
                && !names.isEmpty()
                && names.stream().map(PodsLike::value).distinct().count() == 1) {
            parts.add("namespace " + value(names.getFirst()));
        } else {
            parts.add(text("namespace", Part.NAMESPACE));
        }
        if (!terms(Part.SERVICE_ACCOUNT).isEmpty()) {
            parts.add(text("service account", Part.SERVICE_ACCOUNT));
        }
        parts.add(text("pod", Part.POD));
        return String.join(", ", parts);
    }

    private static boolean isNamespaceName(Selector term) {
        return term instanceof Selector.Equal(String label, _) && NAMESPACE_NAMES.contains(label);
    }

    private static String value(Selector term) {
        return term instanceof Selector.Equal(_, String value) ? value : "";
    }

    private String text(String what, Part part) {
        List<Selector> terms = terms(part);
        return terms.isEmpty()
                ? "any " + what
                : what
                        + "s "
                        + terms.stream()
                                .map(term -> text(relabelled(term, part)))
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String text(Selector term) {
        return switch (term) {
            case Selector.Equal(String label, String value) -> label + ": " + value;
            case Selector.NotEqual(String label, String value) -> label + " not " + value;
            case Selector.In(String label, var values) ->
                    label + " in (" + String.join(", ", values) + ")";
            case Selector.NotIn(String label, var values) ->
                    label + " not in (" + String.join(", ", values) + ")";
            case Selector.Has(String label) -> label;
            case Selector.Not(Selector.Has(String label)) -> "!" + label;
            case Selector.Contains _,
                    Selector.StartsWith _,
                    Selector.EndsWith _,
                    Selector.Not _,
                    Selector.All _,
                    Selector.Global _,
                    Selector.And _,
                    Selector.Or _ ->
                    term.toString();
        };
    }
}
