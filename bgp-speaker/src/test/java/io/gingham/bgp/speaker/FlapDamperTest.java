package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlapDamperTest {

    private static final Duration SHORT = Duration.ofMillis(10);

    private final FakeTimers timers = new FakeTimers();
    private final FlapDamper damper = new FlapDamper(timers, () -> FlapDamping.DEFAULT);

    @Test
    void threeShortSessionsAreFreeAndThenThePauseDoubles() {
        for (int seconds : new int[] {0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60}) {
            assertEquals(Duration.ofSeconds(seconds), damper.sessionDown(SHORT));
        }
    }

    @Test
    void thePauseEnds() {
        for (int i = 0; i < 4; i++) {
            assertFalse(damper.refuses());
            damper.sessionDown(SHORT);
        }
        assertTrue(damper.refuses());
        timers.pass(Duration.ofSeconds(1));
        assertFalse(damper.refuses());
    }

    @Test
    void aLongSessionOrANewConfigurationEndsTheRow() {
        for (int i = 0; i < 10; i++) {
            damper.sessionDown(SHORT);
        }
        assertEquals(Duration.ZERO, damper.sessionDown(Duration.ofSeconds(30)));
        assertEquals(Duration.ZERO, damper.sessionDown(SHORT));
        for (int i = 0; i < 10; i++) {
            damper.sessionDown(SHORT);
        }
        damper.forgive();
        assertFalse(damper.refuses());
        assertEquals(Duration.ZERO, damper.sessionDown(SHORT));
    }
}
