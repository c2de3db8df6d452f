package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Holds an object against a schema. Rules in CEL are not asked.
final class Validator {

    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

    private final Definitions definitions;
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    Validator(Definitions definitions) {
        this.definitions = definitions;
    }

    /// All that is wrong, in the order of the object's fields.
    List<Violation> validate(JsonNode object, JsonNode schema) {
        List<Violation> found = new ArrayList<>();
        node(object, schema, "", found);
        return found;
    }

    private void node(JsonNode value, JsonNode given, String path, List<Violation> found) {
        JsonNode schema = definitions.resolve(given);
        if (value.isNull()) {
            // As the API server does: null is as good as absent.
            return;
        }
        if (schema.path(INT_OR_STRING).asBoolean()) {
            if (!value.isIntegralNumber() && !value.isTextual() && !value.isNumber()) {
                found.add(wrongType(path, "integer or string", value));
                return;
            }
        } else if (!hasType(value, Json.text(schema, "type"))) {
            found.add(wrongType(path, Json.text(schema, "type"), value));
            return;
        }
        if (value.isObject()) {
            fields(value, schema, path, found);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                node(value.get(i), schema.path("items"), path + "[" + i + "]", found);
            }
            atMost(schema, "maxItems", value.size(), path, "items", found);
        } else {
            scalar(value, schema, path, found);
        }
    }

    private static boolean hasType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" ->
                    value.isIntegralNumber()
                            || value.isNumber() && value.asDouble() == Math.rint(value.asDouble());
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static Violation wrongType(String path, String expected, JsonNode value) {
        String type =
                value.isTextual()
                        ? "string"
                        : value.isBoolean()
                                ? "boolean"
                                : value.isNumber()
                                        ? "number"
                                        : value.isArray() ? "array" : "object";
        return new Violation.WrongType(path, expected, type, value.toString());
    }

    private void fields(JsonNode value, JsonNode schema, String path, List<Violation> found) {
        JsonNode properties = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String way = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (properties.has(field.getKey())) {
                node(field.getValue(), properties.get(field.getKey()), way, found);
            } else if (others.isObject()) {
                node(field.getValue(), others, way, found);
            } else if (!takesAnything(schema)) {
                List<String> names = new ArrayList<>();
                properties.fieldNames().forEachRemaining(names::add);
                found.add(
                        new Violation.UnknownField(
                                way, NearestField.of(field.getKey(), names).orElse("")));
            }
        }
        for (JsonNode required : schema.path("required")) {
            if (Json.at(value, required.asText()).isMissingNode()) {
                String way = path.isEmpty() ? required.asText() : path + "." + required.asText();
                found.add(new Violation.WrongValue(way, "FieldValueRequired", "Required value"));
            }
        }
        if (schema.has("maxProperties") || schema.has("minProperties")) {
            number(value.size(), schema, path, found);
        }
    }

    private static void number(int size, JsonNode schema, String path, List<Violation> found) {
        if (size < schema.path("minProperties").asInt(0)
                || size > schema.path("maxProperties").asInt(Integer.MAX_VALUE)) {
            found.add(
                    invalid(
                            path,
                            Integer.toString(size),
                            "should have %s properties at least and %s at most"
                                    .formatted(
                                            schema.path("minProperties").asText("0"),
                                            schema.path("maxProperties").asText("any number"))));
        }
    }

    /// Only a schema without fields of its own: where ours has some, it keeps others so that the
    /// agent may report them, and here they are taken for misspelt.
    private static boolean takesAnything(JsonNode schema) {
        return schema.path("properties").isEmpty()
                && (schema.path(PRESERVE).asBoolean()
                        || !schema.has("properties")
                        || schema.path("additionalProperties").asBoolean());
    }

    private void scalar(JsonNode value, JsonNode schema, String path, List<Violation> found) {
        JsonNode values = schema.path("enum");
        if (!values.isEmpty() && !contains(values, value)) {
            List<String> texts = new ArrayList<>();
            values.forEach(each -> texts.add(each.toString()));
            found.add(
                    new Violation.WrongValue(
                            path,
                            "FieldValueNotSupported",
                            "Unsupported value: %s: supported values: %s"
                                    .formatted(value, String.join(", ", texts))));
        }
        String format = Json.text(schema, "format");
        if (!Formats.has(value, format)) {
            found.add(
                    invalid(
                            path,
                            value.toString(),
                            "must be of type %s: %s".formatted(format, value)));
        }
        if (value.isNumber()) {
            limits(value.asDouble(), schema, path, found);
        }
        if (value.isTextual()) {
            atMost(schema, "maxLength", value.asText().length(), path, "chars long", found);
            String pattern = Json.text(schema, "pattern");
            if (!pattern.isEmpty()
                    && !patterns.computeIfAbsent(pattern, Pattern::compile)
                            .matcher(value.asText())
                            .find()) {
                found.add(invalid(path, value.toString(), "should match '" + pattern + "'"));
            }
        }
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static void limits(double value, JsonNode schema, String path, List<Violation> found) {
        String shown = value == Math.rint(value) ? Long.toString((long) value) : "" + value;
        if (schema.has("minimum") && value < schema.path("minimum").asDouble()) {
            found.add(
                    invalid(
                            path,
                            shown,
                            "should be greater than or equal to "
                                    + schema.path("minimum").asLong()));
        }
        if (schema.has("maximum") && value > schema.path("maximum").asDouble()) {
            found.add(
                    invalid(
                            path,
                            shown,
                            "should be less than or equal to " + schema.path("maximum").asLong()));
        }
    }

    private static void atMost(
            JsonNode schema,
            String limit,
            int size,
            String path,
            String unit,
            List<Violation> found) {
        if (schema.has(limit) && size > schema.path(limit).asInt()) {
            found.add(
                    invalid(
                            path,
                            Integer.toString(size),
                            "should have at most %s %s".formatted(schema.path(limit), unit)));
        }
    }

    private static Violation invalid(String path, String value, String what) {
        return new Violation.WrongValue(
                path,
                "FieldValueInvalid",
                "Invalid value: %s: %s in body %s".formatted(value, path, what));
    }
}
