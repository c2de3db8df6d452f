package io.gingham.cni.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The threads that requests run on. ADDs have some of their own, so that however many of them come
/// and however slow their IPAM plugin is, a DEL or STATUS finds a thread.
///
/// Platform threads: they make system calls that the kernel takes its time for, and belong to the
/// network namespace of the thread that started the server.
final class Workers {

    private static final int CLOSE_SECONDS = 5;
    private static final int UNDO_SECONDS = 12;

    private final ThreadPoolExecutor adds;
    private final ThreadPoolExecutor others;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("cni-timer").daemon().factory());

    /// @param each of ADDs, and of all else, at a time; four times as many of each may wait
    Workers(int each) {
        adds = pool(each, "cni-add-");
        others = pool(each, "cni-");
    }

    ExecutorService adds() {
        return adds;
    }

    ExecutorService others() {
        return others;
    }

    /// Its tasks must not block.
    ScheduledExecutorService timer() {
        return timer;
    }

    /// Runs the work on another thread now and then; not while it is at it still.
    void repeat(Runnable work, long periodNanos) {
        AtomicBoolean running = new AtomicBoolean();
        timer.scheduleWithFixedDelay(
                () -> offer(work, running), periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    /// Runs the work on another thread; not at all if there is too much to do.
    void soon(Runnable work) {
        offer(work, new AtomicBoolean());
    }

    /// When there is too much to do, the next time is early enough.
    private void offer(Runnable work, AtomicBoolean running) {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            others.execute(
                    () -> {
                        try {
                            work.run();
                        } finally {
                            running.set(false);
                        }
                    });
        } catch (RejectedExecutionException full) {
            running.set(false);
        }
    }

    /// What is at work gets five seconds, then an interrupt, and time to undo itself.
    void close() throws InterruptedException {
        timer.shutdown();
        adds.shutdown();
        if (!adds.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            adds.shutdownNow();
            adds.awaitTermination(UNDO_SECONDS, TimeUnit.SECONDS);
        }
        others.shutdown();
        if (!others.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            others.shutdownNow();
            others.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        timer.shutdownNow();
    }

    private static ThreadPoolExecutor pool(int threads, String name) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(4 * threads),
                        Thread.ofPlatform().name(name, 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
