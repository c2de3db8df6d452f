package io.gingham.bgp.speaker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/// At most one log line in a while for each key, so that whoever makes trouble at will can't fill
/// the log; and a bounded number of keys, so that neither can they fill the memory.
final class LogLimit {

    private static final int MAX_KEYS = 1024;

    private final Cache<Object, Boolean> said;

    LogLimit(Timers timers, Duration pause) {
        said =
                Caffeine.newBuilder()
                        .expireAfterWrite(pause)
                        .maximumSize(MAX_KEYS)
                        .ticker(timers::nanoTime)
                        .executor(Runnable::run)
                        .build();
    }

    boolean permits(Object key) {
        return said.asMap().putIfAbsent(key, true) == null;
    }
}
