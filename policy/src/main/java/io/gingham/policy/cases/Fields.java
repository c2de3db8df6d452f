package io.gingham.policy.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One mapping of a parsed file, with the path that leads to it.
record Fields(String path, Map<?, ?> map) {

    static Fields of(String path, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new CaseException(path, "expected a mapping, seen " + value);
        }
        return new Fields(path, map);
    }

    /// @throws CaseException if there are others
    Fields allowOnly(Set<String> known) {
        for (Object key : map.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                throw new CaseException(
                        at(String.valueOf(key)), "unknown field; known are " + known);
            }
        }
        return this;
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    String text(String key) {
        return scalar(at(key), map.get(key));
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    boolean flag(String key) {
        return has(key) && Boolean.parseBoolean(text(key));
    }

    int number(String key) {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException e) {
            throw new CaseException(at(key), "expected a number, seen " + map.get(key));
        }
    }

    Fields fields(String key) {
        return of(at(key), map.get(key));
    }

    /// Empty if absent.
    List<Fields> list(String key) {
        List<Fields> list = new ArrayList<>();
        for (Object item : items(key)) {
            list.add(of(at(key) + "[" + list.size() + "]", item));
        }
        return list;
    }

    /// A list of words, or one word.
    List<String> texts(String key) {
        if (has(key) && !(map.get(key) instanceof List)) {
            return List.of(text(key));
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items(key)) {
            texts.add(scalar(at(key) + "[" + texts.size() + "]", item));
        }
        return texts;
    }

    /// Empty if absent.
    Map<String, String> labels(String key) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (has(key)) {
            Fields fields = fields(key);
            fields.map
                    .keySet()
                    .forEach(
                            name ->
                                    labels.put(
                                            String.valueOf(name),
                                            fields.text(String.valueOf(name), "")));
        }
        return labels;
    }

    List<?> items(String key) {
        Object value = map.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new CaseException(at(key), "expected a list, seen " + value);
    }

    String at(String key) {
        return path + "." + key;
    }

    private static String scalar(String path, @Nullable Object value) {
        if (value == null || value instanceof Map || value instanceof List) {
            throw new CaseException(path, "expected a word or number, seen " + value);
        }
        return String.valueOf(value);
    }
}
