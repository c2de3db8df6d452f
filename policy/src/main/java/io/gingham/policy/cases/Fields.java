package io.gingham.policy.cases;

import io.gingham.document.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One mapping of a case file, in the files' own ways: numbers are words too, and one word is a
/// list of one. All methods throw a [io.gingham.document.Refusal].
record Fields(Tree tree) {

    Fields {
        tree.mapping();
    }

    Fields allowOnly(Set<String> known) {
        tree.allowing(known);
        return this;
    }

    boolean has(String key) {
        return tree.has(key);
    }

    String text(String key) {
        return tree.get(key).word();
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    boolean flag(String key) {
        return tree.get(key).flag();
    }

    int number(String key) {
        String text = text(key);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw tree.get(key).refuse("expected a number, seen " + text);
        }
    }

    Fields fields(String key) {
        return new Fields(tree.get(key));
    }

    /// Empty if absent.
    List<Fields> list(String key) {
        return items(key).stream().map(Fields::new).toList();
    }

    /// A list of words, or one word.
    List<String> texts(String key) {
        return has(key) && !isList(key)
                ? List.of(text(key))
                : items(key).stream().map(Tree::word).toList();
    }

    /// By name; empty if absent.
    Map<String, String> labels(String key) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (has(key)) {
            Fields fields = fields(key);
            fields.names().forEach(name -> labels.put(name, fields.text(name, "")));
        }
        return labels;
    }

    boolean isList(String key) {
        return tree.get(key).value() instanceof List;
    }

    /// Empty if absent.
    List<Tree> items(String key) {
        return tree.get(key).list();
    }

    /// In the file's order.
    List<String> names() {
        return tree.mapping().keySet().stream().map(String::valueOf).toList();
    }

    String at(String key) {
        return tree.get(key).path();
    }
}
