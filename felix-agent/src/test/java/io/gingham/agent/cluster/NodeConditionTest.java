package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class NodeConditionTest {

    private static JsonNode condition(String obstacle, boolean stands)
            throws JsonProcessingException {
        return condition(new NodeCondition.State(obstacle, "", stands));
    }

    private static JsonNode condition(NodeCondition.State state) throws JsonProcessingException {
        return new ObjectMapper().readTree(NodeCondition.patch(state)).at("/status/conditions/0");
    }

    @Test
    void saysThatTheNetworkIsThere() throws JsonProcessingException {
        assertEquals("NetworkUnavailable", condition("", true).path("type").asText());
        assertEquals("False", condition("", true).path("status").asText());
    }

    @Test
    void saysWhyItIsNot() throws JsonProcessingException {
        assertEquals("True", condition("no podCIDR", false).path("status").asText());
        assertEquals("no podCIDR", condition("no podCIDR", false).path("message").asText());
    }

    @Test
    void saysWhatIsWrongThoughPodsGetTheirNetwork() throws JsonProcessingException {
        JsonNode condition =
                condition(new NodeCondition.State("", "05-other.conf sorts before", true));
        assertEquals("False", condition.path("status").asText());
        assertEquals("GinghamNeedsAttention", condition.path("reason").asText());
        assertEquals("05-other.conf sorts before", condition.path("message").asText());
    }

    @Test
    void keepsANodeThatWorkedAvailable() throws JsonProcessingException {
        assertEquals("False", condition("not JSON", true).path("status").asText());
        assertEquals("not JSON", condition("not JSON", true).path("message").asText());
    }
}
