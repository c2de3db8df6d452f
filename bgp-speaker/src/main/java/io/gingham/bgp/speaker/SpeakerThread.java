package io.gingham.bgp.speaker;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that owns a speaker's state, and its clock.
final class SpeakerThread implements Timers, Executor {

    private static final Logger log = LoggerFactory.getLogger(SpeakerThread.class);

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("bgp").daemon().factory());

    private volatile Runnable whenOutOfMemory = () -> {};

    SpeakerThread() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Override
    public Runnable schedule(Duration after, Runnable task) {
        try {
            Future<?> future =
                    executor.schedule(guarded(task), after.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void soon(Runnable task) {
        execute(task);
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /// Ignored once the thread is closed.
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException closed) {
            log.debug("the speaker is closed; an event is dropped");
        }
    }

    /// @param task what may help, on this thread
    void whenOutOfMemory(Runnable task) {
        whenOutOfMemory = task;
    }

    /// What is thrown here is an error of ours. It must not end the timers of the others. Memory
    /// that is gone before [RouteMemory] has seen it go must end a session, not all.
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (OutOfMemoryError e) {
                relieve(e);
            } catch (RuntimeException e) {
                log.error("internal error in the BGP speaker, please report it", e);
            }
        };
    }

    private void relieve(OutOfMemoryError why) {
        try {
            whenOutOfMemory.run();
            log.error("the memory ran out in the midst of an event", why);
        } catch (OutOfMemoryError again) {
            log.error("the memory ran out, and did so again when a session was to end");
        }
    }

    /// What waits is still done; timers are not.
    void close() {
        executor.shutdown();
    }
}
