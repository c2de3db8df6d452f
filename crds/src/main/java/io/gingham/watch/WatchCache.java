package io.gingham.watch;

import io.gingham.watch.ResourceSource.Failure;
import io.gingham.watch.ResourceSource.WatchEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the mirror of one kind as its source is. See the package's picture for the life of its
/// (virtual) thread.
///
/// An event that carries a resource version already held is not passed on. Resource versions are
/// compared for equality only: to Kubernetes' clients they are opaque.
final class WatchCache<V> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);

    /// Back-off while the source can't be read, doubling from the first to the second.
    record Backoff(Duration first, Duration longest) {
        static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    }

    private static final Duration SHORT_WATCH = Duration.ofSeconds(1);

    private final String kind;
    private final ResourceSource<V> source;
    private final Presence presence;
    private final Mirror<V> mirror;
    private final Outages outages;
    private final Backoff backoff;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private boolean listed;
    private boolean saidUnknown;
    private volatile boolean reachable = true;
    private @Nullable String resumeFrom;

    WatchCache(
            String kind,
            ResourceSource<V> source,
            Presence presence,
            Mirror<V> mirror,
            Outages outages,
            Backoff backoff) {
        this.kind = kind;
        this.source = source;
        this.presence = presence;
        this.mirror = mirror;
        this.outages = outages;
        this.backoff = backoff;
        this.thread = Thread.ofVirtual().name("watch-" + kind).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Mirror<V> mirror() {
        return mirror;
    }

    /// False while the source can't be read; the objects are then as they were before.
    boolean isReachable() {
        return reachable;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        mirror.close();
    }

    private void run() {
        Duration pause = backoff.first();
        while (closed.getCount() > 0) {
            try {
                String from = resumeFrom == null ? relist() : resumeFrom;
                reachable = true;
                outages.end(kind);
                long begun = System.nanoTime();
                boolean heard = followFrom(from);
                boolean brief = System.nanoTime() - begun < SHORT_WATCH.toNanos();
                if (brief && !heard) {
                    // It may be where the watch begins that the server does not like.
                    resumeFrom = null;
                    pause = sleep(pause);
                } else {
                    pause = backoff.first();
                }
                if (brief && heard) {
                    // A server or proxy that ends each watch at once must not be asked without
                    // pause.
                    sleep(pause);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (closed.getCount() == 0) {
                    return;
                }
                Failure failure = source.explain(e);
                if (presence == Presence.OPTIONAL && !listed && failure.kindUnknown()) {
                    pause = awaitKind(pause);
                    continue;
                }
                reachable = false;
                outages.begin(kind, failure.reason());
                resumeFrom = null;
                pause = sleep(pause);
            }
        }
    }

    private Duration sleep(Duration pause) {
        try {
            closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(backoff.longest()) < 0 ? doubled : backoff.longest();
    }

    /// Lists, and passes on what differs from the objects held.
    private String relist() {
        Set<ResourceKey> vanished = mirror.keys();
        String version =
                source.list(
                        item -> {
                            vanished.remove(item.key());
                            mirror.put(item.key(), item.version(), item.value());
                        });
        vanished.forEach(mirror::remove);
        listed = true;
        mirror.complete();
        return version;
    }

    /// There are no objects of a kind that the server doesn't know; it is asked again, in case the
    /// kind is defined later.
    private Duration awaitKind(Duration pause) {
        if (!saidUnknown) {
            saidUnknown = true;
            LOG.info(
                    "the API server does not know {} of {}: there are none, until it does",
                    kind,
                    source.apiVersion());
        }
        // The server answers, whatever was before.
        reachable = true;
        outages.end(kind);
        mirror.complete();
        return sleep(pause);
    }

    /// Watches until the watch ends; leaves in `resumeFrom` where to go on, or null where only a
    /// new list helps.
    ///
    /// @return whether there was any event
    private boolean followFrom(String resourceVersion) throws Exception {
        BlockingQueue<WatchEvent<V>> events = new LinkedBlockingQueue<>();
        String seen = resourceVersion;
        boolean heard = false;
        try (AutoCloseable watch = source.watch(resourceVersion, events::add)) {
            while (true) {
                switch (events.take()) {
                    case WatchEvent.Changed<V>(var item) -> {
                        mirror.put(item.key(), item.version(), item.value());
                        seen = item.version();
                    }
                    case WatchEvent.Deleted<V>(ResourceKey key, String version) -> {
                        mirror.remove(key);
                        seen = version;
                    }
                    case WatchEvent.Bookmark<V>(String version) -> seen = version;
                    case WatchEvent.Closed<V>(boolean gone, Exception failure) -> {
                        resumeFrom = gone || failure != null ? null : seen;
                        if (failure != null && !gone) {
                            throw failure;
                        }
                        return heard;
                    }
                }
                heard = true;
            }
        }
    }
}
