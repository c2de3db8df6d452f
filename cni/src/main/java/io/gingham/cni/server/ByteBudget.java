package io.gingham.cni.server;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds the bytes of large requests that are in memory at a time. Small ones, which all real ones
/// are, are bounded by their number and never wait for large ones.
final class ByteBudget {

    /// In bytes; larger ones count.
    static final int SMALL = 64 << 10;

    private static final int TOTAL = 12 << 20;
    private static final int SECONDS = 10;

    private final Semaphore free = new Semaphore(TOTAL, true);

    /// Waits for room. For virtual threads.
    ///
    /// @return what to give back
    /// @throws IOException if there is none in time
    int take(int bytes) throws IOException {
        if (bytes <= SMALL) {
            return 0;
        }
        try {
            if (!free.tryAcquire(bytes, SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("too many large requests at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return bytes;
    }

    void give(int taken) {
        free.release(taken);
    }
}
