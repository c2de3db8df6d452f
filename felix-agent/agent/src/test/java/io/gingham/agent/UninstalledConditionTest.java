package io.gingham.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.agent.cluster.ApiClient;
import io.gingham.agent.cluster.NodeCondition;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UninstalledConditionTest {

    private static final String CONDITION =
            """
            {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n1"}, "status": {"conditions": [
              {"type": "Ready", "status": "True", "reason": "KubeletReady"},
              {"type": "NetworkUnavailable", "status": "False", "reason": "%s"}]}}
            """;

    @TempDir Path folder;

    private boolean remove(FakeApiServer api) throws Exception {
        try (KubernetesClient client =
                new KubernetesClientBuilder()
                        .withConfig(
                                ApiClient.config(
                                        Optional.of(FakeApiServer.kubeconfig(folder, api.port()))))
                        .build()) {
            return NodeCondition.remove(client, "n1");
        }
    }

    @Test
    void theAgentsConditionIsTakenAway() throws Exception {
        try (FakeApiServer api = new FakeApiServer()) {
            api.hasOne("n1", CONDITION.formatted("GinghamIsUp"));
            assertTrue(remove(api));
            JsonNode written = api.conditions().poll(10, TimeUnit.SECONDS);
            assertEquals("NetworkUnavailable", written.path("type").asText());
            assertEquals("delete", written.path("$patch").asText());
        }
    }

    @Test
    void whatWasSaidOfServiceRoutesIsTakenAwayToo() throws Exception {
        try (FakeApiServer api = new FakeApiServer()) {
            api.hasOne(
                    "n1",
                    CONDITION
                            .formatted("FlannelIsUp")
                            .replace(
                                    "]}}",
                                    ", {\"type\": \"ServiceRoutesWithdrawn\", \"status\": \"True\", \"reason\": \"GinghamHasWithdrawn\"}]}}"));
            assertTrue(remove(api));
            JsonNode written = api.conditions().poll(10, TimeUnit.SECONDS);
            assertEquals("ServiceRoutesWithdrawn", written.path("type").asText());
            assertEquals("delete", written.path("$patch").asText());
        }
    }

    @Test
    void anotherNetworksConditionStays() throws Exception {
        try (FakeApiServer api = new FakeApiServer()) {
            api.hasOne("n1", CONDITION.formatted("FlannelIsUp"));
            assertFalse(remove(api));
            assertTrue(api.conditions().isEmpty());
        }
    }

    @Test
    void aNodeThatIsGoneHasNone() throws Exception {
        try (FakeApiServer api = new FakeApiServer()) {
            api.refuses("n1", 404);
            assertFalse(remove(api));
        }
    }
}
