package io.gingham.agent.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes a condition of a Node, and leaves all others as they are.
public final class NodeStatus {

    private NodeStatus() {}

    /// @param transition the status is another than before
    /// @throws RuntimeException if the API server does not take it
    public static void write(
            KubernetesClient client,
            String node,
            String type,
            String status,
            String reason,
            String message,
            boolean transition) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> condition = new TreeMap<>();
        condition.put("type", type);
        condition.put("status", status);
        condition.put("reason", reason);
        condition.put("message", message);
        condition.put("lastHeartbeatTime", now);
        if (transition) {
            condition.put("lastTransitionTime", now);
        }
        client.nodes()
                .withName(node)
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch(condition));
    }

    /// A strategic merge: conditions are told apart by their type.
    private static String patch(Map<String, String> condition) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(Map.of("status", Map.of("conditions", List.of(condition))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
