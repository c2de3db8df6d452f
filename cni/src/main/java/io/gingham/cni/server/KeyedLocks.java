package io.gingham.cni.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One lock for each key, kept only while someone wants it.
final class KeyedLocks {

    private final ConcurrentHashMap<String, Counted> locks = new ConcurrentHashMap<>();

    /// @param users threads that hold it or wait for it
    private record Counted(ReentrantLock lock, int users) {}

    <T> T locked(String key, Supplier<T> work) {
        Counted mine =
                locks.compute(
                        key,
                        (k, there) ->
                                there == null
                                        ? new Counted(new ReentrantLock(true), 1)
                                        : new Counted(there.lock, there.users + 1));
        mine.lock.lock();
        try {
            return work.get();
        } finally {
            mine.lock.unlock();
            locks.computeIfPresent(
                    key,
                    (k, there) ->
                            there.users == 1 ? null : new Counted(there.lock, there.users - 1));
        }
    }

    void locked(String key, Runnable work) {
        locked(
                key,
                () -> {
                    work.run();
                    return key;
                });
    }

    int size() {
        return locks.size();
    }
}
