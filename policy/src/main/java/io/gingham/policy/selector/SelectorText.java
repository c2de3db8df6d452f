package io.gingham.policy.selector;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// The canonical text of a selector's parts.
final class SelectorText {

    private SelectorText() {}

    /// The language has no escapes: a string that holds one kind of quote is written in the other.
    ///
    /// @throws IllegalArgumentException if it holds both: no text could mean it
    static String quote(String value) {
        if (value.contains("'") && value.contains("\"")) {
            throw new IllegalArgumentException(
                    "no selector can be written with the value " + value);
        }
        String mark = value.contains("\"") ? "'" : "\"";
        return mark + value + mark;
    }

    static String set(Collection<String> values) {
        return values.stream().map(SelectorText::quote).collect(Collectors.joining(", ", "{", "}"));
    }

    static String join(List<Selector> operands, String operator) {
        return operands.stream()
                .map(Selector::toString)
                .collect(Collectors.joining(operator, "(", ")"));
    }

    static List<Selector> atLeastTwo(List<Selector> operands) {
        if (operands.size() < 2) {
            throw new IllegalArgumentException("expected two operands or more, seen " + operands);
        }
        return List.copyOf(operands);
    }
}
