package io.gingham.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.delta.Delta;
import io.gingham.watch.ResourceSource.Listing;
import io.gingham.watch.ResourceSource.WatchEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mirror in memory of all objects of one kind. See the package's picture for the life of its
/// thread.
///
/// The listener hears each change once, in order, and first of all one `Put` for every object of
/// the first list; when that is done the cache is *in sync*. An event that carries a resource
/// version already held is not passed on. Resource versions are compared for equality only: to
/// Kubernetes' clients they are opaque.
public final class WatchCache<T extends HasMetadata, V> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);

    /// Back-off while the API server can't be reached, doubling from the first to the second.
    record Backoff(Duration first, Duration longest) {
        static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    }

    /// Whether an API server may lack the kind.
    public enum Presence {
        /// Without it nothing is in sync.
        REQUIRED,
        /// A server that has never known it has no objects of it, and that is known too. Once it
        /// has been listed, a server that forgets it is an outage as any other: what was known
        /// stays.
        OPTIONAL
    }

    private static final Duration SHORT_WATCH = Duration.ofSeconds(1);

    private final String kind;
    private final ResourceSource<T> source;
    private final Presence presence;
    private final Function<T, V> projection;
    private final Consumer<Delta<ResourceKey, Versioned<V>>> listener;
    private final Runnable onFirstSync;
    private final Outages outages;
    private final Backoff backoff;
    private final Map<ResourceKey, Versioned<V>> objects = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private volatile boolean inSync;
    private boolean listed;
    private volatile boolean reachable = true;
    private @Nullable String resumeFrom;

    WatchCache(
            String kind,
            ResourceSource<T> source,
            Presence presence,
            Function<T, V> projection,
            Consumer<Delta<ResourceKey, Versioned<V>>> listener,
            Runnable onFirstSync,
            Outages outages,
            Backoff backoff) {
        this.kind = kind;
        this.outages = outages;
        this.source = source;
        this.presence = presence;
        this.projection = projection;
        this.listener = listener;
        this.onFirstSync = onFirstSync;
        this.backoff = backoff;
        this.thread = Thread.ofPlatform().daemon().name("watch-" + kind).unstarted(this::run);
    }

    /// A cache that mirrors once it is started. The projection, the listener and `onFirstSync` are
    /// called on its own thread.
    public static <T extends HasMetadata, V> WatchCache<T, V> of(
            KubernetesClient client,
            Class<T> kind,
            Function<T, V> projection,
            Consumer<Delta<ResourceKey, Versioned<V>>> listener,
            Runnable onFirstSync,
            Outages outages) {
        return new WatchCache<>(
                kind.getSimpleName(),
                KubernetesSource.of(client, kind),
                Presence.REQUIRED,
                projection,
                listener,
                onFirstSync,
                outages,
                Backoff.DEFAULT);
    }

    /// The same for objects as maps and lists, whatever is in them.
    ///
    /// @param presence whether an API server may lack the kind
    public static <V> WatchCache<GenericKubernetesResource, V> of(
            KubernetesClient client,
            ResourceDefinitionContext kind,
            Presence presence,
            Function<GenericKubernetesResource, V> projection,
            Consumer<Delta<ResourceKey, Versioned<V>>> listener,
            Runnable onFirstSync,
            Outages outages) {
        return new WatchCache<>(
                kind.getKind() + "." + kind.getGroup(),
                KubernetesSource.of(client, kind),
                presence,
                projection,
                listener,
                onFirstSync,
                outages,
                Backoff.DEFAULT);
    }

    public WatchCache<T, V> start() {
        thread.start();
        return this;
    }

    /// The objects as last seen, copied; any thread may call.
    public SortedMap<ResourceKey, Versioned<V>> snapshot() {
        return new TreeMap<>(objects);
    }

    /// True once the first list has been passed on; it never becomes false again.
    public boolean isInSync() {
        return inSync;
    }

    /// False while the API server can't be reached; the objects are then as they were before.
    public boolean isReachable() {
        return reachable;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
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
                if (presence == Presence.OPTIONAL && !listed && isUnknownKind(e)) {
                    pause = awaitKind(pause);
                    continue;
                }
                reachable = false;
                outages.begin(kind, OutageReason.of(source.apiVersion(), e));
                resumeFrom = null;
                pause = sleep(pause);
            }
        }
    }

    private Duration sleep(Duration pause) {
        try {
            closed.await(pause.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(backoff.longest()) < 0 ? doubled : backoff.longest();
    }

    /// Lists, and passes on what differs from the objects held.
    private String relist() {
        Listing<T> listing = source.list();
        Set<ResourceKey> vanished = new HashSet<>(objects.keySet());
        for (T item : listing.items()) {
            vanished.remove(ResourceKey.of(item));
            put(item);
        }
        vanished.forEach(this::remove);
        listed = true;
        nowInSync();
        return listing.resourceVersion();
    }

    private void nowInSync() {
        if (!inSync) {
            inSync = true;
            onFirstSync.run();
        }
    }

    private static boolean isUnknownKind(Exception e) {
        return e instanceof KubernetesClientException refused && refused.getCode() == 404;
    }

    /// There are no objects of a kind that the server doesn't know; it is asked again, in case the
    /// kind is defined later.
    private Duration awaitKind(Duration pause) {
        if (!inSync) {
            LOG.info(
                    "the API server does not know {} of {}: there are none, until it does",
                    kind,
                    source.apiVersion());
        }
        // The server answers, whatever was before.
        reachable = true;
        outages.end(kind);
        nowInSync();
        return sleep(pause);
    }

    /// Watches until the watch ends; leaves in `resumeFrom` where to go on, or null where only a
    /// new list helps.
    ///
    /// @return whether there was any event
    private boolean followFrom(String resourceVersion) throws Exception {
        BlockingQueue<WatchEvent<T>> events = new LinkedBlockingQueue<>();
        String seen = resourceVersion;
        boolean heard = false;
        try (AutoCloseable watch = source.watch(resourceVersion, events::add)) {
            while (true) {
                switch (events.take()) {
                    case WatchEvent.Changed<T>(T resource) -> {
                        put(resource);
                        seen = resource.getMetadata().getResourceVersion();
                    }
                    case WatchEvent.Deleted<T>(T resource) -> {
                        remove(ResourceKey.of(resource));
                        seen = resource.getMetadata().getResourceVersion();
                    }
                    case WatchEvent.Bookmark<T>(String version) -> seen = version;
                    case WatchEvent.Closed<T>(boolean gone, Exception failure) -> {
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

    private void put(T resource) {
        ResourceKey key = ResourceKey.of(resource);
        String version =
                Objects.requireNonNullElse(resource.getMetadata().getResourceVersion(), "");
        Versioned<V> before = objects.get(key);
        if (before != null && !version.isEmpty() && version.equals(before.resourceVersion())) {
            return;
        }
        V value;
        try {
            value = projection.apply(resource);
        } catch (RuntimeException e) {
            // One object that can't be understood must not keep the others out.
            LOG.error("{} {} can't be understood and is left out", kind, key, e);
            remove(key);
            return;
        }
        Versioned<V> now = new Versioned<>(version, value);
        objects.put(key, now);
        tell(Delta.put(key, now));
    }

    private void remove(ResourceKey key) {
        if (objects.remove(key) != null) {
            tell(Delta.remove(key));
        }
    }

    private void tell(Delta<ResourceKey, Versioned<V>> delta) {
        try {
            listener.accept(delta);
        } catch (RuntimeException e) {
            // A listener's fault must not stop the mirror: the next change would be lost too.
            LOG.error("the listener of {} failed on {}", kind, delta.key(), e);
        }
    }
}
