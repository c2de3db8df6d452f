package io.gingham.policy.selector;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// An expression of Calico's selector language, as a tree. [#toString] is its canonical text, which
/// parses to an equal tree; two selectors are the same one if their canonical texts are equal.
///
/// A label that is missing makes `==`, `in`, `contains`, `starts with`, `ends with` and `has`
/// false, and **`!=` and `not in` true**.
public sealed interface Selector {

    /// Parses the complete language (docs/reference/selectors.md). The empty text is `all()`.
    ///
    /// @throws SelectorException with the position, if the text is no selector
    static Selector parse(String text) {
        return SelectorParser.parse(text);
    }

    boolean matches(Labels labels);

    /// The terms that must all hold: of a conjunction its operands, of any other selector itself,
    /// of one that selects everything none.
    default List<Selector> conjuncts() {
        return switch (this) {
            case And(var operands) -> operands;
            case All _ -> List.of();
            case Global _,
                    Not _,
                    Or _,
                    Has _,
                    Equal _,
                    NotEqual _,
                    In _,
                    NotIn _,
                    Contains _,
                    StartsWith _,
                    EndsWith _ ->
                    List.of(this);
        };
    }

    /// `all()`.
    record All() implements Selector {
        @Override
        public boolean matches(Labels labels) {
            return true;
        }

        @Override
        public String toString() {
            return "all()";
        }
    }

    /// `global()`: legal as the whole of a namespaceSelector only, where it means what has no
    /// namespace. It matches nothing by itself.
    record Global() implements Selector {
        @Override
        public boolean matches(Labels labels) {
            return false;
        }

        @Override
        public String toString() {
            return "global()";
        }
    }

    /// `has(label)`.
    record Has(String label) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            return labels.get(label) != null;
        }

        @Override
        public String toString() {
            return "has(" + label + ")";
        }
    }

    /// `label == 'value'`.
    record Equal(String label, String value) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            return value.equals(labels.get(label));
        }

        @Override
        public String toString() {
            return label + " == " + SelectorText.quote(value);
        }
    }

    /// `label != 'value'`: also true if the label is missing.
    record NotEqual(String label, String value) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            return !value.equals(labels.get(label));
        }

        @Override
        public String toString() {
            return label + " != " + SelectorText.quote(value);
        }
    }

    /// `label in {'a', 'b'}`.
    record In(String label, SortedSet<String> values) implements Selector {
        public In {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        @Override
        public boolean matches(Labels labels) {
            String value = labels.get(label);
            return value != null && values.contains(value);
        }

        @Override
        public String toString() {
            return label + " in " + SelectorText.set(values);
        }
    }

    /// `label not in {'a', 'b'}`: also true if the label is missing.
    record NotIn(String label, SortedSet<String> values) implements Selector {
        public NotIn {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        @Override
        public boolean matches(Labels labels) {
            String value = labels.get(label);
            return value == null || !values.contains(value);
        }

        @Override
        public String toString() {
            return label + " not in " + SelectorText.set(values);
        }
    }

    /// `label contains 'part'`.
    record Contains(String label, String part) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            String value = labels.get(label);
            return value != null && value.contains(part);
        }

        @Override
        public String toString() {
            return label + " contains " + SelectorText.quote(part);
        }
    }

    /// `label starts with 'prefix'`.
    record StartsWith(String label, String prefix) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            String value = labels.get(label);
            return value != null && value.startsWith(prefix);
        }

        @Override
        public String toString() {
            return label + " starts with " + SelectorText.quote(prefix);
        }
    }

    /// `label ends with 'suffix'`.
    record EndsWith(String label, String suffix) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            String value = labels.get(label);
            return value != null && value.endsWith(suffix);
        }

        @Override
        public String toString() {
            return label + " ends with " + SelectorText.quote(suffix);
        }
    }

    /// `!operand`.
    record Not(Selector operand) implements Selector {
        @Override
        public boolean matches(Labels labels) {
            return !operand.matches(labels);
        }

        @Override
        public String toString() {
            return "!" + operand;
        }
    }

    /// `(a && b)`.
    ///
    /// @param operands at least two, in the order in which they were written
    record And(List<Selector> operands) implements Selector {
        public And {
            operands = SelectorText.atLeastTwo(operands);
        }

        @Override
        public boolean matches(Labels labels) {
            for (Selector operand : operands) {
                if (!operand.matches(labels)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return SelectorText.join(operands, " && ");
        }
    }

    /// `(a || b)`.
    ///
    /// @param operands at least two, in the order in which they were written
    record Or(List<Selector> operands) implements Selector {
        public Or {
            operands = SelectorText.atLeastTwo(operands);
        }

        @Override
        public boolean matches(Labels labels) {
            for (Selector operand : operands) {
                if (operand.matches(labels)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return SelectorText.join(operands, " || ");
        }
    }

    /// All of them: flattened, without `all()` and without repetitions; `all()` if none is left.
    static Selector allOf(List<Selector> operands) {
        List<Selector> flat =
                operands.stream()
                        .flatMap(
                                s ->
                                        s instanceof And(var inner)
                                                ? inner.stream()
                                                : List.of(s).stream())
                        .filter(s -> !(s instanceof All))
                        .distinct()
                        .toList();
        return switch (flat.size()) {
            case 0 -> new All();
            case 1 -> flat.getFirst();
            default -> new And(flat);
        };
    }

    /// The same about labels whose names all begin with the prefix.
    default Selector prefixed(String prefix) {
        return switch (this) {
            case All all -> all;
            case Global global -> global;
            case Has(String label) -> new Has(prefix + label);
            case Equal(String label, String value) -> new Equal(prefix + label, value);
            case NotEqual(String label, String value) -> new NotEqual(prefix + label, value);
            case In(String label, var values) -> new In(prefix + label, values);
            case NotIn(String label, var values) -> new NotIn(prefix + label, values);
            case Contains(String label, String part) -> new Contains(prefix + label, part);
            case StartsWith(String label, String start) -> new StartsWith(prefix + label, start);
            case EndsWith(String label, String end) -> new EndsWith(prefix + label, end);
            case Not(Selector operand) -> new Not(operand.prefixed(prefix));
            case And(var operands) ->
                    new And(operands.stream().map(s -> s.prefixed(prefix)).toList());
            case Or(var operands) ->
                    new Or(operands.stream().map(s -> s.prefixed(prefix)).toList());
        };
    }
}
