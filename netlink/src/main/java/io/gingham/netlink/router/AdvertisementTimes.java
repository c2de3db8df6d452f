package io.gingham.netlink.router;

import java.time.Duration;

/// When the next advertisement is due. Times are those of `System.nanoTime`.
final class AdvertisementTimes {

    /// As FRR does for its unnumbered peers.
    static final Duration INTERVAL = Duration.ofSeconds(10);

    /// MIN_DELAY_BETWEEN_RAS of RFC 4861 section 10.
    static final Duration LEAST_DISTANCE = Duration.ofSeconds(3);

    /// MAX_INITIAL_RTR_ADVERTISEMENTS of RFC 4861 section 10: so many come quickly.
    private static final int INITIAL = 3;

    private long due;
    private long last;
    private int sent;

    /// The first one is due at once.
    AdvertisementTimes(long now) {
        due = now;
    }

    boolean isDue(long now) {
        return now - due >= 0;
    }

    void sent(long now) {
        last = now;
        sent++;
        due = now + (sent < INITIAL ? LEAST_DISTANCE : INTERVAL).toNanos();
    }

    /// A host or router asked. RFC 4861 section 6.2.6: an answer to all, soon, but not before the
    /// least distance from the one before.
    void solicited(long now) {
        long soon = sent == 0 ? now : last + LEAST_DISTANCE.toNanos();
        long answer = now - soon >= 0 ? now : soon;
        if (answer - due < 0) {
            due = answer;
        }
    }
}
