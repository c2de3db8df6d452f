package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The schemas as clients read them: for `kubectl explain`, for its validation of what is applied,
/// and for its patches of lists. Version 2 is one document, version 3 one for each group.
final class OpenApi {

    private static final String GVK = "x-kubernetes-group-version-kind";

    /// What version 2 has of a schema; the rest only the server judges by.
    private static final Set<String> V2_FIELDS =
            Set.of(
                    "$ref",
                    "description",
                    "type",
                    "format",
                    "properties",
                    "items",
                    "additionalProperties",
                    "required",
                    MergeKeys.KEY,
                    MergeKeys.STRATEGY,
                    "x-kubernetes-int-or-string",
                    "x-kubernetes-preserve-unknown-fields");

    private final Kinds kinds;

    OpenApi(Kinds kinds) {
        this.kinds = kinds;
    }

    ObjectNode v2() {
        ObjectNode document = Json.object().put("swagger", "2.0");
        info(document);
        ObjectNode paths = document.putObject("paths");
        ObjectNode definitions = document.putObject("definitions");
        kinds.definitions()
                .all()
                .forEach((name, schema) -> definitions.set(name, v2(schema, false)));
        for (ApiKind kind : kinds.all()) {
            paths(paths, kind, false);
            if (definitions.path(kind.definition()) instanceof ObjectNode definition) {
                kind.putGroupVersionKind(definition.putArray(GVK).addObject());
            }
        }
        return document;
    }

    private static void info(ObjectNode document) {
        document.putObject("info").put("title", "Gingham's lab").put("version", "v1");
    }

    /// @param map whether the fields are names of properties, not of a schema
    private static JsonNode v2(JsonNode schema, boolean map) {
        if (!(schema instanceof ObjectNode fields)) {
            return schema;
        }
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String name = field.getKey();
            if (map) {
                result.set(name, v2(field.getValue(), false));
            } else if (name.equals("$ref")) {
                result.put(
                        name,
                        field.getValue().asText().replace(Definitions.REFERENCE, "#/definitions/"));
            } else if (V2_FIELDS.contains(name)) {
                result.set(name, v2(field.getValue(), name.equals("properties")));
            }
        }
        if (!map && result.path("x-kubernetes-int-or-string").asBoolean()) {
            result.put("type", "string").put("format", "int-or-string");
        }
        // To kubectl, a field of any form is one without a type.
        if (!map
                && result.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                && !result.has("properties")) {
            result.remove("type");
        }
        return result;
    }

    /// What there is to be asked of a kind: enough for clients to see which parameters are known.
    private static void paths(ObjectNode paths, ApiKind kind, boolean v3) {
        String base = (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion();
        String all = base + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
        operations(paths.putObject(all), kind, List.of("get", "post"), v3);
        operations(
                paths.putObject(all + "/{name}"),
                kind,
                List.of("get", "put", "patch", "delete"),
                v3);
    }

    private static void operations(
            ObjectNode path, ApiKind kind, List<String> methods, boolean v3) {
        for (String method : methods) {
            ObjectNode operation = path.putObject(method);
            ArrayNode parameters = operation.putArray("parameters");
            for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
                ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
                if (v3) {
                    parameter.putObject("schema").put("type", "string");
                } else {
                    parameter.put("type", "string");
                }
            }
            operation.putObject("responses").putObject("200").put("description", "OK");
            kind.putGroupVersionKind(operation.putObject(GVK));
        }
    }

    /// Group and version, as a path (`apis/apps/v1`), with the address of its document.
    ObjectNode v3Index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (ApiKind kind : kinds.all()) {
            String path = v3Path(kind);
            paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
        }
        return index;
    }

    private static String v3Path(ApiKind kind) {
        return (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion();
    }

    /// @param path `apis/apps/v1`
    Optional<ObjectNode> v3(String path) {
        List<ApiKind> found =
                kinds.all().stream().filter(kind -> v3Path(kind).equals(path)).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        info(document);
        ObjectNode paths = document.putObject("paths");
        Map<String, ObjectNode> used = new LinkedHashMap<>();
        for (ApiKind kind : found) {
            paths(paths, kind, true);
            use(kind.definition(), used);
            ObjectNode definition = used.get(kind.definition());
            if (definition != null) {
                kind.putGroupVersionKind(definition.putArray(GVK).addObject());
            }
        }
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        used.forEach(schemas::set);
        return Optional.of(document);
    }

    /// A schema and all those that it refers to.
    private void use(String name, Map<String, ObjectNode> used) {
        if (used.containsKey(name)
                || !(kinds.definitions().named(name) instanceof ObjectNode schema)) {
            return;
        }
        used.put(name, schema.deepCopy());
        Set<String> references = new LinkedHashSet<>(schema.findValuesAsText("$ref"));
        references.forEach(
                reference -> use(reference.substring(Definitions.REFERENCE.length()), used));
    }
}
