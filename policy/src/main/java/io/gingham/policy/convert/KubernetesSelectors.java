package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Kubernetes' LabelSelector (meta/v1), as a [Selector].
final class KubernetesSelectors {

    /// What only pods match.
    static final Selector PODS =
            new Selector.Equal(EffectiveLabels.ORCHESTRATOR, EffectiveLabels.KUBERNETES);

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_./-]{1,317}");

    private KubernetesSelectors() {}

    static Selector inNamespace(String namespace) {
        return new Selector.Equal(EffectiveLabels.NAMESPACE, namespace);
    }

    /// Of namespaces, about their pods.
    static Selector ofNamespace(Tree tree) {
        return convert(tree).prefixed(EffectiveLabels.NAMESPACE_PREFIX);
    }

    /// An empty or absent one selects everything.
    static Selector convert(Tree tree) {
        if (!tree.isPresent()) {
            return new Selector.All();
        }
        tree.allowing(Set.of("matchLabels", "matchExpressions"));
        List<Selector> all = new ArrayList<>();
        Tree matchLabels = tree.get("matchLabels");
        for (Map.Entry<String, String> label : matchLabels.labels().entrySet()) {
            Tree at = matchLabels.get(label.getKey());
            all.add(new Selector.Equal(key(at, label.getKey()), value(at, label.getValue())));
        }
        tree.get("matchExpressions").list().forEach(item -> all.add(expression(item)));
        return Selector.allOf(all);
    }

    private static Selector expression(Tree tree) {
        tree.allowing(Set.of("key", "operator", "values"));
        String key = key(tree.get("key"), tree.get("key").text());
        Tree operator = tree.get("operator");
        List<Tree> items = tree.get("values").list();
        return switch (operator.text()) {
            case "In" -> in(key, values(tree, items));
            case "NotIn" -> notIn(key, values(tree, items));
            case "Exists" -> {
                requireNone(tree, items);
                yield new Selector.Has(key);
            }
            case "DoesNotExist" -> {
                requireNone(tree, items);
                yield new Selector.Not(new Selector.Has(key));
            }
            default ->
                    throw operator.refuse(
                            "'"
                                    + operator.text()
                                    + "'; expected In, NotIn, Exists or DoesNotExist");
        };
    }

    /// One form for one meaning, so that rules that mean the same share a set.
    private static Selector in(String key, TreeSet<String> values) {
        return values.size() == 1
                ? new Selector.Equal(key, values.getFirst())
                : new Selector.In(key, values);
    }

    private static Selector notIn(String key, TreeSet<String> values) {
        return values.size() == 1
                ? new Selector.NotEqual(key, values.getFirst())
                : new Selector.NotIn(key, values);
    }

    private static TreeSet<String> values(Tree expression, List<Tree> items) {
        if (items.isEmpty()) {
            throw expression.get("values").refuse("empty; In and NotIn need at least one value");
        }
        TreeSet<String> values = new TreeSet<>();
        items.forEach(item -> values.add(value(item, item.text())));
        return values;
    }

    private static void requireNone(Tree expression, List<Tree> items) {
        if (!items.isEmpty()) {
            throw expression
                    .get("values")
                    .refuse("Exists and DoesNotExist take no values, seen " + items.size());
        }
    }

    private static String key(Tree at, String key) {
        if (!KEY.matcher(key).matches()) {
            throw at.refuse("'" + key + "' is no label name");
        }
        return key;
    }

    /// The API allows letters, digits, `-`, `_` and `.` in label values.
    private static String value(Tree at, String value) {
        if (value.contains("\"") || value.contains("'")) {
            throw at.refuse("'" + value + "' can be no label's value");
        }
        return value;
    }
}
