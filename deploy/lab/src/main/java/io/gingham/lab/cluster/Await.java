package io.gingham.lab.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Waits for a condition with a limit, looking every 20 ms.
public final class Await {

    private Await() {}

    /// @param missing what is still missing, or empty when the condition holds
    /// @throws LabException with the last answer when the limit has passed
    public static void until(String what, Duration limit, Supplier<Optional<String>> missing) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<String> answer = missing.get();
            if (answer.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new LabException(
                        what
                                + " did not come true within "
                                + limit.toSeconds()
                                + " s: "
                                + answer.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted while waiting for " + what);
            }
        }
    }
}
