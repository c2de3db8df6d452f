package io.gingham.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final AtomicLong now = new AtomicLong();
    private final Heartbeat heartbeat = new Heartbeat(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aLoopThatIsBusyWithOneProgramIsAlive() {
        pass(Duration.ofSeconds(149));
        assertEquals("", heartbeat.failure());
    }

    @Test
    void aLoopThatHasNotTurnedForLongIsNot() {
        pass(Duration.ofSeconds(150));
        assertEquals("the agent's loop has not turned for 150 s", heartbeat.failure());
    }

    @Test
    void aLoopThatTurnsAgainIsAlive() throws Exception {
        pass(Duration.ofSeconds(200));
        try (ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor()) {
            heartbeat.beatOn(loop);
            CountDownLatch turned = new CountDownLatch(1);
            loop.execute(turned::countDown);
            assertEquals(true, turned.await(10, TimeUnit.SECONDS));
            assertEquals("", heartbeat.failure());
            loop.shutdownNow();
        }
    }
}
