package io.gingham.netlink.router;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdvertisementTimesTest {

    /// `System.nanoTime` may wrap.
    private static final long START = Long.MAX_VALUE - 5;

    private final AdvertisementTimes times = new AdvertisementTimes(START);

    private static long at(int seconds) {
        return START + Duration.ofSeconds(seconds).toNanos();
    }

    private void sentAt(int... seconds) {
        for (int second : seconds) {
            times.sent(at(second));
        }
    }

    @Test
    void theFirstIsDueAtOnceAndTwoMoreComeQuickly() {
        assertTrue(times.isDue(at(0)));
        sentAt(0);
        assertFalse(times.isDue(at(2)));
        assertTrue(times.isDue(at(3)));
        sentAt(3);
        assertTrue(times.isDue(at(6)));
    }

    @Test
    void thenOneComesEveryTenSeconds() {
        sentAt(0, 3, 6);
        assertFalse(times.isDue(at(15)));
        assertTrue(times.isDue(at(16)));
    }

    @Test
    void aSolicitationIsAnsweredAtOnceAfterAWhile() {
        sentAt(0, 3, 6);
        times.solicited(at(10));
        assertTrue(times.isDue(at(10)));
    }

    @Test
    void manySolicitationsAreAnsweredEveryThreeSecondsOnly() {
        sentAt(0, 3, 6);
        times.solicited(at(7));
        assertFalse(times.isDue(at(8)));
        times.solicited(at(8));
        assertTrue(times.isDue(at(9)));
    }

    @Test
    void aSolicitationDelaysNothing() {
        sentAt(0);
        times.solicited(at(3));
        assertTrue(times.isDue(at(3)));
        assertTrue(new AdvertisementTimes(START).isDue(at(0)));
    }
}
