package io.gingham.agent.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes an annotation of a Node, and leaves all else as it is: by way of its status, as Calico
/// does, which needs no right to change Nodes.
public final class NodeAnnotation {

    private NodeAnnotation() {}

    /// @param value empty to take it away
    /// @throws RuntimeException if the API server does not take it
    public static void write(
            KubernetesClient client, String node, String name, Optional<String> value) {
        client.nodes()
                .withName(node)
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch(name, value));
    }

    static String patch(String name, Optional<String> value) {
        Map<String, @Nullable String> annotation = new HashMap<>();
        annotation.put(name, value.orElse(null));
        try {
            return new ObjectMapper()
                    .writeValueAsString(Map.of("metadata", Map.of("annotations", annotation)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
