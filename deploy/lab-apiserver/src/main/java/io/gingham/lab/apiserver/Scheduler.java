package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives each pod without a node the one with the fewest pods, of those that its `nodeSelector`
/// selects. Affinity, taints and requests are not looked at.
final class Scheduler implements Controllers.Controller {

    private final Workloads workloads;

    Scheduler(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public void reconcile() {
        List<ObjectNode> pods = workloads.all("", "Pod");
        List<ObjectNode> nodes = workloads.all("", "Node");
        Map<String, Integer> load = new HashMap<>();
        pods.forEach(pod -> load.merge(nodeOf(pod), 1, Integer::sum));
        for (ObjectNode pod : pods) {
            if (!nodeOf(pod).isEmpty()) {
                continue;
            }
            Optional<String> node =
                    nodes.stream()
                            .filter(each -> selects(pod.path("spec"), each))
                            .filter(each -> !Json.at(each, "spec", "unschedulable").asBoolean())
                            .map(Json::name)
                            .min(
                                    Comparator.comparing(
                                                    (String name) -> load.getOrDefault(name, 0))
                                            .thenComparing(Comparator.naturalOrder()));
            node.ifPresentOrElse(
                    name -> {
                        load.merge(name, 1, Integer::sum);
                        bind(pod, name);
                    },
                    () -> explain(pod, nodes.size()));
        }
    }

    private static String nodeOf(JsonNode pod) {
        return Json.text(pod, "spec", "nodeName");
    }

    /// @param spec a pod's
    static boolean selects(JsonNode spec, JsonNode node) {
        Map<String, String> labels = Json.strings(Json.at(node, "metadata", "labels"));
        return labels.entrySet().containsAll(Json.strings(spec.path("nodeSelector")).entrySet());
    }

    private void bind(ObjectNode pod, String node) {
        workloads.change(
                "",
                "Pod",
                pod,
                Resources.Part.WHOLE,
                there -> {
                    Json.child(there, "spec").put("nodeName", node);
                    return there;
                });
    }

    private void explain(ObjectNode pod, int nodes) {
        workloads.change(
                "",
                "Pod",
                pod,
                Resources.Part.STATUS,
                there -> {
                    Workloads.condition(
                            Json.child(there, "status"),
                            "PodScheduled",
                            "False",
                            "Unschedulable",
                            "0/%d nodes are available: none has the labels of nodeSelector."
                                    .formatted(nodes));
                    return there;
                });
    }
}
