package io.gingham.agent.bgp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the kernel's routes are looked at out of turn, since somebody else had a hand in them: at
/// once, and at most once a second from then on, so that one who does it for ever does not keep
/// both busy.
final class Repairs {

    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration SAID_EVERY = Duration.ofMinutes(10);

    private final LongSupplier nanos;
    private final AtomicLong next;

    /// Written from any thread, so that no call for a look is lost while one is at work.
    private volatile boolean disturbed;

    private boolean doubtful;
    private boolean byOthers;
    private long sayAgain;

    Repairs(LongSupplier nanos) {
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
        this.sayAgain = nanos.getAsLong();
    }

    /// Any thread may call.
    ///
    /// @return how long to wait before the look
    Duration disturbed() {
        disturbed = true;
        long now = nanos.getAsLong();
        long due = next.get();
        return due - now > 0 ? Duration.ofNanos(due - now) : Duration.ZERO;
    }

    // What follows is called on the loop.

    /// The kernel itself may have dropped some.
    void look() {
        doubtful = true;
    }

    /// Whether to look now; until [#done] says that it was done.
    boolean areDue() {
        if (disturbed && next.get() - nanos.getAsLong() <= 0) {
            disturbed = false;
            doubtful = true;
            byOthers = true;
            next.set(nanos.getAsLong() + APART.toNanos());
        }
        return doubtful;
    }

    /// The kernel was looked at.
    ///
    /// @param written routes that had to be written
    void done(long written) {
        long now = nanos.getAsLong();
        if (byOthers && written > 0 && sayAgain - now <= 0) {
            LOG.warn(
                    "{} routes of protocol {} were not in the kernel as they had been written, and"
                            + " are back: their link went down, or another program changed them (of"
                            + " systemd-networkd: ManageForeignRoutes=no keeps it from that)",
                    written,
                    RoutesPart.ROUTE_PROTOCOL);
            sayAgain = now + SAID_EVERY.toNanos();
        }
        doubtful = false;
        byOthers = false;
    }
}
