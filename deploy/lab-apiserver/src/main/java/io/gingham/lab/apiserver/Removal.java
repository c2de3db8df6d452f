package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/// The end of objects, and of what ends with them: what they own, what is in a namespace, the
/// objects of a kind that is no longer defined.
final class Removal {

    private final Store store;
    private final Kinds kinds;
    private final Consumer<String> gone;

    /// @param gone told the uid of each object that has gone
    Removal(Store store, Kinds kinds, Consumer<String> gone) {
        this.store = store;
        this.kinds = kinds;
        this.gone = gone;
    }

    static boolean hasNoFinalizer(ObjectNode object) {
        return Json.at(object, "metadata", "finalizers").isEmpty();
    }

    /// @param propagation `Background`, `Foreground`, `Orphan`, or empty
    void delete(ApiKind kind, String namespace, String name, String propagation) {
        ObjectNode seen =
                store.get(kind, namespace, name)
                        .orElseThrow(() -> ApiException.notFound(kind, name));
        if (kind.kind().equals("Namespace") && name.equals("default")) {
            throw ApiException.forbidden(kind, name, "this namespace may not be deleted");
        }
        if (!hasNoFinalizer(seen)) {
            ObjectNode ending = seen.deepCopy();
            if (!Json.isDeleting(ending)) {
                Json.child(ending, "metadata").put("deletionTimestamp", Resources.now());
                if (!store.put(kind, ending, seen)) {
                    delete(kind, namespace, name, propagation);
                }
            }
            return;
        }
        if (!remove(kind, seen, propagation)) {
            delete(kind, namespace, name, propagation);
        }
    }

    /// @return false if there is another by now
    boolean remove(ApiKind kind, ObjectNode seen, String propagation) {
        if (kind.kind().equals("Namespace")) {
            emptyNamespace(Json.name(seen));
        }
        if (kind.kind().equals("CustomResourceDefinition")) {
            CustomKinds.of(seen, kinds.definitions()).stream()
                    .flatMap(each -> store.list(each, object -> true).objects().stream())
                    .forEach(this::removeWith);
            kinds.forget(Json.name(seen));
        }
        if (!store.remove(kind, seen)) {
            return false;
        }
        gone.accept(Json.uid(seen));
        collect(Json.uid(seen), propagation.equals("Orphan"));
        return true;
    }

    private void removeWith(ObjectNode object) {
        kinds.of(Json.text(object, "apiVersion"), Json.text(object, "kind"))
                .ifPresent(kind -> delete(kind, Json.namespace(object), Json.name(object), ""));
    }

    private void emptyNamespace(String namespace) {
        for (ApiKind kind : kinds.all()) {
            if (kind.namespaced()) {
                store.list(kind, object -> Json.namespace(object).equals(namespace))
                        .objects()
                        .forEach(object -> remove(kind, object, "Background"));
            }
        }
    }

    /// The end of what an object owned.
    private void collect(String owner, boolean orphan) {
        for (ApiKind kind : kinds.all()) {
            for (ObjectNode object :
                    store.list(kind, each -> ownerUids(each).contains(owner)).objects()) {
                if (orphan) {
                    ObjectNode free = object.deepCopy();
                    ((ArrayNode) free.path("metadata").path("ownerReferences"))
                            .removeIf(reference -> Json.text(reference, "uid").equals(owner));
                    store.put(kind, free, object);
                } else {
                    remove(kind, object, "Background");
                }
            }
        }
    }

    private static List<String> ownerUids(JsonNode object) {
        return Json.at(object, "metadata", "ownerReferences").findValuesAsText("uid");
    }
}
