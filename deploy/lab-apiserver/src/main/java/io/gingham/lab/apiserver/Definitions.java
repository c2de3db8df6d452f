package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// All schemas by name, as OpenAPI 3 writes them; one refers to another with `$ref`.
final class Definitions {

    static final String REFERENCE = "#/components/schemas/";

    static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final Map<String, ObjectNode> schemas = new ConcurrentHashMap<>();

    void put(String name, ObjectNode schema) {
        schemas.put(name, schema);
    }

    boolean has(String name) {
        return schemas.containsKey(name);
    }

    /// A copy; the schemas in it are not to be changed.
    Map<String, ObjectNode> all() {
        return new TreeMap<>(schemas);
    }

    static ObjectNode reference(String name) {
        return Json.object().put("$ref", REFERENCE + name);
    }

    /// The schema itself, where one refers to another.
    JsonNode resolve(JsonNode schema) {
        String reference = Json.text(schema, "$ref");
        if (reference.isEmpty()) {
            return schema;
        }
        ObjectNode found = schemas.get(reference.substring(REFERENCE.length()));
        return found == null ? Json.object() : found;
    }

    JsonNode named(String name) {
        ObjectNode found = schemas.get(name);
        return found == null ? Json.object() : found;
    }
}
