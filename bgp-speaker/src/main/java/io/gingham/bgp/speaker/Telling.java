package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Rib;
import io.gingham.delta.Delta;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When best paths are reported and peers told: once for all that is waiting for the thread, so
/// that a burst of updates becomes few. And when nothing has to be told any more, the speaker
/// rests.
final class Telling {

    private static final Logger log = LoggerFactory.getLogger(Telling.class);

    /// Without a change for so long, the speaker rests.
    private static final Duration REST = Duration.ofMillis(250);

    /// Destinations looked at before the next event has a turn.
    private static final int DESTINATIONS = 4_000;

    private final Rib rib;
    private final Timers timers;
    private final MemoryGuard memory;
    private final Consumer<List<Delta<IpPrefix, BestPath>>> listener;
    private final BurstClock bursts = new BurstClock();
    private boolean flushPlanned;
    private boolean restPlanned;
    private long lastChange;

    /// @param listener of best paths, as in [BgpSpeaker#start]
    Telling(
            Rib rib,
            Timers timers,
            MemoryGuard memory,
            Consumer<List<Delta<IpPrefix, BestPath>>> listener) {
        this.rib = rib;
        this.timers = timers;
        this.memory = memory;
        this.listener = listener;
    }

    /// The RIB is another one.
    void changed() {
        lastChange = timers.nanoTime();
        bursts.changed(lastChange);
        memory.changed();
        if (!flushPlanned) {
            flushPlanned = true;
            timers.soon(this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        report();
        memory.working();
        if (rib.tell(DESTINATIONS)) {
            changed();
        } else {
            bursts.told(timers.nanoTime(), rib.changes());
            planRest();
        }
    }

    /// Best paths only, and at once.
    void report() {
        if (listener.equals(BgpSpeaker.NOBODY)) {
            rib.dropChanges();
            return;
        }
        List<Delta<IpPrefix, BestPath>> changes = rib.takeChanges();
        if (changes.isEmpty()) {
            return;
        }
        try {
            listener.accept(changes);
        } catch (RuntimeException e) {
            // The peers must be told all the same.
            log.error(
                    "the listener of best paths failed, and does not know {} changes",
                    changes.size(),
                    e);
        }
    }

    private void planRest() {
        if (!restPlanned) {
            restPlanned = true;
            timers.schedule(REST, this::rest);
        }
    }

    private void rest() {
        restPlanned = false;
        if (flushPlanned || timers.nanoTime() - lastChange < REST.toNanos()) {
            planRest();
        } else {
            memory.resting();
        }
    }

    /// The memory ran out in the midst of something.
    void outOfMemory() {
        memory.giveUpTheLargest();
    }

    ConvergenceHistogram histogram() {
        return bursts.histogram();
    }
}
