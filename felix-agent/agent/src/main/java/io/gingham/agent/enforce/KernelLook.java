package io.gingham.agent.enforce;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the kernel still holds the rules that were written, for whoever has to vouch for it
/// (CNI's CHECK and STATUS). It is looked at on the agent's loop; what is found is said and
/// repaired at once. Many who ask at the same time get one answer.
final class KernelLook {

    private static final Logger LOG = LoggerFactory.getLogger(KernelLook.class);

    /// A container runtime may ask for the status every five seconds.
    private static final Duration FRESH = Duration.ofSeconds(4);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Executor loop;
    private final Function<Boolean, List<String>> drift;
    private final Runnable repair;
    private final LongSupplier nanos;

    private Optional<String> rules = Optional.empty();
    private long seen;
    private boolean everSeen;

    /// @param drift on the loop: what differs, as sentences, with or without the sets
    /// @param repair asks for a run that repairs it
    KernelLook(Executor loop, Function<Boolean, List<String>> drift, Runnable repair) {
        this(loop, drift, repair, System::nanoTime);
    }

    KernelLook(
            Executor loop,
            Function<Boolean, List<String>> drift,
            Runnable repair,
            LongSupplier nanos) {
        this.loop = loop;
        this.drift = drift;
        this.repair = repair;
        this.nanos = nanos;
    }

    /// The rules alone, as they were at most four seconds ago.
    ///
    /// @return what is wrong, as a sentence
    synchronized Optional<String> rules() {
        if (!everSeen || nanos.getAsLong() - seen >= FRESH.toNanos()) {
            rules = look(false);
            seen = nanos.getAsLong();
            // What is wrong may be right again in a moment.
            everSeen = rules.isEmpty();
        }
        return rules;
    }

    /// Rules and sets, as they are now.
    ///
    /// @return what is wrong, as a sentence
    Optional<String> rulesAndSets() {
        return look(true);
    }

    private Optional<String> look(boolean withSets) {
        CompletableFuture<List<String>> answer =
                CompletableFuture.supplyAsync(() -> drift.apply(withSets), loop);
        try {
            List<String> found = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            String sentence = String.join("; ", found);
            LOG.warn("{}; it is repaired", sentence);
            repair.run();
            return Optional.of(sentence + "; it is being repaired");
        } catch (ExecutionException e) {
            return Optional.of("the kernel's rules can't be looked at: " + e.getCause());
        } catch (TimeoutException e) {
            return Optional.of(
                    "whether the kernel's rules stand could not be told within "
                            + PATIENCE.toSeconds()
                            + " s: the agent is busy");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while the kernel's rules were being looked at");
        }
    }
}
