package io.gingham.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gingham.delta.Delta;
import io.gingham.watch.ResourceSource.WatchEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchCacheTest {

    /// An API server that the test steers: a fixed collection, and the consumer of the watch that
    /// is open.
    private static final class FakeServer implements ResourceSource<ConfigMap> {
        final List<ConfigMap> items = new ArrayList<>();
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        volatile Consumer<WatchEvent<ConfigMap>> watch = event -> {};
        volatile boolean down;
        volatile boolean unknownKind;

        @Override
        public String apiVersion() {
            return "v1";
        }

        @Override
        public synchronized Listing<ConfigMap> list() {
            if (down) {
                throw new IllegalStateException("connection refused");
            }
            if (unknownKind) {
                throw new KubernetesClientException("not found", 404, null);
            }
            Listing<ConfigMap> listing = new Listing<>(List.copyOf(items), "100");
            calls.add("list");
            return listing;
        }

        @Override
        public AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<ConfigMap>> events) {
            watch = events;
            calls.add("watch " + resourceVersion);
            return () -> {};
        }
    }

    private final FakeServer server = new FakeServer();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WatchCache<ConfigMap, ConfigMap> cache = cacheOfA(WatchCache.Presence.REQUIRED);

    private WatchCache<ConfigMap, ConfigMap> cacheOfA(WatchCache.Presence presence) {
        return new WatchCache<>(
                "ConfigMap",
                server,
                presence,
                Function.identity(),
                delta ->
                        heard.add(
                                switch (delta) {
                                    case Delta.Put<ResourceKey, Versioned<ConfigMap>>(
                                                    ResourceKey key,
                                                    var value) ->
                                            "put " + key + "@" + value.resourceVersion();
                                    case Delta.Remove<ResourceKey, Versioned<ConfigMap>>(
                                                    ResourceKey key) ->
                                            "remove " + key;
                                }),
                () -> heard.add("in sync"),
                new Outages(),
                new WatchCache.Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void passesTheListOnAndThenIsInSync() throws Exception {
        server.items.add(configMap("a", "1"));
        cache.start();
        assertEquals("put ns/a@1", next(heard));
        assertEquals("in sync", next(heard));
        assertTrue(cache.isInSync());
        assertEquals("list", next(server.calls));
        assertEquals("watch 100", next(server.calls));
    }

    @Test
    void passesWatchEventsOnOnceEach() throws Exception {
        server.items.add(configMap("a", "1"));
        cache.start();
        untilWatching();
        server.watch.accept(new WatchEvent.Changed<>(configMap("a", "1")));
        server.watch.accept(new WatchEvent.Changed<>(configMap("a", "101")));
        server.watch.accept(new WatchEvent.Deleted<>(configMap("a", "102")));
        server.watch.accept(new WatchEvent.Deleted<>(configMap("b", "103")));
        server.watch.accept(new WatchEvent.Changed<>(configMap("c", "104")));
        assertEquals("put ns/a@101", next(heard));
        assertEquals("remove ns/a", next(heard));
        assertEquals("put ns/c@104", next(heard));
    }

    @Test
    void goesOnWhereAnOrdinarilyClosedWatchEnded() throws Exception {
        cache.start();
        untilWatching();
        server.watch.accept(new WatchEvent.Bookmark<>("250"));
        server.watch.accept(new WatchEvent.Closed<>(false, null));
        assertEquals("watch 250", next(server.calls));
    }

    @Test
    void listsAnewWhereAWatchEndsAtOnceWithoutAWord() throws Exception {
        cache.start();
        untilWatching();
        server.watch.accept(new WatchEvent.Closed<>(false, null));
        assertEquals("list", next(server.calls));
        assertEquals("watch 100", next(server.calls));
    }

    @Test
    void listsAnewOn410GoneAndPassesOnOnlyTheDifference() throws Exception {
        server.items.add(configMap("kept", "1"));
        server.items.add(configMap("deleted", "2"));
        cache.start();
        untilWatching();
        heard.clear();
        synchronized (server) {
            server.items.removeLast();
            server.items.add(configMap("created", "3"));
        }
        server.watch.accept(
                new WatchEvent.Closed<>(true, new IOException("too old resource version")));
        assertEquals("list", next(server.calls));
        assertEquals("put ns/created@3", next(heard));
        assertEquals("remove ns/deleted", next(heard));
        assertEquals("watch 100", next(server.calls));
        assertTrue(heard.isEmpty());
    }

    @Test
    void keepsTheLastStateWhileTheServerIsAway() throws Exception {
        server.items.add(configMap("a", "1"));
        cache.start();
        untilWatching();
        heard.clear();
        server.down = true;
        server.watch.accept(new WatchEvent.Closed<>(false, new IOException("connection reset")));
        awaitUnreachable(cache);
        assertEquals(1, cache.snapshot().size());
        server.down = false;
        assertEquals("list", next(server.calls));
        assertEquals("watch 100", next(server.calls));
        assertTrue(cache.isReachable());
        assertTrue(heard.isEmpty());
    }

    @Test
    void aKindThatTheServerNeverKnewHasNoObjectsUntilItDoes() throws Exception {
        server.unknownKind = true;
        server.items.add(configMap("a", "1"));
        try (WatchCache<ConfigMap, ConfigMap> optional = cacheOfA(WatchCache.Presence.OPTIONAL)) {
            optional.start();
            assertEquals("in sync", next(heard));
            assertTrue(optional.snapshot().isEmpty());
            server.unknownKind = false;
            assertEquals("put ns/a@1", next(heard));
            assertEquals("list", next(server.calls));
            assertEquals("watch 100", next(server.calls));
            // Now that it is known, a server that has forgotten it takes nothing away.
            server.unknownKind = true;
            server.watch.accept(new WatchEvent.Closed<>(true, null));
            awaitUnreachable(optional);
            assertEquals(1, optional.snapshot().size());
        }
    }

    @Test
    void anOutageEndsWithTheAnswerThatTheKindIsUnknown() throws Exception {
        server.unknownKind = true;
        try (WatchCache<ConfigMap, ConfigMap> optional = cacheOfA(WatchCache.Presence.OPTIONAL)) {
            server.down = true;
            optional.start();
            awaitUnreachable(optional);
            server.down = false;
            assertEquals("in sync", next(heard));
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!optional.isReachable() && System.nanoTime() < limit) {
                Thread.onSpinWait();
            }
            assertTrue(optional.isReachable());
        }
    }

    @Test
    void aRequiredKindThatTheServerDoesNotKnowIsAnOutage() {
        server.unknownKind = true;
        cache.start();
        awaitUnreachable(cache);
        assertFalse(cache.isInSync());
    }

    private static void awaitUnreachable(WatchCache<?, ?> cache) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cache.isReachable() && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
        assertFalse(cache.isReachable());
    }

    private void untilWatching() throws InterruptedException {
        assertEquals("list", next(server.calls));
        assertEquals("watch 100", next(server.calls));
        String said;
        do {
            said = next(heard);
        } while (!said.equals("in sync"));
    }

    private static <E> E next(BlockingQueue<E> queue) throws InterruptedException {
        E element = queue.poll(10, TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return element;
    }

    private static ConfigMap configMap(String name, String version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }
}
