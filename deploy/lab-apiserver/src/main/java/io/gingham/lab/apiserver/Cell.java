package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// One column of a table.
///
/// @param type string, integer, number, date (shown as an age)
/// @param wide shown with `-o wide` only
record Cell(String name, String type, boolean wide, Function<JsonNode, JsonNode> value) {

    static final Cell AGE = at("Age", "date", "metadata", "creationTimestamp");

    static Cell at(String name, String type, String... path) {
        return new Cell(name, type, false, object -> Json.at(object, path));
    }

    static Cell text(String name, Function<JsonNode, String> text) {
        return new Cell(
                name, "string", false, object -> TextNode.valueOf(orNone(text.apply(object))));
    }

    static Cell number(String name, ToIntFunction<JsonNode> number) {
        return new Cell(
                name, "integer", false, object -> IntNode.valueOf(number.applyAsInt(object)));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "<none>" : text;
    }

    Cell onlyWide() {
        return new Cell(name, type, true, value);
    }
}
