package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendHoldTest {

    private final FakeTimers timers = new FakeTimers();
    private final AtomicLong backlog = new AtomicLong();
    private final AtomicInteger expired = new AtomicInteger();
    private final SendHold hold = new SendHold(timers, backlog::get, expired::incrementAndGet);

    private void pass(int seconds) {
        timers.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void aPeerThatTakesNothingIsGivenUpOnTime() {
        hold.start(Duration.ofSeconds(480));
        backlog.set(1_000);
        pass(479);
        assertEquals(0, expired.get());
        pass(1);
        assertEquals(1, expired.get());
        pass(5_000);
        assertEquals(1, expired.get());
    }

    @Test
    void aSlowPeerIsNotASilentOne() {
        hold.start(Duration.ofSeconds(480));
        for (int i = 0; i < 100; i++) {
            backlog.set(100_000 - i);
            pass(100);
        }
        assertEquals(0, expired.get());
    }

    @Test
    void whatIsSentOnTopDoesNotHideThatNothingGoes() {
        hold.start(Duration.ofSeconds(480));
        for (int i = 1; i <= 20; i++) {
            backlog.addAndGet(19);
            pass(30);
        }
        assertEquals(1, expired.get());
    }

    @Test
    void aPeerThatTakesTurnsBetweenLooksCounts() {
        hold.start(Duration.ofSeconds(480));
        for (int i = 1; i <= 40; i++) {
            backlog.addAndGet(19);
            pass(100);
            hold.moved();
        }
        assertEquals(0, expired.get());
    }

    @Test
    void nothingToSayIsNoSilence() {
        hold.start(Duration.ofSeconds(480));
        pass(10_000);
        assertEquals(0, expired.get());
        hold.stop();
        backlog.set(1);
        pass(10_000);
        assertEquals(0, expired.get());
    }
}
