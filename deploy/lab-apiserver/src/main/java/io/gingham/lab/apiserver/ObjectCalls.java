package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One request about objects: list, get, create, update, patch, apply, delete.
final class ObjectCalls {

    /// @param code 200 or 201
    record Answer(int code, JsonNode body) {}

    private final Resources resources;
    private final Call call;
    private final Call.Target target;
    private final Resources.Mode mode;

    ObjectCalls(Resources resources, Call call, Call.Target target, Consumer<String> warn) {
        this.resources = resources;
        this.call = call;
        this.target = target;
        String dryRun = call.query("dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw ApiException.badRequest("invalid dryRun: '" + dryRun + "'; expected All");
        }
        this.mode = new Resources.Mode(!dryRun.isEmpty(), call.query("fieldValidation"), warn);
    }

    Answer answer(JsonNode body) {
        if (target.subresource().equals("scale")) {
            return scale(body);
        }
        if (!List.of("", "status", "finalize").contains(target.subresource())) {
            throw ApiException.badRequest(
                    "the lab's pods run no programs, and '%s' is not answered here; in a pod's namespace a command is run by: ./gingham lab exec NAMESPACE/POD -- COMMAND"
                            .formatted(target.subresource()));
        }
        return switch (call.method()) {
            case "GET" -> target.name().isEmpty() ? list() : shown(200, get());
            case "POST" -> create(ApiHandler.objectOf(body));
            case "PUT" -> put(ApiHandler.objectOf(body));
            case "PATCH" -> patch(body);
            case "DELETE" -> delete(body);
            default -> throw ApiException.methodNotAllowed();
        };
    }

    private ObjectNode get() {
        return resources.get(target.kind(), target.namespace(), target.name());
    }

    private Answer shown(int code, ObjectNode object) {
        return new Answer(
                code,
                call.wantsTable()
                        ? Tables.of(
                                target.kind(),
                                List.of(object),
                                Json.text(object, "metadata", "resourceVersion"))
                        : object);
    }

    private Answer list() {
        Store.Listing listing = resources.store().list(target.kind(), call.which(target));
        String version = Long.toString(listing.version());
        if (call.wantsTable()) {
            return new Answer(200, Tables.of(target.kind(), listing.objects(), version));
        }
        ObjectNode list = Json.object();
        list.put("kind", target.kind().kind() + "List");
        list.put("apiVersion", target.kind().apiVersion());
        list.putObject("metadata").put("resourceVersion", version);
        ArrayNode items = list.putArray("items");
        listing.objects().forEach(items::add);
        return new Answer(200, list);
    }

    private Answer create(ObjectNode object) {
        if (!target.name().isEmpty()) {
            throw ApiException.methodNotAllowed();
        }
        return shown(201, resources.create(target.kind(), namespaceOf(object), object, mode));
    }

    private String namespaceOf(ObjectNode object) {
        if (!target.kind().namespaced() || !target.namespace().isEmpty()) {
            return target.namespace();
        }
        String stated = Json.namespace(object);
        if (stated.isEmpty()) {
            throw ApiException.badRequest("an empty namespace may not be set during creation");
        }
        return stated;
    }

    private Answer put(ObjectNode object) {
        if (target.name().isEmpty()) {
            throw ApiException.methodNotAllowed();
        }
        return shown(200, change(old -> object.deepCopy()));
    }

    private ObjectNode change(UnaryOperator<ObjectNode> change) {
        Resources.Part part =
                target.subresource().equals("status")
                        ? Resources.Part.STATUS
                        : Resources.Part.WHOLE;
        return resources.change(
                target.kind(), target.namespace(), target.name(), part, change, mode);
    }

    private Answer patch(JsonNode patch) {
        if (target.name().isEmpty()) {
            throw ApiException.methodNotAllowed();
        }
        String type = call.contentType().replaceAll(";.*", "").strip();
        if (type.startsWith("application/apply-patch+")) {
            if (call.query("fieldManager").isEmpty()) {
                throw ApiException.badRequest(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
            }
            boolean there =
                    resources
                            .store()
                            .get(target.kind(), target.namespace(), target.name())
                            .isPresent();
            ObjectNode applied =
                    resources.apply(
                            target.kind(),
                            target.namespace(),
                            target.name(),
                            ApiHandler.objectOf(patch),
                            call.query("fieldManager"),
                            mode);
            return shown(there ? 200 : 201, applied);
        }
        return shown(200, change(object -> patched(object, patch, type)));
    }

    private ObjectNode patched(ObjectNode object, JsonNode patch, String type) {
        return switch (type) {
            case "application/merge-patch+json" ->
                    ApiHandler.objectOf(Patches.merge(object, patch));
            case "application/json-patch+json" -> jsonPatched(object, patch);
            case "application/strategic-merge-patch+json" -> strategic(object, patch);
            default ->
                    throw ApiException.unsupportedMediaType(
                            type,
                            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/strategic-merge-patch+json");
        };
    }

    private static ObjectNode jsonPatched(ObjectNode object, JsonNode patch) {
        try {
            return ApiHandler.objectOf(JsonPatch.apply(patch, object));
        } catch (RuntimeException e) {
            throw ApiException.badRequest("the JSON patch can't be applied: " + e.getMessage());
        }
    }

    private ObjectNode strategic(ObjectNode object, JsonNode patch) {
        if (target.kind().custom()) {
            throw ApiException.unsupportedMediaType(
                    "application/strategic-merge-patch+json",
                    "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        }
        Definitions definitions = resources.kinds().definitions();
        return new Patches(definitions)
                .strategic(
                        object,
                        ApiHandler.objectOf(patch),
                        definitions.named(target.kind().definition()));
    }

    private Answer delete(JsonNode options) {
        String propagation = Json.text(options, "propagationPolicy");
        if (propagation.isEmpty()) {
            propagation = call.query("propagationPolicy");
        }
        if (Json.at(options, "orphanDependents").asBoolean()) {
            propagation = "Orphan";
        }
        boolean dryRun = mode.dryRun() || !Json.at(options, "dryRun").isEmpty();
        Resources.Mode how = new Resources.Mode(dryRun, "", mode.warn());
        if (target.name().isEmpty()) {
            for (ObjectNode object :
                    resources.store().list(target.kind(), call.which(target)).objects()) {
                resources.delete(
                        target.kind(), Json.namespace(object), Json.name(object), propagation, how);
            }
            return new Answer(200, list().body());
        }
        ObjectNode gone = get();
        String uid = Json.text(options, "preconditions", "uid");
        if (!uid.isEmpty() && !uid.equals(Json.uid(gone))) {
            throw ApiException.conflict(
                    target.kind(),
                    target.name(),
                    "the UID in the precondition (%s) does not match the UID in record (%s)"
                            .formatted(uid, Json.uid(gone)));
        }
        resources.delete(target.kind(), target.namespace(), target.name(), propagation, how);
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        status.putObject("details")
                .put("name", target.name())
                .put("group", target.kind().group())
                .put("kind", target.kind().plural())
                .put("uid", Json.uid(gone));
        return new Answer(200, status);
    }

    private Answer scale(JsonNode body) {
        if (!target.kind().subresources().contains("scale")) {
            throw ApiException.noSuchPath();
        }
        if (call.method().equals("GET")) {
            return new Answer(200, scaleOf(get()));
        }
        ObjectNode changed =
                resources.change(
                        target.kind(),
                        target.namespace(),
                        target.name(),
                        Resources.Part.WHOLE,
                        object -> {
                            ObjectNode scale = scaleOf(object);
                            ObjectNode wanted =
                                    call.method().equals("PUT")
                                            ? ApiHandler.objectOf(body)
                                            : patched(
                                                    scale,
                                                    body,
                                                    call.contentType()
                                                            .replaceAll(";.*", "")
                                                            .replace("strategic-", "")
                                                            .strip());
                            Json.child(object, "spec")
                                    .set("replicas", Json.at(wanted, "spec", "replicas"));
                            return object;
                        },
                        mode);
        return new Answer(200, scaleOf(changed));
    }

    private static ObjectNode scaleOf(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field :
                List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.set(field, object.path("metadata").path(field));
        }
        scale.putObject("spec").set("replicas", Json.at(object, "spec", "replicas"));
        scale.putObject("status")
                .put("replicas", Json.at(object, "status", "replicas").asInt(0))
                .put("selector", Selectors.text(Json.at(object, "spec", "selector")));
        return scale;
    }
}
