package io.gingham.watch;

import io.gingham.delta.Delta;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one subscriber has still to be told. It is told on a thread of its own, which lives only
/// while there is something, so no subscriber waits for another, nor the mirror for any. Of an
/// object that changes while the subscriber is at work it hears the last state only; so no more is
/// kept for a slow one than a change an object.
final class Mailbox<V> implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final String kind;
    private final Consumer<Delta<ResourceKey, Versioned<V>>> subscriber;
    private final ThreadFactory threads;
    private final Runnable onClose;
    private Map<ResourceKey, Delta<ResourceKey, Versioned<V>>> pending = new LinkedHashMap<>();
    private @Nullable Runnable whenTaken;
    private boolean working;
    private boolean closed;

    Mailbox(
            String kind,
            Consumer<Delta<ResourceKey, Versioned<V>>> subscriber,
            ThreadFactory threads,
            Consumer<Mailbox<V>> onClose) {
        this.kind = kind;
        this.subscriber = subscriber;
        this.threads = threads;
        this.onClose = () -> onClose.accept(this);
    }

    synchronized void offer(Delta<ResourceKey, Versioned<V>> delta) {
        if (closed) {
            return;
        }
        // What changed last is told last.
        pending.remove(delta.key());
        pending.put(delta.key(), delta);
        work();
    }

    /// @param then is run once all that has been offered until now has been told, or nothing will
    ///   be told any more
    void afterAll(Runnable then) {
        synchronized (this) {
            if (!closed) {
                whenTaken = then;
                work();
                return;
            }
        }
        then.run();
    }

    private void work() {
        if (!working) {
            working = true;
            threads.newThread(this::tellAll).start();
        }
    }

    private void tellAll() {
        while (true) {
            Map<ResourceKey, Delta<ResourceKey, Versioned<V>>> batch;
            Runnable then;
            synchronized (this) {
                if (closed || (pending.isEmpty() && whenTaken == null)) {
                    working = false;
                    return;
                }
                batch = pending;
                pending = new LinkedHashMap<>();
                then = whenTaken;
                whenTaken = null;
            }
            batch.values().forEach(this::tell);
            if (then != null) {
                then.run();
            }
        }
    }

    private void tell(Delta<ResourceKey, Versioned<V>> delta) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            subscriber.accept(delta);
        } catch (RuntimeException e) {
            // A subscriber's fault must not stop it: the next change would be lost too.
            LOG.error("a subscriber of {} failed on {}", kind, delta.key(), e);
        }
    }

    @Override
    public void close() {
        Runnable then;
        synchronized (this) {
            closed = true;
            pending.clear();
            then = whenTaken;
            whenTaken = null;
        }
        onClose.run();
        if (then != null) {
            then.run();
        }
    }
}
