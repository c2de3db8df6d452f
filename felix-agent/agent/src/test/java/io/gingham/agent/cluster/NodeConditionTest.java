package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Optional;
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

    private static boolean overwritten(Optional<String> seen, Duration silence) {
        return NodeCondition.isOverwritten(new NodeCondition.State("", "", true), seen, silence);
    }

    @Test
    void noticesWhatSomebodyElseWrote() {
        assertTrue(overwritten(Optional.of("True"), Duration.ofMinutes(1)));
        assertFalse(overwritten(Optional.of("False"), Duration.ofMinutes(1)));
    }

    @Test
    void noticesANodeThatWasMadeAnew() {
        assertTrue(overwritten(Optional.of(""), Duration.ofMinutes(1)));
    }

    @Test
    void givesItsOwnWordsTimeToComeBack() {
        assertFalse(overwritten(Optional.of("True"), Duration.ofSeconds(1)));
    }

    @Test
    void hasNothingToSayOfANodeThatIsGone() {
        assertFalse(overwritten(Optional.empty(), Duration.ofMinutes(1)));
    }
}
