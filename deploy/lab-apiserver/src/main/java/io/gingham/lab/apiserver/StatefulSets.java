package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Pods with fixed names, `NAME-0` and so on; each waits for the one before it, and a change of the
/// template replaces them from the last to the first.
final class StatefulSets implements Controllers.Controller {

    private static final String GROUP = "apps";
    private static final String KIND = "StatefulSet";

    private final Workloads workloads;

    StatefulSets(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public void reconcile() {
        workloads.all(GROUP, KIND).forEach(this::reconcile);
    }

    private void reconcile(ObjectNode set) {
        String hash = Json.name(set) + "-" + Workloads.hash(Workloads.template(set));
        int wanted = Workloads.replicas(set);
        Map<String, ObjectNode> pods = new HashMap<>();
        workloads.pods(set).forEach(pod -> pods.put(Json.name(pod), pod));
        boolean parallel = Json.text(set, "spec", "podManagementPolicy").equals("Parallel");
        boolean allReady = true;
        for (int i = 0; i < wanted; i++) {
            ObjectNode pod = pods.get(Json.name(set) + "-" + i);
            if (pod == null && (allReady || parallel)) {
                create(set, i, hash);
            }
            allReady &= pod != null && Workloads.isReady(pod);
        }
        pods.values().stream()
                .filter(pod -> number(set, pod) >= wanted)
                .forEach(pod -> workloads.delete("", "Pod", pod));
        if (allReady && !Json.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            replaceOne(set, pods, wanted, hash);
        }
        writeStatus(set, hash);
    }

    private static int number(ObjectNode set, ObjectNode pod) {
        String end = Json.name(pod).substring(Json.name(set).length() + 1);
        return end.matches("[0-9]{1,9}") ? Integer.parseInt(end) : Integer.MAX_VALUE;
    }

    private void create(ObjectNode set, int number, String hash) {
        ObjectNode pod = Workloads.of(set, Workloads.template(set));
        String name = Json.name(set) + "-" + number;
        Json.child(pod, "metadata").put("name", name);
        Json.child(pod, "metadata", "labels")
                .put("statefulset.kubernetes.io/pod-name", name)
                .put("apps.kubernetes.io/pod-index", Integer.toString(number))
                .put(Workloads.REVISION_HASH, hash);
        workloads.create("", "Pod", pod);
    }

    private void replaceOne(ObjectNode set, Map<String, ObjectNode> pods, int wanted, String hash) {
        for (int i = wanted - 1; i >= 0; i--) {
            ObjectNode pod = pods.get(Json.name(set) + "-" + i);
            if (pod != null && !hasHash(pod, hash)) {
                workloads.delete("", "Pod", pod);
                return;
            }
        }
    }

    static boolean hasHash(ObjectNode pod, String hash) {
        return Json.text(pod, "metadata", "labels", Workloads.REVISION_HASH).equals(hash);
    }

    private void writeStatus(ObjectNode set, String hash) {
        List<ObjectNode> pods = workloads.pods(set);
        int ready = Workloads.ready(pods);
        List<ObjectNode> updated = pods.stream().filter(pod -> hasHash(pod, hash)).toList();
        boolean done = updated.size() == pods.size();
        workloads.status(
                GROUP,
                KIND,
                set,
                status -> {
                    status.put("replicas", pods.size())
                            .put("readyReplicas", ready)
                            .put("availableReplicas", ready)
                            .put("updatedReplicas", updated.size())
                            .put("currentReplicas", pods.size())
                            .put("updateRevision", hash);
                    if (done || !status.has("currentRevision")) {
                        status.put("currentRevision", hash);
                    }
                });
    }
}
