package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether a node is to draw services' traffic.
///
/// @param cordoned it takes no more pods (`spec.unschedulable`, or the taint of it): somebody is
///   about to empty it
/// @param excluded it has the label `node.kubernetes.io/exclude-from-external-load-balancers`,
///   whatever its value
/// @param drained status of the condition [#DRAINED]: `True`, `False`; empty if it has none
public record NodeDuty(boolean cordoned, boolean excluded, String drained) {

    public static final NodeDuty NORMAL = new NodeDuty(false, false, "");

    /// The type of the Node's condition that says that its service routes are withdrawn.
    public static final String DRAINED = "ServiceRoutesWithdrawn";

    private static final String EXCLUDED =
            "node.kubernetes.io/exclude-from-external-load-balancers";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    static NodeDuty of(Node node) {
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        return new NodeDuty(
                isCordoned(node.getSpec()), labels.containsKey(EXCLUDED), drained(node));
    }

    private static boolean isCordoned(@Nullable NodeSpec spec) {
        if (spec == null) {
            return false;
        }
        List<Taint> taints = Objects.requireNonNullElse(spec.getTaints(), List.of());
        return Boolean.TRUE.equals(spec.getUnschedulable())
                || taints.stream().anyMatch(taint -> UNSCHEDULABLE.equals(taint.getKey()));
    }

    private static String drained(Node node) {
        if (node.getStatus() == null) {
            return "";
        }
        List<NodeCondition> conditions =
                Objects.requireNonNullElse(node.getStatus().getConditions(), List.of());
        return conditions.stream()
                .filter(condition -> DRAINED.equals(condition.getType()))
                .map(condition -> Objects.requireNonNullElse(condition.getStatus(), "").intern())
                .findFirst()
                .orElse("");
    }
}
