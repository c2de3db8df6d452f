package io.gingham.bgp.interop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Looks again and again whether something is still so.
final class RouteWatch {

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger misses = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;

    RouteWatch(BooleanSupplier present) {
        thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    while (!stopped) {
                                        if (!present.getAsBoolean()) {
                                            misses.incrementAndGet();
                                        }
                                        looks.incrementAndGet();
                                    }
                                });
    }

    int looks() {
        return looks.get();
    }

    /// @return what was wrong, or nothing
    String stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return misses.get() == 0 ? "" : "missed " + misses + " of " + looks + " times";
    }
}
