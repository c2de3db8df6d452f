package io.gingham.agent.health;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this node should be given pods, and what somebody should know of it, as sentences that
/// say what to do. Any thread may ask.
///
/// While something is wrong the log repeats it now and then, so that whoever looks at a pod's last
/// line sees the reason and not what happened to come after it.
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    /// A start takes 3 s; nobody is to be troubled with that.
    private static final long PATIENCE_SECONDS = 10;

    private static final long REMINDER_SECONDS = 30;
    private static final long LOOK_SECONDS = 5;

    private final List<Supplier<String>> obstacles;
    private final List<Supplier<String>> warnings;
    private final LongSupplier clockSeconds;

    // Only the thread that reminds touches these.
    private String trouble = "";
    private long since;
    private long said;

    /// @param obstacles in their order: the first that is not empty is why the node is not ready
    /// @param warnings what is wrong though pods get their network; empty ones don't count
    public Readiness(List<Supplier<String>> obstacles, List<Supplier<String>> warnings) {
        this(obstacles, warnings, () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    }

    Readiness(
            List<Supplier<String>> obstacles,
            List<Supplier<String>> warnings,
            LongSupplier clockSeconds) {
        this.obstacles = List.copyOf(obstacles);
        this.warnings = List.copyOf(warnings);
        this.clockSeconds = clockSeconds;
    }

    /// Why this node should not be given pods; empty if it may.
    public String obstacle() {
        return obstacles.stream()
                .map(Supplier::get)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /// What is wrong though pods get their network; empty if nothing is.
    public String warning() {
        return String.join(
                "; ", warnings.stream().map(Supplier::get).filter(t -> !t.isEmpty()).toList());
    }

    /// @param timer not the agent's loop, which may be what is stuck
    public void remindOn(ScheduledExecutorService timer) {
        var unused =
                timer.scheduleWithFixedDelay(
                        this::remind, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    void remind() {
        String obstacle = obstacle();
        String now = obstacle.isEmpty() ? warning() : "this node is not ready: " + obstacle;
        long time = clockSeconds.getAsLong();
        if (now.isEmpty()) {
            trouble = "";
            return;
        }
        if (trouble.isEmpty()) {
            since = time;
            said = time - REMINDER_SECONDS;
        }
        boolean patient = time - since < PATIENCE_SECONDS;
        if (!patient && (!now.equals(trouble) || time - said >= REMINDER_SECONDS)) {
            LOG.warn("{}", now);
            said = time;
        }
        trouble = now;
    }
}
