package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// At most one log line in a while for each key, so that whoever makes trouble at will can't fill
/// the log. For one thread.
final class LogLimit {

    /// So that neither can they fill the memory.
    private static final int MAX_KEYS = 1024;

    private final Timers timers;
    private final long pauseNanos;
    private final Map<Object, Long> last =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
                    return size() > MAX_KEYS;
                }
            };

    LogLimit(Timers timers, Duration pause) {
        this.timers = timers;
        this.pauseNanos = pause.toNanos();
    }

    boolean permits(Object key) {
        long now = timers.nanoTime();
        Long before = last.get(key);
        if (before != null && now - before < pauseNanos) {
            return false;
        }
        last.put(key, now);
        return true;
    }
}
