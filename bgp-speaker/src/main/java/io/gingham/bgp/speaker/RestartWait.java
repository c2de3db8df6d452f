package io.gingham.bgp.speaker;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a speaker does about its own restart: it selects nothing until those have sent their routes
/// who can be waited for, or the deferral is over (RFC 4724 section 4.1).
final class RestartWait {

    private static final Logger log = LoggerFactory.getLogger(RestartWait.class);

    /// In one line of the log.
    private static final int MOST_NAMES = 8;

    private final boolean restarted;
    private final Convergence convergence;
    private final Runnable select;
    private final CompletableFuture<Void> converged = new CompletableFuture<>();

    /// @param restarted if not, there is nothing to wait for
    /// @param peers names of those whose routes are waited for
    /// @param select called when the waiting ends
    RestartWait(boolean restarted, Collection<String> peers, Runnable select) {
        this.restarted = restarted;
        this.convergence = new Convergence(restarted, peers);
        this.select = select;
    }

    void start(Timers timers, Duration atMost) {
        if (isOver()) {
            converged.complete(null);
        } else {
            log.info(
                    "restart: routes wait for {}, at most {} s",
                    named(convergence.awaited()),
                    atMost.toSeconds());
            timers.schedule(atMost, () -> stopWaiting(atMost));
        }
    }

    /// This life began with a restart.
    boolean wasOne() {
        return restarted;
    }

    boolean isOver() {
        return convergence.done();
    }

    boolean awaits(String peer) {
        return !isOver() && convergence.awaited().contains(peer);
    }

    void await(String peer) {
        convergence.await(peer);
    }

    /// Our own prefixes are known.
    void originated() {
        if (convergence.originated()) {
            allAreIn();
        }
    }

    /// The peer has told all it knows, or never will.
    void complete(String peer) {
        boolean awaited = awaits(peer);
        if (convergence.complete(peer)) {
            allAreIn();
        } else if (awaited) {
            log.info("restart: routes still wait for {}", named(convergence.awaited()));
        }
    }

    private void allAreIn() {
        log.info("restart over: all that were waited for have sent their routes");
        end();
    }

    private void stopWaiting(Duration after) {
        Set<String> missing = convergence.awaited();
        if (convergence.finish()) {
            log.warn(
                    "restart over after {} s, without the routes of {}",
                    after.toSeconds(),
                    named(missing));
            end();
        }
    }

    private void end() {
        select.run();
        converged.complete(null);
    }

    /// The first few, and how many more.
    private static String named(Set<String> all) {
        String first = all.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return all.size() <= MOST_NAMES
                ? first
                : first + " and " + (all.size() - MOST_NAMES) + " more";
    }

    /// Completes when the waiting has ended.
    CompletableFuture<Void> converged() {
        return converged;
    }
}
