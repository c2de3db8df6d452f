package io.gingham.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.watch.ResourceSource.Item;
import io.gingham.watch.ResourceSource.WatchEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchCacheTest {

    private final FakeSource server = new FakeSource();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WatchCache<String> cache = cacheOfA(Presence.REQUIRED);

    private WatchCache<String> cacheOfA(Presence presence) {
        Mirror<String> mirror =
                new Mirror<>("ConfigMap", Thread.ofVirtual().factory(), () -> heard.add("in sync"));
        mirror.subscribe(
                delta ->
                        heard.add(
                                switch (delta) {
                                    case Delta.Put<ResourceKey, Versioned<String>>(
                                                    ResourceKey key,
                                                    var value) ->
                                            "put " + key + "@" + value.resourceVersion();
                                    case Delta.Remove<ResourceKey, Versioned<String>>(
                                                    ResourceKey key) ->
                                            "remove " + key;
                                }));
        return new WatchCache<>(
                "ConfigMap",
                server,
                presence,
                mirror,
                new Outages(),
                new WatchCache.Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void passesTheListOnAndThenIsInSync() throws Exception {
        server.has(item("a", "1"));
        cache.start();
        assertEquals("put ns/a@1", next(heard));
        assertEquals("in sync", next(heard));
        assertTrue(cache.mirror().isInSync());
        assertEquals("list", next(server.calls));
        assertEquals("watch 100", next(server.calls));
    }

    @Test
    void passesWatchEventsOnOnceEach() throws Exception {
        server.has(item("a", "1"));
        cache.start();
        untilWatching();
        server.watch.accept(new WatchEvent.Changed<>(item("a", "1")));
        server.watch.accept(new WatchEvent.Changed<>(item("a", "101")));
        assertEquals("put ns/a@101", next(heard));
        server.watch.accept(new WatchEvent.Deleted<>(new ResourceKey("ns", "a"), "102"));
        assertEquals("remove ns/a", next(heard));
        server.watch.accept(new WatchEvent.Deleted<>(new ResourceKey("ns", "b"), "103"));
        server.watch.accept(new WatchEvent.Changed<>(item("c", "104")));
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
        server.has(item("kept", "1"));
        server.has(item("deleted", "2"));
        cache.start();
        untilWatching();
        heard.clear();
        server.hasNo("deleted");
        server.has(item("created", "3"));
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
        server.has(item("a", "1"));
        cache.start();
        untilWatching();
        heard.clear();
        server.down = true;
        server.watch.accept(new WatchEvent.Closed<>(false, new IOException("connection reset")));
        awaitUnreachable(cache);
        assertEquals(1, cache.mirror().snapshot().size());
        server.down = false;
        assertEquals("list", next(server.calls));
        assertEquals("watch 100", next(server.calls));
        assertTrue(cache.isReachable());
        assertTrue(heard.isEmpty());
    }

    @Test
    void aKindThatTheServerNeverKnewHasNoObjectsUntilItDoes() throws Exception {
        server.unknownKind = true;
        server.has(item("a", "1"));
        try (WatchCache<String> optional = cacheOfA(Presence.OPTIONAL)) {
            optional.start();
            assertEquals("in sync", next(heard));
            assertTrue(optional.mirror().snapshot().isEmpty());
            server.unknownKind = false;
            assertEquals("put ns/a@1", next(heard));
            assertEquals("list", next(server.calls));
            assertEquals("watch 100", next(server.calls));
            // Now that it is known, a server that has forgotten it takes nothing away.
            server.unknownKind = true;
            server.watch.accept(new WatchEvent.Closed<>(true, null));
            awaitUnreachable(optional);
            assertEquals(1, optional.mirror().snapshot().size());
        }
    }

    @Test
    void anOutageEndsWithTheAnswerThatTheKindIsUnknown() throws Exception {
        server.unknownKind = true;
        try (WatchCache<String> optional = cacheOfA(Presence.OPTIONAL)) {
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
        assertFalse(cache.mirror().isInSync());
    }

    private static void awaitUnreachable(WatchCache<?> cache) {
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

    private static Item<String> item(String name, String version) {
        return FakeSource.item(name, version);
    }
}
