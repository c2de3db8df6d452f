package io.gingham.watch;

import io.gingham.delta.Delta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The objects of one kind as last seen, and who is told of changes. Any thread may call.
///
/// In sync is the kind when it has been listed once and all of the list has been told to everyone
/// who had subscribed by then; it never ceases to be.
final class Mirror<V> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final String kind;
    private final ThreadFactory threads;
    private final Runnable onInSync;
    private final Map<ResourceKey, Versioned<V>> objects = new TreeMap<>();
    private final List<Mailbox<V>> mailboxes = new ArrayList<>();
    private @Nullable SortedMap<ResourceKey, Versioned<V>> snapshot;
    private boolean listed;
    private boolean closed;
    private int untold;
    private volatile boolean inSync;

    /// @param threads tell the subscribers
    /// @param onInSync called once, on any thread
    Mirror(String kind, ThreadFactory threads, Runnable onInSync) {
        this.kind = kind;
        this.threads = threads;
        this.onInSync = onInSync;
    }

    /// The subscriber hears of each object that there is, then of each change.
    synchronized Subscription subscribe(Consumer<Delta<ResourceKey, Versioned<V>>> subscriber) {
        Mailbox<V> mailbox = new Mailbox<>(kind, subscriber, threads, this::forget);
        objects.forEach((key, value) -> mailbox.offer(Delta.put(key, value)));
        mailboxes.add(mailbox);
        return mailbox;
    }

    private synchronized void forget(Mailbox<V> closed) {
        mailboxes.remove(closed);
    }

    /// As last seen; the same map until something changes.
    synchronized SortedMap<ResourceKey, Versioned<V>> snapshot() {
        SortedMap<ResourceKey, Versioned<V>> taken = snapshot;
        if (taken == null) {
            taken = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
            snapshot = taken;
        }
        return taken;
    }

    synchronized Set<ResourceKey> keys() {
        return new HashSet<>(objects.keySet());
    }

    boolean isInSync() {
        return inSync;
    }

    /// Nothing happens if that version is held already.
    ///
    /// @param value may throw; the object is then as one that is not there
    void put(ResourceKey key, String version, Supplier<V> value) {
        if (holds(key, version)) {
            return;
        }
        Versioned<V> now;
        try {
            now = new Versioned<>(version, value.get());
        } catch (RuntimeException e) {
            // One object that can't be understood must not keep the others out.
            LOG.error("{} {} can't be understood and is left out", kind, key, e);
            remove(key);
            return;
        }
        synchronized (this) {
            objects.put(key, now);
            snapshot = null;
            mailboxes.forEach(mailbox -> mailbox.offer(Delta.put(key, now)));
        }
    }

    private synchronized boolean holds(ResourceKey key, String version) {
        Versioned<V> held = objects.get(key);
        return held != null && !version.isEmpty() && version.equals(held.resourceVersion());
    }

    synchronized void remove(ResourceKey key) {
        if (objects.remove(key) != null) {
            snapshot = null;
            mailboxes.forEach(mailbox -> mailbox.offer(Delta.remove(key)));
        }
    }

    /// All that there is has been put.
    void complete() {
        List<Mailbox<V>> first;
        synchronized (this) {
            if (listed) {
                return;
            }
            listed = true;
            first = List.copyOf(mailboxes);
            untold = first.size() + 1;
        }
        first.forEach(mailbox -> mailbox.afterAll(this::oneMoreTold));
        oneMoreTold();
    }

    private void oneMoreTold() {
        synchronized (this) {
            untold--;
            if (untold > 0 || closed) {
                return;
            }
            inSync = true;
        }
        onInSync.run();
    }

    /// Nobody is told anything more.
    @Override
    public void close() {
        List<Mailbox<V>> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(mailboxes);
        }
        all.forEach(Mailbox::close);
    }
}
