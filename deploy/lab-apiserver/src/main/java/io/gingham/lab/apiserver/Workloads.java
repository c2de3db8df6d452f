package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/// What the workloads' controllers have in common: finding, making and ending what a workload owns,
/// and writing its status.
final class Workloads {

    /// Of a pod's template, by which a change of it shows.
    static final String TEMPLATE_HASH = "pod-template-hash";

    static final String REVISION_HASH = "controller-revision-hash";

    private static final String HASH_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Resources resources;

    Workloads(Resources resources) {
        this.resources = resources;
    }

    List<ObjectNode> all(String group, String kind) {
        return resources
                .store()
                .list(resources.kinds().kind(group, kind), object -> !Json.isDeleting(object))
                .objects();
    }

    /// The pods that a workload owns, also those that end.
    List<ObjectNode> pods(ObjectNode owner) {
        return owned("", "Pod", owner);
    }

    List<ObjectNode> owned(String group, String kind, ObjectNode owner) {
        String uid = Json.uid(owner);
        return resources
                .store()
                .list(resources.kinds().kind(group, kind), object -> isOwned(object, uid))
                .objects();
    }

    private static boolean isOwned(JsonNode object, String uid) {
        for (JsonNode reference : Json.at(object, "metadata", "ownerReferences")) {
            if (Json.text(reference, "uid").equals(uid)
                    && reference.path("controller").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    void create(String group, String kind, ObjectNode object) {
        resources.create(
                resources.kinds().kind(group, kind),
                Json.namespace(object),
                object,
                Resources.Mode.OWN);
    }

    void delete(String group, String kind, ObjectNode object) {
        ApiKind of = resources.kinds().kind(group, kind);
        if (resources.store().get(of, Json.namespace(object), Json.name(object)).isPresent()) {
            resources.delete(
                    of,
                    Json.namespace(object),
                    Json.name(object),
                    "Background",
                    Resources.Mode.OWN);
        }
    }

    void change(
            String group,
            String kind,
            ObjectNode object,
            Resources.Part part,
            UnaryOperator<ObjectNode> change) {
        ApiKind of = resources.kinds().kind(group, kind);
        if (resources.store().get(of, Json.namespace(object), Json.name(object)).isPresent()) {
            resources.change(
                    of,
                    Json.namespace(object),
                    Json.name(object),
                    part,
                    change,
                    Resources.Mode.OWN);
        }
    }

    /// Writes a workload's status, if it is another than before.
    void status(String group, String kind, ObjectNode object, Consumer<ObjectNode> fill) {
        change(
                group,
                kind,
                object,
                Resources.Part.STATUS,
                there -> {
                    ObjectNode status = Json.child(there, "status");
                    status.set("observedGeneration", Json.at(there, "metadata", "generation"));
                    fill.accept(status);
                    return there;
                });
    }

    /// An object of a template, owned by its workload.
    ///
    /// @param template with metadata (labels, annotations) and spec, as a pod's
    static ObjectNode of(ObjectNode owner, JsonNode template) {
        ObjectNode object = Json.object();
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("namespace", Json.namespace(owner));
        for (String field : List.of("labels", "annotations")) {
            if (!Json.at(template, "metadata", field).isMissingNode()) {
                metadata.set(field, Json.at(template, "metadata", field).deepCopy());
            }
        }
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", Json.text(owner, "apiVersion"))
                .put("kind", Json.text(owner, "kind"))
                .put("name", Json.name(owner))
                .put("uid", Json.uid(owner))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        object.set("spec", template.path("spec").deepCopy());
        return object;
    }

    static JsonNode template(JsonNode workload) {
        return Json.at(workload, "spec", "template");
    }

    static int replicas(JsonNode workload) {
        return Json.at(workload, "spec", "replicas").asInt(1);
    }

    /// Letters that stand for a template, in the form Kubernetes has them.
    static String hash(JsonNode template) {
        CRC32 sum = new CRC32();
        sum.update(essence(template).toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder letters = new StringBuilder();
        for (char digit : Long.toString(sum.getValue()).toCharArray()) {
            letters.append(HASH_LETTERS.charAt(digit % HASH_LETTERS.length()));
        }
        return letters.toString();
    }

    /// Without what says nothing (null, empty), and in one order: what is equal so means the same.
    static JsonNode essence(JsonNode node) {
        if (node instanceof ArrayNode list) {
            ArrayNode essence = Json.array();
            list.forEach(item -> essence.add(essence(item)));
            return essence;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode essence = Json.object();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        field -> {
                            JsonNode value = essence(field.getValue());
                            boolean empty = value.isContainerNode() && value.isEmpty();
                            if (!value.isNull() && !empty) {
                                essence.set(field.getKey(), value);
                            }
                        });
        return essence;
    }

    static boolean isReady(JsonNode pod) {
        return !Json.isDeleting(pod)
                && "True".equals(condition(Json.at(pod, "status", "conditions"), "Ready"));
    }

    static int ready(List<ObjectNode> pods) {
        return (int) pods.stream().filter(Workloads::isReady).count();
    }

    private static String condition(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (Json.text(condition, "type").equals(type)) {
                return Json.text(condition, "status");
            }
        }
        return "";
    }

    /// Sets a condition; its times change only if it does.
    static void condition(
            ObjectNode status, String type, String value, String reason, String message) {
        ArrayNode conditions =
                status.path("conditions") instanceof ArrayNode there
                        ? there
                        : status.putArray("conditions");
        for (JsonNode each : conditions) {
            if (each instanceof ObjectNode condition && Json.text(each, "type").equals(type)) {
                if (!Json.text(each, "status").equals(value)
                        || !Json.text(each, "reason").equals(reason)) {
                    condition
                            .put("status", value)
                            .put("reason", reason)
                            .put("message", message)
                            .put("lastUpdateTime", Resources.now())
                            .put("lastTransitionTime", Resources.now());
                }
                return;
            }
        }
        conditions
                .addObject()
                .put("type", type)
                .put("status", value)
                .put("reason", reason)
                .put("message", message)
                .put("lastUpdateTime", Resources.now())
                .put("lastTransitionTime", Resources.now());
    }

    /// Which pods go first if there are too many: those that are not ready, then the youngest.
    static final Comparator<ObjectNode> FIRST_TO_GO =
            Comparator.comparing((ObjectNode pod) -> isReady(pod))
                    .thenComparing(
                            pod -> Json.text(pod, "metadata", "creationTimestamp"),
                            Comparator.reverseOrder())
                    .thenComparing(Json::name);
}
