package io.gingham.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a document as it was parsed (maps, lists, words, numbers), with the path that leads to
/// it. Every reading method refuses what isn't as it should be.
///
/// @param path `spec.ingress[0].from`; empty for the object itself
/// @param value null if it is absent or null
public record Tree(String path, @Nullable Object value) {

    public static Tree of(Map<?, ?> object) {
        return new Tree("", object);
    }

    public boolean isPresent() {
        return value != null;
    }

    /// A field of a mapping; absent in an absent one.
    public Tree get(String field) {
        return new Tree(FieldPath.field(path, field), value == null ? null : mapping().get(field));
    }

    public boolean has(String field) {
        return get(field).isPresent();
    }

    /// Checks that it is a mapping and has no other fields.
    public Tree allowing(Set<String> known) {
        List<Refusal> unknown =
                mapping().keySet().stream()
                        .map(String::valueOf)
                        .filter(field -> !known.contains(field))
                        .map(field -> get(field).unknown(field, new TreeSet<>(known)))
                        .toList();
        if (!unknown.isEmpty()) {
            throw new Refusal(
                    unknown.getFirst().path(), unknown.stream().map(Refusal::reason).toList());
        }
        return this;
    }

    private Refusal unknown(String field, Set<String> known) {
        return refuse("unknown field; " + Seen.meaning(field, known) + "known are " + known);
    }

    /// Checks that exactly one of these fields is there, and no other.
    ///
    /// @return its name
    public String only(Set<String> alternatives) {
        allowing(alternatives);
        List<String> present = new TreeSet<>(alternatives).stream().filter(this::has).toList();
        if (present.size() != 1) {
            throw refuse(
                    "expected exactly one of " + new TreeSet<>(alternatives) + ", seen " + present);
        }
        return present.getFirst();
    }

    public Map<?, ?> mapping() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw refuse(value == null ? "missing; expected an object" : seen("an object"));
    }

    /// Empty if absent.
    public List<Tree> list() {
        List<Tree> items = new ArrayList<>();
        if (value == null) {
            return items;
        }
        if (!(value instanceof List<?> list)) {
            throw refuse(seen("a list"));
        }
        for (Object item : list) {
            items.add(new Tree(FieldPath.item(path, items.size()), item));
        }
        return items;
    }

    public String text() {
        if (value instanceof String text) {
            return text;
        }
        throw refuse(value == null ? "missing; expected a string" : seen("a string"));
    }

    /// A string, number or truth value, as a string.
    public String word() {
        if (value == null) {
            throw refuse("missing; expected a word or number");
        }
        if (value instanceof Map || value instanceof List) {
            throw refuse(seen("a word or number"));
        }
        return String.valueOf(value);
    }

    public String text(String otherwise) {
        return value == null ? otherwise : text();
    }

    /// Each item is a string.
    public List<String> texts() {
        return list().stream().map(Tree::text).toList();
    }

    public boolean flag() {
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw refuse(seen("true or false"));
    }

    public int integer(int least, int most) {
        if (value instanceof Integer number && least <= number && number <= most) {
            return number;
        }
        throw refuse(
                value == null
                        ? "missing; expected a number in " + least + ".." + most
                        : seen("a number in " + least + ".." + most));
    }

    public double decimal() {
        return switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case Double number when !number.isNaN() -> number;
            case BigDecimal number -> number.doubleValue();
            case null, default -> throw refuse(seen("a number"));
        };
    }

    /// String values by string keys; empty if absent.
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        if (value != null) {
            mapping()
                    .keySet()
                    .forEach(
                            key -> {
                                String name = String.valueOf(key);
                                labels.put(name, get(name).text(""));
                            });
        }
        return labels;
    }

    /// Parses the text by a function that throws `IllegalArgumentException`.
    public <T> T parsed(Function<String, T> parser) {
        String text = text();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw refuse(
                    e.getMessage() == null ? "'" + text + "' is not understood" : e.getMessage());
        }
    }

    public <T> Optional<T> optional(Function<Tree, T> reader) {
        return value == null ? Optional.empty() : Optional.of(reader.apply(this));
    }

    /// Like [#optional], and an empty text counts as absent.
    public <T> Optional<T> unlessEmpty(Function<Tree, T> reader) {
        return isEmptyText() ? Optional.empty() : optional(reader);
    }

    public boolean isEmptyText() {
        return value instanceof String text && text.isBlank();
    }

    public Refusal refuse(String fault) {
        return new Refusal(path.isEmpty() ? "object" : path, fault);
    }

    private String seen(String expected) {
        return Seen.insteadOf(expected, String.valueOf(value));
    }
}
