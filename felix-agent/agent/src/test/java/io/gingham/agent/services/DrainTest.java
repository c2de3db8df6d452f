package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.services.Drain.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final NodeDuty CORDONED = new NodeDuty(true, false, "");
    private static final NodeDuty GONE_BEFORE = new NodeDuty(true, false, "True");
    private static final Duration TIME = Duration.ofSeconds(30);

    private final Drain drain = new Drain();

    private Duration look(NodeDuty duty, int second) {
        return drain.look(duty, true, TIME, Duration.ofSeconds(second).toNanos() - 7);
    }

    @Test
    void aNodeThatTakesPodsServes() {
        assertEquals(Duration.ZERO, look(NodeDuty.NORMAL, 0));
        assertEquals(Stage.SERVING, drain.stage());
    }

    @Test
    void aCordonedNodeIsTheLastChoiceForAWhileAndThenGone() {
        look(NodeDuty.NORMAL, 0);
        assertEquals(TIME, look(CORDONED, 10));
        assertEquals(Stage.LEAVING, drain.stage());
        assertEquals(Duration.ofSeconds(1), look(CORDONED, 39));
        assertEquals(Duration.ZERO, look(CORDONED, 40));
        assertEquals(Stage.GONE, drain.stage());
        assertEquals(Duration.ZERO, look(CORDONED, 1000));
        assertEquals(Stage.GONE, drain.stage());
    }

    @Test
    void anUncordonedNodeServesAtOnceAndTheNextCordonCountsAnew() {
        look(CORDONED, 0);
        look(CORDONED, 30);
        look(NodeDuty.NORMAL, 31);
        assertEquals(Stage.SERVING, drain.stage());
        // The condition is still the one of the last time.
        assertEquals(TIME, look(GONE_BEFORE, 32));
        assertEquals(Stage.LEAVING, drain.stage());
    }

    @Test
    void anAgentThatStartsOnANodeThatIsGoneLeavesItSo() {
        look(GONE_BEFORE, 0);
        assertEquals(Stage.GONE, drain.stage());
    }

    @Test
    void whoAnnouncesNothingNeedNotWait() {
        drain.look(CORDONED, false, TIME, 0);
        assertEquals(Stage.GONE, drain.stage());
    }

    @Test
    void noTimeAtAllIsGoneAtOnce() {
        assertEquals(Duration.ZERO, drain.look(CORDONED, true, Duration.ZERO, 5));
        assertEquals(Stage.GONE, drain.stage());
    }

    @Test
    void aTimeThatIsMadeShorterCountsFromTheCordon() {
        look(CORDONED, 0);
        drain.look(CORDONED, true, Duration.ofSeconds(5), Duration.ofSeconds(6).toNanos());
        assertEquals(Stage.GONE, drain.stage());
    }
}
