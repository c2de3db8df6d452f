package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.cluster.NodeCondition.Words;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeConditionTest {

    private static final Words UP = new Words("", true, List.of());
    private static final Words DOWN = new Words("no podCIDR", false, List.of());
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static JsonNode condition(Words words) throws JsonProcessingException {
        return new ObjectMapper().readTree(NodeCondition.patch(words)).at("/status/conditions/0");
    }

    @Test
    void saysThatTheNetworkIsThere() throws JsonProcessingException {
        assertEquals("NetworkUnavailable", condition(UP).path("type").asText());
        assertEquals("False", condition(UP).path("status").asText());
    }

    @Test
    void saysWhyItIsNot() throws JsonProcessingException {
        assertEquals("True", condition(DOWN).path("status").asText());
        assertEquals("no podCIDR", condition(DOWN).path("message").asText());
    }

    @Test
    void keepsANodeThatWorkedAvailable() throws JsonProcessingException {
        Words worked = new Words("not JSON", true, List.of());
        assertEquals("False", condition(worked).path("status").asText());
        assertEquals("not JSON", condition(worked).path("message").asText());
    }

    @Test
    void saysWhatIsInTheWayOfANetworkThatIsUp() throws JsonProcessingException {
        Words remarked = new Words("", true, List.of("another network sorts first"));
        assertEquals("False", condition(remarked).path("status").asText());
        assertEquals("another network sorts first", condition(remarked).path("message").asText());
    }

    @Test
    void writesWhatChanges() {
        assertTrue(NodeCondition.isDue(UP, MINUTE, Optional.of(DOWN), SECOND, Optional.of("True")));
        assertFalse(NodeCondition.isDue(UP, MINUTE, Optional.of(UP), MINUTE, Optional.of("False")));
    }

    @Test
    void isPatientAtTheStart() {
        assertFalse(
                NodeCondition.isDue(DOWN, SECOND, Optional.empty(), SECOND, Optional.of("False")));
        assertTrue(
                NodeCondition.isDue(DOWN, MINUTE, Optional.empty(), MINUTE, Optional.of("False")));
    }

    @Test
    void putsRightWhatSomebodyElseWrote() {
        assertTrue(NodeCondition.isDue(UP, MINUTE, Optional.of(UP), MINUTE, Optional.of("True")));
    }

    @Test
    void givesItsOwnWordsTimeToComeBack() {
        assertFalse(NodeCondition.isDue(UP, MINUTE, Optional.of(UP), SECOND, Optional.of("True")));
    }

    @Test
    void saysItAgainOnANodeThatWasMadeAnew() {
        assertTrue(NodeCondition.isDue(UP, MINUTE, Optional.of(UP), MINUTE, Optional.of("")));
    }

    @Test
    void hasNothingToSayOfANodeThatIsGone() {
        assertFalse(NodeCondition.isDue(UP, MINUTE, Optional.of(UP), MINUTE, Optional.empty()));
    }
}
