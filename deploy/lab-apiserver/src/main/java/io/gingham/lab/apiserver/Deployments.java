package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A Deployment's ReplicaSets: one for its template, and those of former templates, which lose
/// their pods as the new one's become ready.
final class Deployments implements Controllers.Controller {

    private static final String GROUP = "apps";
    private static final String KIND = "Deployment";
    private static final String SET = "ReplicaSet";
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final Workloads workloads;

    Deployments(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public void reconcile() {
        workloads.all(GROUP, KIND).forEach(this::reconcile);
    }

    private void reconcile(ObjectNode deployment) {
        List<ObjectNode> sets = workloads.owned(GROUP, SET, deployment);
        ObjectNode current = null;
        List<ObjectNode> former = new ArrayList<>();
        for (ObjectNode set : sets) {
            if (current == null && hasTemplateOf(deployment, set)) {
                current = set;
            } else {
                former.add(set);
            }
        }
        boolean paused = Json.at(deployment, "spec", "paused").asBoolean();
        if (current == null && !paused) {
            createSet(deployment, sets, former);
            return;
        }
        if (current != null) {
            giveLatestRevision(deployment, current, former);
            if (!paused) {
                roll(deployment, current, former);
            }
            forgetOld(deployment, former);
        }
        writeStatus(deployment, current, former);
    }

    /// A template as the user wrote it, without the hash that tells its pods from others.
    private static JsonNode ownTemplate(ObjectNode set) {
        ObjectNode template = (ObjectNode) Workloads.template(set).deepCopy();
        if (Json.at(template, "metadata", "labels") instanceof ObjectNode labels) {
            labels.remove(Workloads.TEMPLATE_HASH);
        }
        return template;
    }

    private static boolean hasTemplateOf(ObjectNode deployment, ObjectNode set) {
        return Workloads.essence(ownTemplate(set))
                .equals(Workloads.essence(Workloads.template(deployment)));
    }

    private void createSet(ObjectNode deployment, List<ObjectNode> sets, List<ObjectNode> former) {
        String hash = Workloads.hash(Workloads.template(deployment));
        ObjectNode set = Workloads.of(deployment, Workloads.template(deployment));
        ObjectNode metadata = Json.child(set, "metadata");
        metadata.put("name", Json.name(deployment) + "-" + hash);
        Json.child(metadata, "labels").put(Workloads.TEMPLATE_HASH, hash);
        Json.child(metadata, "annotations").put(REVISION, Long.toString(latest(sets) + 1));
        ObjectNode spec = set.putObject("spec");
        boolean rolling = !former.isEmpty();
        spec.put("replicas", rolling ? 0 : Workloads.replicas(deployment));
        spec.set("selector", Json.at(deployment, "spec", "selector").deepCopy());
        Json.child(spec, "selector", "matchLabels").put(Workloads.TEMPLATE_HASH, hash);
        spec.set("template", Workloads.template(deployment).deepCopy());
        Json.child(spec, "template", "metadata", "labels").put(Workloads.TEMPLATE_HASH, hash);
        workloads.create(GROUP, SET, set);
    }

    private static long revision(JsonNode object) {
        String text = Json.at(object, "metadata", "annotations").path(REVISION).asText("0");
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    }

    private static long latest(List<ObjectNode> sets) {
        return sets.stream().mapToLong(Deployments::revision).max().orElse(0);
    }

    /// A template that is used again is the newest revision again.
    private void giveLatestRevision(
            ObjectNode deployment, ObjectNode current, List<ObjectNode> former) {
        long latest = Math.max(revision(current), latest(former));
        long wanted =
                revision(current) == latest && latest > latest(former)
                        ? latest
                        : latest(former) + 1;
        setRevision(SET, current, wanted);
        setRevision(KIND, deployment, wanted);
    }

    private void setRevision(String kind, ObjectNode object, long revision) {
        if (revision(object) != revision) {
            workloads.change(
                    GROUP,
                    kind,
                    object,
                    Resources.Part.WHOLE,
                    there -> {
                        Json.child(there, "metadata", "annotations")
                                .put(REVISION, Long.toString(revision));
                        return there;
                    });
        }
    }

    private void roll(ObjectNode deployment, ObjectNode current, List<ObjectNode> former) {
        int wanted = Workloads.replicas(deployment);
        int old = former.stream().mapToInt(Workloads::replicas).sum();
        if (Json.text(deployment, "spec", "strategy", "type").equals("Recreate")) {
            former.forEach(set -> scale(set, 0));
            boolean gone = former.stream().allMatch(set -> workloads.pods(set).isEmpty());
            scale(current, gone ? wanted : Workloads.replicas(current));
            return;
        }
        JsonNode rolling = Json.at(deployment, "spec", "strategy", "rollingUpdate");
        int surge = share(rolling.path("maxSurge"), wanted, true);
        int unavailable = share(rolling.path("maxUnavailable"), wanted, false);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        int room = wanted + surge - old;
        scale(current, Math.clamp(room, Math.min(Workloads.replicas(current), wanted), wanted));
        int readyNew = Workloads.ready(workloads.pods(current));
        int spare =
                readyNew
                        + former.stream()
                                .mapToInt(set -> Workloads.ready(workloads.pods(set)))
                                .sum()
                        - (wanted - unavailable);
        for (ObjectNode set : former) {
            int replicas = Workloads.replicas(set);
            int broken = replicas - Workloads.ready(workloads.pods(set));
            int goes = Math.clamp((long) Math.max(spare, 0) + broken, 0, replicas);
            spare -= Math.max(0, goes - broken);
            scale(set, replicas - goes);
        }
    }

    /// A number, or a part of all: `25%`, which is the default.
    private static int share(JsonNode value, int of, boolean up) {
        String text = value.asText("25%");
        if (text.isEmpty() || text.equals("null")) {
            text = "25%";
        }
        if (!text.endsWith("%")) {
            return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 1;
        }
        String percent = text.substring(0, text.length() - 1);
        double part = percent.matches("[0-9]{1,4}") ? of * Integer.parseInt(percent) / 100.0 : 1;
        return (int) (up ? Math.ceil(part) : Math.floor(part));
    }

    private void scale(ObjectNode set, int replicas) {
        if (Workloads.replicas(set) != replicas) {
            workloads.change(
                    GROUP,
                    SET,
                    set,
                    Resources.Part.WHOLE,
                    there -> {
                        Json.child(there, "spec").put("replicas", replicas);
                        return there;
                    });
        }
    }

    private void forgetOld(ObjectNode deployment, List<ObjectNode> former) {
        int kept = Json.at(deployment, "spec", "revisionHistoryLimit").asInt(10);
        former.stream()
                .filter(set -> Workloads.replicas(set) == 0 && workloads.pods(set).isEmpty())
                .sorted(Comparator.comparingLong(Deployments::revision).reversed())
                .skip(kept)
                .forEach(set -> workloads.delete(GROUP, SET, set));
    }

    private void writeStatus(
            ObjectNode deployment,
            @org.jspecify.annotations.Nullable ObjectNode current,
            List<ObjectNode> former) {
        List<ObjectNode> all = new ArrayList<>();
        former.forEach(set -> all.addAll(workloads.pods(set)));
        List<ObjectNode> updated = current == null ? List.of() : workloads.pods(current);
        all.addAll(updated);
        int wanted = Workloads.replicas(deployment);
        int ready = Workloads.ready(all);
        JsonNode rolling = Json.at(deployment, "spec", "strategy", "rollingUpdate");
        boolean available = ready >= wanted - share(rolling.path("maxUnavailable"), wanted, false);
        boolean done = Workloads.ready(updated) >= wanted && all.size() == updated.size();
        workloads.status(
                GROUP,
                KIND,
                deployment,
                status -> {
                    status.put("replicas", all.size())
                            .put("updatedReplicas", updated.size())
                            .put("readyReplicas", ready)
                            .put("availableReplicas", ready)
                            .put("unavailableReplicas", Math.max(0, wanted - ready));
                    Workloads.condition(
                            status,
                            "Available",
                            available ? "True" : "False",
                            available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                            available
                                    ? "Deployment has minimum availability."
                                    : "Deployment does not have minimum availability.");
                    Workloads.condition(
                            status,
                            "Progressing",
                            "True",
                            done ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                            done
                                    ? "The new ReplicaSet has all its pods."
                                    : "The new ReplicaSet is progressing.");
                });
    }
}
