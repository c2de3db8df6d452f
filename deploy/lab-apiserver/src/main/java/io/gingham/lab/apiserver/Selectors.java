package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `labelSelector` and `fieldSelector` of a request, and the selectors of workloads.
final class Selectors {

    private static final Pattern SET =
            Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s+\\(([^)]*)\\)\\s*");

    private static final Pattern EQUALITY =
            Pattern.compile("\\s*([^\\s!=,()]+)\\s*(==|=|!=)\\s*([^\\s!=,()]*)\\s*");

    /// Commas that separate conditions, not the values of a set.
    private static final Pattern COMMA = Pattern.compile(",(?![^()]*\\))");

    private Selectors() {}

    /// @param text `app=web,tier in (a, b),!old`
    static Predicate<JsonNode> labels(String text) {
        List<Predicate<Map<String, String>>> conditions = new ArrayList<>();
        for (String part : COMMA.split(text)) {
            if (!part.isBlank()) {
                conditions.add(condition(part));
            }
        }
        return object -> {
            Map<String, String> labels = Json.strings(Json.at(object, "metadata", "labels"));
            return conditions.stream().allMatch(condition -> condition.test(labels));
        };
    }

    private static Predicate<Map<String, String>> condition(String text) {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            List<String> values = Arrays.asList(set.group(3).strip().split("\\s*,\\s*", -1));
            boolean in = set.group(2).equals("in");
            return labels -> {
                String value = labels.get(set.group(1));
                return in
                        ? value != null && values.contains(value)
                        : value == null || !values.contains(value);
            };
        }
        Matcher equality = EQUALITY.matcher(text);
        if (equality.matches()) {
            boolean not = equality.group(2).equals("!=");
            return labels -> equality.group(3).equals(labels.get(equality.group(1))) != not;
        }
        String key = text.strip();
        if (key.matches("![^\\s!=,()]+")) {
            return labels -> !labels.containsKey(key.substring(1));
        }
        if (key.matches("[^\\s!=,()]+")) {
            return labels -> labels.containsKey(key);
        }
        throw ApiException.badRequest("unable to parse requirement: '" + text + "'");
    }

    /// @param text `metadata.name=web,status.phase!=Running`: any field of the object
    static Predicate<JsonNode> fields(String text) {
        List<Predicate<JsonNode>> conditions = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            Matcher equality =
                    Pattern.compile("\\s*([^=!]+?)\\s*(==|=|!=)\\s*(.*?)\\s*").matcher(part);
            if (!equality.matches()) {
                throw ApiException.badRequest("invalid field selector: '" + part + "'");
            }
            String[] path = equality.group(1).split("\\.", -1);
            boolean not = equality.group(2).equals("!=");
            conditions.add(object -> Json.text(object, path).equals(equality.group(3)) != not);
        }
        return object -> conditions.stream().allMatch(condition -> condition.test(object));
    }

    /// A workload's `selector`; an absent one selects nothing.
    static Predicate<JsonNode> of(JsonNode selector) {
        if (selector.isMissingNode() || selector.isEmpty()) {
            return object -> false;
        }
        List<String> conditions = new ArrayList<>();
        Json.strings(selector.path("matchLabels"))
                .forEach((key, value) -> conditions.add(key + "=" + value));
        for (JsonNode expression : selector.path("matchExpressions")) {
            List<String> values = new ArrayList<>();
            expression.path("values").forEach(value -> values.add(value.asText()));
            String key = Json.text(expression, "key");
            String list = "(" + String.join(",", values) + ")";
            conditions.add(
                    switch (Json.text(expression, "operator")) {
                        case "In" -> key + " in " + list;
                        case "NotIn" -> key + " notin " + list;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return labels(String.join(",", conditions));
    }

    /// As `kubectl` shows a selector.
    static String text(JsonNode selector) {
        List<String> parts = new ArrayList<>();
        JsonNode labels = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
        if (!selector.has("matchExpressions") || selector.has("matchLabels")) {
            Json.strings(labels).forEach((key, value) -> parts.add(key + "=" + value));
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            List<String> values = new ArrayList<>();
            expression.path("values").forEach(value -> values.add(value.asText()));
            String list = " (" + String.join(",", values) + ")";
            String key = Json.text(expression, "key");
            parts.add(
                    switch (Json.text(expression, "operator")) {
                        case "In" -> key + " in" + list;
                        case "NotIn" -> key + " notin" + list;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return parts.isEmpty() ? "<none>" : String.join(",", parts);
    }
}
