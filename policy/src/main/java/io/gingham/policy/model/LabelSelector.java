package io.gingham.policy.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// All requirements must hold; without any, it selects everything. `matchLabels` becomes `IN` of
/// one value. Sorted, so that selectors that are written differently but alike are equal.
public record LabelSelector(List<Requirement> requirements) {

    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = requirements.stream().sorted(Requirement.ORDER).distinct().toList();
    }

    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    public boolean isEverything() {
        return requirements.isEmpty();
    }

    @Override
    public String toString() {
        return requirements.isEmpty()
                ? "everything"
                : String.join(" && ", requirements.stream().map(Requirement::toString).toList());
    }

    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /// One expression. `NOT_IN` and `DOES_NOT_EXIST` also match what lacks the key, as Kubernetes
    /// defines them.
    ///
    /// @param values sorted; at least one for `IN` and `NOT_IN`, none for the others
    public record Requirement(String key, Operator operator, List<String> values) {

        static final Comparator<Requirement> ORDER =
                Comparator.comparing(Requirement::key)
                        .thenComparing(Requirement::operator)
                        .thenComparing(r -> r.values().toString());

        public Requirement {
            values = values.stream().sorted().distinct().toList();
            boolean wantsValues = operator == Operator.IN || operator == Operator.NOT_IN;
            if (wantsValues == values.isEmpty()) {
                throw new IllegalArgumentException(
                        "operator "
                                + operator
                                + (wantsValues ? " needs at least one value" : " takes no values"));
            }
        }

        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }

        @Override
        public String toString() {
            return switch (operator) {
                case IN ->
                        values.size() == 1 ? key + "=" + values.getFirst() : key + " in " + values;
                case NOT_IN -> key + " not in " + values;
                case EXISTS -> "has " + key;
                case DOES_NOT_EXIST -> "has no " + key;
            };
        }
    }
}
