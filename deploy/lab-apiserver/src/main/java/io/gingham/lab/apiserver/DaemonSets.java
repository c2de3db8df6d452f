package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// One pod on each node that the template's `nodeSelector` selects.
final class DaemonSets implements Controllers.Controller {

    private static final String GROUP = "apps";
    private static final String KIND = "DaemonSet";

    private final Workloads workloads;

    DaemonSets(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public void reconcile() {
        List<ObjectNode> nodes = workloads.all("", "Node");
        workloads.all(GROUP, KIND).forEach(set -> reconcile(set, nodes));
    }

    private void reconcile(ObjectNode set, List<ObjectNode> nodes) {
        Set<String> wanted =
                nodes.stream()
                        .filter(
                                node ->
                                        Scheduler.selects(
                                                Json.at(Workloads.template(set), "spec"), node))
                        .map(Json::name)
                        .collect(Collectors.toSet());
        Map<String, ObjectNode> pods = new HashMap<>();
        for (ObjectNode pod : workloads.pods(set)) {
            String node = Json.text(pod, "spec", "nodeName");
            if (!wanted.contains(node) || pods.putIfAbsent(node, pod) != null) {
                workloads.delete("", "Pod", pod);
            }
        }
        String hash = Workloads.hash(Workloads.template(set));
        for (String node : wanted) {
            if (!pods.containsKey(node)) {
                create(set, node, hash);
            }
        }
        if (!Json.text(set, "spec", "updateStrategy", "type").equals("OnDelete")
                && pods.size() == wanted.size()
                && pods.values().stream().allMatch(Workloads::isReady)) {
            pods.values().stream()
                    .filter(pod -> !StatefulSets.hasHash(pod, hash))
                    .findFirst()
                    .ifPresent(pod -> workloads.delete("", "Pod", pod));
        }
        writeStatus(set, wanted.size(), hash);
    }

    private void create(ObjectNode set, String node, String hash) {
        ObjectNode pod = Workloads.of(set, Workloads.template(set));
        Json.child(pod, "metadata").put("generateName", Json.name(set) + "-");
        Json.child(pod, "metadata", "labels").put(Workloads.REVISION_HASH, hash);
        Json.child(pod, "spec").put("nodeName", node);
        workloads.create("", "Pod", pod);
    }

    private void writeStatus(ObjectNode set, int wanted, String hash) {
        List<ObjectNode> pods = workloads.pods(set);
        int ready = Workloads.ready(pods);
        long updated = pods.stream().filter(pod -> StatefulSets.hasHash(pod, hash)).count();
        workloads.status(
                GROUP,
                KIND,
                set,
                status ->
                        status.put("desiredNumberScheduled", wanted)
                                .put("currentNumberScheduled", pods.size())
                                .put("updatedNumberScheduled", updated)
                                .put("numberReady", ready)
                                .put("numberAvailable", ready)
                                .put("numberMisscheduled", 0));
    }
}
