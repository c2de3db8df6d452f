package io.gingham.watch;

import io.gingham.delta.Delta;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A table of kinds, mirrored from one source; any number of subscribers to each.
///
/// All of it runs on virtual threads: one a kind, which waits nearly always, and one for each
/// subscriber that is being told something.
public final class Feed implements AutoCloseable {

    private final Outages outages = new Outages();
    private final Map<Kind<?>, WatchCache<?>> caches = new LinkedHashMap<>();
    private final AtomicInteger notInSync;
    private final Runnable whenInSync;

    /// @param whenInSync called once, on any thread: every kind has been listed, and what was
    ///   listed has been told to those who had subscribed
    public Feed(FeedSource source, Collection<? extends Kind<?>> kinds, Runnable whenInSync) {
        this(source, kinds, whenInSync, WatchCache.Backoff.DEFAULT);
    }

    Feed(
            FeedSource source,
            Collection<? extends Kind<?>> kinds,
            Runnable whenInSync,
            WatchCache.Backoff backoff) {
        this.whenInSync = whenInSync;
        this.notInSync = new AtomicInteger(kinds.size());
        kinds.forEach(kind -> caches.put(kind, cache(source, kind, backoff)));
        if (caches.size() != kinds.size()) {
            throw new IllegalArgumentException("a kind is in the table twice: " + kinds);
        }
    }

    private <V> WatchCache<V> cache(FeedSource source, Kind<V> kind, WatchCache.Backoff backoff) {
        ThreadFactory tellers = Thread.ofVirtual().name("tell-" + kind.name()).factory();
        return new WatchCache<>(
                kind.name(),
                source.open(kind),
                kind.presence(),
                new Mirror<>(kind.name(), tellers, this::oneMoreInSync),
                outages,
                backoff);
    }

    private void oneMoreInSync() {
        if (notInSync.decrementAndGet() == 0) {
            whenInSync.run();
        }
    }

    /// Tells of each object that there is, then of each change: in order, one at a time, on any
    /// thread. A subscriber may take its time; of an object that changes meanwhile it hears the
    /// last state only. Who must hear all of the first list before the feed is in sync subscribes
    /// before the start.
    public <V> Subscription subscribe(
            Kind<V> kind, Consumer<Delta<ResourceKey, Versioned<V>>> subscriber) {
        return cache(kind).mirror().subscribe(subscriber);
    }

    /// The objects as last seen; what comes later does not change the map.
    public <V> SortedMap<ResourceKey, Versioned<V>> objects(Kind<V> kind) {
        return cache(kind).mirror().snapshot();
    }

    public Feed start() {
        caches.values().forEach(WatchCache::start);
        return this;
    }

    /// True once every kind has been listed and told of; it never becomes false again.
    public boolean isInSync() {
        return notInSync.get() <= 0;
    }

    /// The kinds that can't be read now, with the reason, as a sentence; empty if all can be read.
    public String outage() {
        return outages.summary();
    }

    @Override
    public void close() {
        caches.values().forEach(WatchCache::close);
    }

    /// The table's own cache of a kind is of the kind's type: so [#cache(FeedSource, Kind,
    /// WatchCache.Backoff)] made it.
    @SuppressWarnings("unchecked")
    private <V> WatchCache<V> cache(Kind<V> kind) {
        WatchCache<?> cache = caches.get(kind);
        if (cache == null) {
            throw new IllegalArgumentException(
                    kind.name() + " is not mirrored; it needs a row in the table of kinds");
        }
        return (WatchCache<V>) cache;
    }
}
