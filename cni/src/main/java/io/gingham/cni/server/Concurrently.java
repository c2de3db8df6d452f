package io.gingham.cni.server;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Two pieces of work at the same time: running a plugin, and having the kernel do something slow.
final class Concurrently {

    private Concurrently() {}

    /// Runs the first on a thread of its own and the second on this one; returns when both have
    /// ended, with what the first returned. If either throws, that is thrown; if both do, the
    /// first's, with the second's as suppressed.
    static <T> T both(Supplier<T> first, Runnable second, String name) {
        AtomicReference<@Nullable T> value = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        value.set(first.get());
                                    } catch (Throwable e) { // it belongs to the thread that waits
                                        problem.set(e);
                                    }
                                });
        try {
            second.run();
        } catch (RuntimeException e) {
            join(thread);
            rethrow(problem.get(), e);
            throw e;
        }
        join(thread);
        rethrow(problem.get(), null);
        T result = value.get();
        if (result == null) {
            throw new IllegalStateException(name + " returned nothing");
        }
        return result;
    }

    private static void rethrow(@Nullable Throwable problem, @Nullable RuntimeException other) {
        if (problem == null) {
            return;
        }
        if (other != null) {
            problem.addSuppressed(other);
        }
        switch (problem) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(problem);
        }
    }

    /// The work must have ended before its effects are undone: an interrupt is passed on and kept,
    /// the wait goes on.
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
