package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// As many pods as a ReplicaSet asks for.
final class ReplicaSets implements Controllers.Controller {

    private static final String GROUP = "apps";
    private static final String KIND = "ReplicaSet";

    private final Workloads workloads;

    ReplicaSets(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public void reconcile() {
        workloads.all(GROUP, KIND).forEach(this::reconcile);
    }

    private void reconcile(ObjectNode set) {
        List<ObjectNode> pods =
                workloads.pods(set).stream().filter(pod -> !Json.isDeleting(pod)).toList();
        int wanted = Workloads.replicas(set);
        for (int i = pods.size(); i < wanted; i++) {
            ObjectNode pod = Workloads.of(set, Workloads.template(set));
            Json.child(pod, "metadata").put("generateName", Json.name(set) + "-");
            workloads.create("", "Pod", pod);
        }
        pods.stream()
                .sorted(Workloads.FIRST_TO_GO)
                .limit(Math.max(0, pods.size() - wanted))
                .forEach(pod -> workloads.delete("", "Pod", pod));
        List<ObjectNode> there = workloads.pods(set);
        int ready = Workloads.ready(there);
        workloads.status(
                GROUP,
                KIND,
                set,
                status ->
                        status.put("replicas", there.size())
                                .put("fullyLabeledReplicas", there.size())
                                .put("readyReplicas", ready)
                                .put("availableReplicas", ready));
    }
}
