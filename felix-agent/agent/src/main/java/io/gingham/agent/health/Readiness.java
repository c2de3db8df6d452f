package io.gingham.agent.health;

import io.gingham.agent.part.Health;
import io.gingham.agent.part.Problem;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    private final Supplier<List<Health>> parts;
    private final LongSupplier clockSeconds;

    // Only the thread that reminds touches these.
    private String trouble = "";
    private long since;
    private long said;

    /// @param parts how all parts of the agent stand, in the order in which an agent starts: the
    ///   first obstacle is why the node is not ready
    public Readiness(Supplier<List<Health>> parts) {
        this(parts, () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    }

    Readiness(Supplier<List<Health>> parts, LongSupplier clockSeconds) {
        this.parts = parts;
        this.clockSeconds = clockSeconds;
    }

    /// Why this node should not be given pods; empty if it may.
    public String obstacle() {
        return parts.get().stream()
                .flatMap(health -> health.obstacle().stream())
                .findFirst()
                .orElse("");
    }

    /// What is wrong though pods get their network; empty if nothing is.
    public String warning() {
        return parts.get().stream()
                .flatMap(health -> health.problems().stream())
                .filter(problem -> problem.weight() == Problem.Weight.WARNING)
                .map(Problem::sentence)
                .collect(Collectors.joining("; "));
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
