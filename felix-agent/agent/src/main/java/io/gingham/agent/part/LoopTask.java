package io.gingham.agent.part;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A piece of the agent's work that brings something to its desired state. Requests that come
/// before it has run count as one.
final class LoopTask {

    private static final Logger LOG = LoggerFactory.getLogger(LoopTask.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /// @see LoopTask
    interface Work {

        /// @param refresh true if the kernel shall be read anew, whether or not something is known
        ///   to have changed
        /// @throws Exception if it is to be tried again
        void run(boolean refresh) throws Exception;
    }

    private final ScheduledExecutorService loop;
    private final String name;
    private final Supplier<Duration> refreshInterval;
    private final Work work;
    private final Runnable ran;
    private final AtomicBoolean requested = new AtomicBoolean();

    // Only the loop's thread touches these.
    private @Nullable ScheduledFuture<?> next;
    private Duration retry = FIRST_RETRY;
    private long lastRefresh = System.nanoTime();
    private volatile String failure = "";

    /// @param loop of one thread
    /// @param name what is done, for log lines: "policy"
    /// @param refreshInterval at the latest so long after a refresh the next one comes, however
    ///   often runs are asked for; zero is never
    LoopTask(
            ScheduledExecutorService loop,
            String name,
            Supplier<Duration> refreshInterval,
            Work work) {
        this(loop, name, refreshInterval, work, () -> {});
    }

    /// @param ran called after each run, whether or not it failed
    LoopTask(
            ScheduledExecutorService loop,
            String name,
            Supplier<Duration> refreshInterval,
            Work work,
            Runnable ran) {
        this.ran = ran;
        this.loop = loop;
        this.name = name;
        this.refreshInterval = refreshInterval;
        this.work = work;
    }

    /// Asks for a run soon; any thread may call.
    void request() {
        if (requested.compareAndSet(false, true)) {
            try {
                loop.execute(() -> run(false));
            } catch (RejectedExecutionException e) {
                LOG.debug("{}: the agent is stopping", name);
            }
        }
    }

    /// Why the last run failed; empty if it did not.
    String failure() {
        return failure;
    }

    private void run(boolean refresh) {
        // Before the work: what changes meanwhile asks for another run.
        requested.set(false);
        if (next != null) {
            next.cancel(false);
        }
        try {
            Duration interval = refreshInterval.get();
            boolean due =
                    !interval.isZero() && System.nanoTime() - lastRefresh >= interval.toNanos();
            work.run(refresh || due);
            if (refresh || due) {
                lastRefresh = System.nanoTime();
            }
            if (!failure.isEmpty()) {
                LOG.info("{}: works again", name);
            }
            failure = "";
            retry = FIRST_RETRY;
            // Asked anew: the work may have found that it has to look again soon.
            Duration from = refreshInterval.get();
            next = from.isZero() ? null : schedule(untilRefresh(from), true);
        } catch (Exception e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            if (!reason.equals(failure)) {
                LOG.error(
                        "{}: {}; trying again every {} to {} s",
                        name,
                        reason,
                        FIRST_RETRY.toSeconds(),
                        LONGEST_RETRY.toSeconds());
                LOG.debug("{}", name, e);
            }
            failure = reason;
            next = schedule(retry, false);
            retry =
                    retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0
                            ? retry.multipliedBy(2)
                            : LONGEST_RETRY;
        }
        ran.run();
    }

    /// A run in between must not put the refresh off.
    private Duration untilRefresh(Duration interval) {
        Duration left = interval.minusNanos(System.nanoTime() - lastRefresh);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private @Nullable ScheduledFuture<?> schedule(Duration delay, boolean refresh) {
        try {
            return loop.schedule(() -> run(refresh), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }
}
