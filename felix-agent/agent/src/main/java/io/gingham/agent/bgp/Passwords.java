package io.gingham.agent.bgp;

import io.gingham.agent.bgp.PeeringPlan.SecretKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passwords out of Secrets. They are read beside the agent's loop, which must not wait for the API
/// server, when somebody first asks for one, and again each minute as long as somebody does. What
/// was read stays while the server can't be reached.
public final class Passwords {

    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);

    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private final Function<SecretKey, Optional<String>> reader;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final Map<SecretKey, Read> known = new ConcurrentHashMap<>();

    /// @param at when it was read last
    private record Read(Optional<String> password, long at) {
        @Override
        public String toString() {
            return "(hidden)";
        }
    }

    /// @param reader asks the API server; empty if the Secret or the key is not there; may throw
    /// @param changed called when an answer differs from the one before
    public Passwords(
            Function<SecretKey, Optional<String>> reader,
            Executor executor,
            LongSupplier nanoTime,
            Runnable changed) {
        this.reader = reader;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /// What is known now; empty as well before the first answer.
    Optional<String> find(SecretKey wanted) {
        Read read = known.get(wanted);
        if (read == null || nanoTime.getAsLong() - read.at() > FRESH_NANOS) {
            Optional<String> before = read == null ? Optional.empty() : read.password();
            // Asked for once until it is answered.
            known.put(wanted, new Read(before, nanoTime.getAsLong()));
            executor.execute(() -> read(wanted, before));
        }
        return Objects.requireNonNull(known.get(wanted)).password();
    }

    private void read(SecretKey wanted, Optional<String> before) {
        try {
            Optional<String> now = reader.apply(wanted);
            known.put(wanted, new Read(now, nanoTime.getAsLong()));
            if (!now.equals(before)) {
                changed.run();
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "the Secret {} with a BGP password can't be read; asked again: {}",
                    wanted.secret(),
                    e.getMessage());
        }
    }
}
