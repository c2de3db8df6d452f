package io.gingham.lab.cluster;

import io.gingham.lab.LabException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Waits for a condition with a limit, looking every 20 ms.
public final class Await {

    private Await() {}

    /// How long somebody at a terminal hears nothing.
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /// @param missing what is still missing, or empty when the condition holds
    /// @throws LabException with the last answer when the limit has passed
    public static void until(String what, Duration limit, Supplier<Optional<String>> missing) {
        until(what, limit, missing, silent -> {});
    }

    /// The same, and tells every few seconds what is still missing.
    ///
    /// @param say takes a line for the person at the terminal
    public static void until(
            String what, Duration limit, Supplier<Optional<String>> missing, Consumer<String> say) {
        long begun = System.nanoTime();
        long end = begun + limit.toNanos();
        long said = begun;
        while (true) {
            Optional<String> answer = missing.get();
            if (answer.isEmpty()) {
                return;
            }
            if (System.nanoTime() - said > SILENCE_NANOS) {
                said = System.nanoTime();
                say.accept(
                        "waiting for %s, %d s: %s"
                                .formatted(
                                        what,
                                        TimeUnit.NANOSECONDS.toSeconds(said - begun),
                                        answer.get()));
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
