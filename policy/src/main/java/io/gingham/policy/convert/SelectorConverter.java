package io.gingham.policy.convert;

import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.LabelSelector.Operator;
import io.gingham.policy.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class SelectorConverter {

    private SelectorConverter() {}

    static LabelSelector convert(
            io.fabric8.kubernetes.api.model.LabelSelector selector, String path) {
        List<Requirement> requirements = new ArrayList<>();
        Map<String, String> labels =
                Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
        labels.forEach(
                (key, value) ->
                        requirements.add(
                                new Requirement(
                                        key,
                                        Operator.IN,
                                        List.of(Objects.requireNonNullElse(value, "")))));
        var expressions = Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
        int index = 0;
        for (Object expression : expressions) {
            requirements.add(
                    requirement(
                            (io.fabric8.kubernetes.api.model.LabelSelectorRequirement) expression,
                            path + ".matchExpressions[" + index++ + "]"));
        }
        return new LabelSelector(requirements);
    }

    private static Requirement requirement(
            io.fabric8.kubernetes.api.model.@Nullable LabelSelectorRequirement expression,
            String path) {
        if (expression == null || expression.getKey() == null || expression.getKey().isEmpty()) {
            throw new Refusal(path + ".key", "missing; expected a label's name");
        }
        Operator operator = operator(expression.getOperator(), path + ".operator");
        List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
        boolean wantsValues = operator == Operator.IN || operator == Operator.NOT_IN;
        if (wantsValues == values.isEmpty()) {
            throw new Refusal(
                    path + ".values",
                    wantsValues
                            ? "empty; operator " + expression.getOperator() + " needs at least one"
                            : values + "; operator " + expression.getOperator() + " takes none");
        }
        return new Requirement(expression.getKey(), operator, values);
    }

    private static Operator operator(@Nullable String text, String path) {
        return switch (text) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case null, default ->
                    throw new Refusal(
                            path, "'" + text + "'; expected In, NotIn, Exists or DoesNotExist");
        };
    }
}
