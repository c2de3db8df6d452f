package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepairsTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final Repairs repairs = new Repairs(now::get);

    @Test
    void nothingIsLookedAtUnasked() {
        assertFalse(repairs.areDue());
    }

    @Test
    void theFirstDisturbanceIsLookedAtAtOnce() {
        assertEquals(Duration.ZERO, repairs.disturbed());
        assertTrue(repairs.areDue());
        repairs.done(1);
        assertFalse(repairs.areDue());
    }

    @Test
    void whoNeverStopsIsFollowedOnceASecond() {
        repairs.disturbed();
        assertTrue(repairs.areDue());
        repairs.done(1);
        now.addAndGet(Duration.ofMillis(300).toNanos());
        assertEquals(Duration.ofMillis(700), repairs.disturbed());
        assertFalse(repairs.areDue());
        now.addAndGet(Duration.ofMillis(700).toNanos());
        assertTrue(repairs.areDue());
    }

    @Test
    void aLookThatFailedIsStillDue() {
        repairs.disturbed();
        assertTrue(repairs.areDue());
        assertTrue(repairs.areDue());
    }

    @Test
    void whatTheKernelMayHaveDroppedIsLookedAtWhoeverElseIsAtWork() {
        repairs.disturbed();
        assertTrue(repairs.areDue());
        repairs.done(1);
        repairs.look();
        assertTrue(repairs.areDue());
    }
}
