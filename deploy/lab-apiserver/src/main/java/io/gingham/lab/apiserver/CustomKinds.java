package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// What a CustomResourceDefinition says, as kinds: one of each version that it serves.
final class CustomKinds {

    private CustomKinds() {}

    static List<ApiKind> of(JsonNode definition, Definitions definitions) {
        JsonNode spec = definition.path("spec");
        List<ApiKind> kinds = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean(true)) {
                kinds.add(kind(spec, version, definitions));
            }
        }
        return kinds;
    }

    private static ApiKind kind(JsonNode spec, JsonNode version, Definitions definitions) {
        String group = Json.text(spec, "group");
        JsonNode names = spec.path("names");
        String kind = Json.text(names, "kind");
        String plural = Json.text(names, "plural");
        List<String> shortNames = new ArrayList<>();
        names.path("shortNames").forEach(name -> shortNames.add(name.asText()));
        List<String> subresources = new ArrayList<>();
        version.path("subresources").fieldNames().forEachRemaining(subresources::add);
        String name = reversed(group) + "." + Json.text(version, "name") + "." + kind;
        definitions.put(name, schema(Json.at(version, "schema", "openAPIV3Schema"), group, kind));
        return new ApiKind(
                group,
                Json.text(version, "name"),
                kind,
                plural,
                shortNames,
                Json.text(spec, "scope").equals("Namespaced"),
                subresources,
                name,
                true,
                columns(version));
    }

    private static ObjectNode schema(JsonNode given, String group, String kind) {
        ObjectNode schema = given instanceof ObjectNode there ? there.deepCopy() : Json.object();
        CalicoFields.putInto(schema, group, kind);
        ObjectNode properties = Json.child(schema, "properties");
        properties
                .putObject("apiVersion")
                .put("type", "string")
                .put("description", "The group of the kind, and its version.");
        properties.putObject("kind").put("type", "string").put("description", "The kind's name.");
        properties.set("metadata", Definitions.reference(Definitions.OBJECT_META));
        return schema;
    }

    private static List<ApiKind.Column> columns(JsonNode version) {
        List<ApiKind.Column> columns = new ArrayList<>();
        for (JsonNode column : version.path("additionalPrinterColumns")) {
            columns.add(
                    new ApiKind.Column(
                            Json.text(column, "name"),
                            Json.text(column, "type"),
                            Json.text(column, "jsonPath"),
                            column.path("priority").asInt(0) > 0));
        }
        return columns;
    }

    /// `projectcalico.org` is named from its end, as the API server does.
    private static String reversed(String group) {
        List<String> parts = Arrays.asList(group.split("\\.", -1));
        Collections.reverse(parts);
        return String.join(".", parts);
    }
}
