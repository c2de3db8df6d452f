package io.gingham.agent.part;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread, and the parts that take turns on it. Requests for a part that come before it has run
/// count as one. Any thread may call.
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private static final Duration BEAT = Duration.ofSeconds(5);

    /// More than the longest that one external program may run, which is 60 s.
    private static final Duration STUCK = Duration.ofSeconds(150);

    private final String name;
    private final Problems problems;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread;
    private final Map<String, LoopTask> tasks = new ConcurrentHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private volatile long beat;

    /// @param name of the thread, too
    public Loop(String name, Problems problems) {
        this(name, problems, System::nanoTime);
    }

    Loop(String name, Problems problems, LongSupplier nanos) {
        this.name = name;
        this.problems = problems;
        this.nanos = nanos;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name).factory());
        this.beat = nanos.getAsLong();
    }

    /// From now on the part can be asked to run.
    public void add(Part part) {
        parts.add(part);
        tasks.put(
                part.name(),
                new LoopTask(
                        thread,
                        part.name(),
                        part::refreshInterval,
                        part::run,
                        () -> problems.update(part.name(), health(part).problems())));
    }

    /// Asks for a run of a part soon. One that has not been added is not run.
    public void request(String part) {
        LoopTask task = tasks.get(part);
        if (task != null) {
            task.request();
        }
    }

    /// Asks for a run of a part in so long.
    public void request(String part, Duration in) {
        try {
            var unused = thread.schedule(() -> request(part), in.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop '{}' has ended", name);
        }
    }

    /// Why the part's last run failed; empty if it did not.
    public String failure(String part) {
        LoopTask task = tasks.get(part);
        return task == null ? "" : task.failure();
    }

    /// How a part of this loop stands.
    public Health health(Part part) {
        return part.health(failure(part.name()));
    }

    /// In the order in which they were added.
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /// For small things that must not be done while a part runs.
    public Executor executor() {
        return thread;
    }

    /// Begins to notice whether the loop still turns.
    public void start() {
        var unused =
                thread.scheduleWithFixedDelay(
                        () -> beat = nanos.getAsLong(), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Why the agent should be restarted, as a sentence; empty if the loop turns.
    public String stuck() {
        Duration since = Duration.ofNanos(nanos.getAsLong() - beat);
        return since.compareTo(STUCK) < 0
                ? ""
                : "the agent's loop '" + name + "' has not turned for " + since.toSeconds() + " s";
    }

    /// Ends the thread; what is running may go on for 5 s. The parts are closed by whoever made
    /// them.
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the loop '{}' does not end", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop '{}' has ended", name);
        }
    }
}
