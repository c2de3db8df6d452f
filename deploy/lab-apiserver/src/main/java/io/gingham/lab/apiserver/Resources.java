package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Creates, changes and deletes objects, with all that a write brings with it: defaults,
/// validation, generations, finalizers, and the end of what an object owns.
final class Resources {

    /// How a write is to be done.
    ///
    /// @param fieldValidation `Strict`, `Warn`, `Ignore`, or empty
    /// @param warn told what is odd and not refused
    record Mode(boolean dryRun, String fieldValidation, Consumer<String> warn) {
        /// Of the server's own controllers.
        static final Mode OWN = new Mode(false, "Ignore", warning -> {});
    }

    enum Part {
        /// All but the status, where that is a subresource.
        WHOLE,
        STATUS
    }

    /// Letters of generated names, without those that make words: as Kubernetes' own.
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Store store;
    private final Kinds kinds;
    private final FieldValidation validation;
    private final Removal removal;

    /// What a manager applied last, by the object's uid and the manager's name.
    private final Map<String, ObjectNode> applied = new ConcurrentHashMap<>();

    Resources(Store store, Kinds kinds) {
        this.store = store;
        this.kinds = kinds;
        this.validation = new FieldValidation(kinds.definitions());
        this.removal =
                new Removal(
                        store,
                        kinds,
                        uid -> applied.keySet().removeIf(key -> key.startsWith(uid + "/")));
    }

    Store store() {
        return store;
    }

    Kinds kinds() {
        return kinds;
    }

    ObjectNode get(ApiKind kind, String namespace, String name) {
        return store.get(kind, namespace, name)
                .orElseThrow(() -> ApiException.notFound(kind, name));
    }

    ObjectNode create(ApiKind kind, String namespace, ObjectNode given, Mode mode) {
        ObjectNode object = given.deepCopy();
        identify(kind, namespace, object);
        ObjectNode metadata = Json.child(object, "metadata");
        if (!metadata.path("resourceVersion").asText("").isEmpty()) {
            throw ApiException.badRequest(
                    "resourceVersion should not be set on objects to be created");
        }
        String prefix = metadata.path("generateName").asText("");
        if (Json.name(object).isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix + letters(5));
        }
        if (Json.name(object).isEmpty()) {
            throw ApiException.invalid(
                    kind,
                    "",
                    List.of(
                            new ApiException.Cause(
                                    "FieldValueRequired",
                                    "metadata.name",
                                    "Required value: name or generateName is required")));
        }
        if (kind.namespaced() && store.get(kinds.kind("", "Namespace"), "", namespace).isEmpty()) {
            throw ApiException.notFound(kinds.kind("", "Namespace"), namespace);
        }
        if (kind.subresources().contains("status") && !kind.kind().equals("Node")) {
            object.remove("status");
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now());
        metadata.put("generation", 1);
        metadata.remove(List.of("deletionTimestamp", "managedFields", "selfLink"));
        return put(kind, object, null, mode);
    }

    private static void identify(ApiKind kind, String namespace, ObjectNode object) {
        String apiVersion = Json.text(object, "apiVersion");
        String named = Json.text(object, "kind");
        if (!apiVersion.isEmpty() && !apiVersion.equals(kind.apiVersion())
                || !named.isEmpty() && !named.equals(kind.kind())) {
            throw ApiException.badRequest(
                    "the API version in the data (%s, Kind=%s) does not match the expected API version (%s, Kind=%s)"
                            .formatted(apiVersion, named, kind.apiVersion(), kind.kind()));
        }
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        ObjectNode metadata = Json.child(object, "metadata");
        String stated = metadata.path("namespace").asText("");
        if (kind.namespaced()) {
            if (!stated.isEmpty() && !stated.equals(namespace)) {
                throw ApiException.badRequest(
                        "the namespace of the provided object does not match the namespace sent on the request");
            }
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
    }

    /// Replaces, or changes, an object.
    ///
    /// @param change gets a copy of the object as it is, and returns what it is to be
    ObjectNode change(
            ApiKind kind,
            String namespace,
            String name,
            Part part,
            UnaryOperator<ObjectNode> change,
            Mode mode) {
        while (true) {
            ObjectNode seen = get(kind, namespace, name);
            ObjectNode next = change.apply(seen.deepCopy());
            identify(kind, namespace, next);
            if (!Json.name(next).equals(name)) {
                throw ApiException.badRequest(
                        "the name of the object (%s) does not match the name on the URL (%s)"
                                .formatted(Json.name(next), name));
            }
            String version = Json.text(next, "metadata", "resourceVersion");
            boolean stated = !version.isEmpty();
            if (stated && !version.equals(Json.text(seen, "metadata", "resourceVersion"))) {
                throw ApiException.conflict(
                        kind,
                        name,
                        "the object has been modified; please apply your changes to the latest version and try again");
            }
            ObjectNode merged = keep(kind, seen, next, part);
            if (merged.equals(seen)) {
                return seen;
            }
            try {
                return put(kind, merged, seen, mode);
            } catch (ChangedMeanwhile e) {
                // Asked again of what it is by now.
            }
        }
    }

    /// What a write of one part leaves as it was.
    private static ObjectNode keep(ApiKind kind, ObjectNode seen, ObjectNode next, Part part) {
        if (part == Part.STATUS) {
            ObjectNode merged = seen.deepCopy();
            merged.set("status", next.path("status").deepCopy());
            // Agents put conditions and annotations of a node in one write.
            merged.set("metadata", next.path("metadata").deepCopy());
            next = merged;
        } else if (kind.subresources().contains("status")) {
            next.remove("status");
            if (seen.has("status")) {
                next.set("status", seen.get("status").deepCopy());
            }
        }
        ObjectNode metadata = Json.child(next, "metadata");
        for (String field :
                List.of(
                        "uid",
                        "creationTimestamp",
                        "generation",
                        "deletionTimestamp",
                        "resourceVersion")) {
            JsonNode was = seen.path("metadata").path(field);
            if (was.isMissingNode()) {
                metadata.remove(field);
            } else {
                metadata.set(field, was);
            }
        }
        metadata.remove("managedFields");
        for (String field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
            if (metadata.path(field).isEmpty()) {
                metadata.remove(field);
            }
        }
        return next;
    }

    private static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private ObjectNode put(ApiKind kind, ObjectNode object, @Nullable ObjectNode seen, Mode mode) {
        validation.check(kind, object, seen, mode.fieldValidation(), mode.warn());
        Admission.check(kind, object);
        Admission.setDefaults(kind, object);
        if (seen != null && specDiffers(seen, object)) {
            ObjectNode metadata = Json.child(object, "metadata");
            metadata.put("generation", metadata.path("generation").asLong(1) + 1);
        }
        if (mode.dryRun()) {
            if (seen == null
                    && store.get(kind, Json.namespace(object), Json.name(object)).isPresent()) {
                throw ApiException.alreadyExists(kind, Json.name(object));
            }
            return object;
        }
        if (seen != null && Json.isDeleting(object) && Removal.hasNoFinalizer(object)) {
            removal.remove(kind, seen, "Background");
            return object;
        }
        if (!store.put(kind, object, seen)) {
            if (seen == null) {
                throw ApiException.alreadyExists(kind, Json.name(object));
            }
            throw new ChangedMeanwhile();
        }
        if (kind.kind().equals("CustomResourceDefinition")) {
            kinds.define(object);
        }
        if (kind.kind().equals("Namespace") && seen == null) {
            createDefaultAccount(Json.name(object));
        }
        return object;
    }

    private static boolean specDiffers(ObjectNode seen, ObjectNode object) {
        ObjectNode before = seen.deepCopy();
        ObjectNode after = object.deepCopy();
        before.remove(List.of("metadata", "status"));
        after.remove(List.of("metadata", "status"));
        return !before.equals(after);
    }

    /// Without it a real server takes no pods.
    private void createDefaultAccount(String namespace) {
        ObjectNode account = Json.object();
        Json.child(account, "metadata").put("name", "default");
        create(kinds.kind("", "ServiceAccount"), namespace, account, Mode.OWN);
    }

    /// Server-side apply: what the manager states is merged into the object, and what it stated
    /// before and no longer does is taken away. Who else owns a field is not asked.
    ObjectNode apply(
            ApiKind kind,
            String namespace,
            String name,
            ObjectNode stated,
            String manager,
            Mode mode) {
        Json.child(stated, "metadata").put("name", name);
        Optional<ObjectNode> there = store.get(kind, namespace, name);
        ObjectNode result;
        if (there.isEmpty()) {
            result = create(kind, namespace, stated, mode);
        } else {
            Patches patches = new Patches(kinds.definitions());
            JsonNode schema = kinds.definitions().named(kind.definition());
            ObjectNode before = applied.get(Json.uid(there.get()) + "/" + manager);
            result =
                    change(
                            kind,
                            namespace,
                            name,
                            Part.WHOLE,
                            object -> {
                                ObjectNode next = object;
                                if (before != null) {
                                    ObjectNode gone = patches.withdrawn(before, stated, schema);
                                    next = patches.strategic(next, gone, schema);
                                }
                                return patches.strategic(next, stated, schema);
                            },
                            mode);
        }
        if (!mode.dryRun()) {
            applied.put(Json.uid(result) + "/" + manager, stated.deepCopy());
        }
        return result;
    }

    /// @param propagation `Background`, `Foreground`, `Orphan`, or empty
    void delete(ApiKind kind, String namespace, String name, String propagation, Mode mode) {
        if (mode.dryRun()) {
            get(kind, namespace, name);
            return;
        }
        removal.delete(kind, namespace, name, propagation);
    }

    /// Letters for the end of a name.
    static String letters(int count) {
        return ThreadLocalRandom.current()
                .ints(count, 0, LETTERS.length())
                .collect(
                        StringBuilder::new,
                        (text, at) -> text.append(LETTERS.charAt(at)),
                        StringBuilder::append)
                .toString();
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
