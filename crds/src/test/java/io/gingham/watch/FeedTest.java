package io.gingham.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.delta.Delta;
import io.gingham.watch.ResourceSource.WatchEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Kind<String> RED = kind("Red");
    private static final Kind<String> BLUE = kind("Blue");

    /// The feed's sources, by the name of their kind.
    private final Map<String, FakeSource> sources = new ConcurrentHashMap<>();

    private final CountDownLatch synced = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Feed feed = feed(List.of(RED, BLUE));

    private static Kind<String> kind(String name) {
        return Kind.asMaps(
                new ResourceDefinitionContext.Builder()
                        .withGroup("colours.example")
                        .withVersion("v1")
                        .withKind(name)
                        .withPlural(name.toLowerCase(java.util.Locale.ROOT) + "s")
                        .build(),
                Presence.REQUIRED,
                object -> "");
    }

    private Feed feed(List<Kind<String>> kinds) {
        FeedSource source =
                new FeedSource() {
                    @Override
                    @SuppressWarnings("unchecked") // all kinds here are of strings
                    public <V> ResourceSource<V> open(Kind<V> kind) {
                        return (ResourceSource<V>) source(kind.name());
                    }
                };
        return new Feed(
                source,
                kinds,
                synced::countDown,
                new WatchCache.Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
    }

    private FakeSource source(String kind) {
        return sources.computeIfAbsent(kind, name -> new FakeSource());
    }

    private FakeSource red() {
        return source(RED.name());
    }

    @AfterEach
    void close() {
        release.countDown();
        feed.close();
    }

    @Test
    void aKindIsNamedAsRbacDoes() {
        assertEquals("reds.colours.example", RED.resource());
        assertEquals("Red.colours.example", RED.name());
    }

    @Test
    void everySubscriberHearsEverything() throws Exception {
        red().has(FakeSource.item("a", "1"));
        BlockingQueue<String> first = subscribe(RED);
        BlockingQueue<String> second = subscribe(RED);
        BlockingQueue<String> ofBlue = subscribe(BLUE);
        startAndSync();
        for (BlockingQueue<String> heard : List.of(first, second)) {
            assertEquals("ns/a a@1", next(heard));
        }
        red().watch.accept(new WatchEvent.Changed<>(FakeSource.item("a", "101")));
        red().watch.accept(new WatchEvent.Deleted<>(new ResourceKey("ns", "b"), "102"));
        for (BlockingQueue<String> heard : List.of(first, second)) {
            assertEquals("ns/a a@101", next(heard));
            assertTrue(heard.isEmpty());
        }
        assertTrue(ofBlue.isEmpty());
    }

    @Test
    void aSlowSubscriberHoldsUpNeitherTheOthersNorTheMirror() throws Exception {
        BlockingQueue<String> slow = new LinkedBlockingQueue<>();
        CountDownLatch busy = new CountDownLatch(1);
        BlockingQueue<String> quick = subscribe(RED);
        feed.subscribe(
                RED,
                delta -> {
                    busy.countDown();
                    await(release);
                    slow.add(text(delta));
                });
        startAndSync();
        red().watch.accept(new WatchEvent.Changed<>(FakeSource.item("first", "101")));
        await(busy);
        int last = 2101;
        for (int version = 102; version <= last; version++) {
            red().watch
                    .accept(
                            new WatchEvent.Changed<>(
                                    FakeSource.item("often", Integer.toString(version))));
        }
        red().watch.accept(new WatchEvent.Changed<>(FakeSource.item("gone", "2102")));
        red().watch.accept(new WatchEvent.Deleted<>(new ResourceKey("ns", "gone"), "2103"));
        red().watch.accept(new WatchEvent.Changed<>(FakeSource.item("end", "2104")));
        String heard;
        do {
            heard = next(quick);
        } while (!heard.equals("ns/end end@2104"));
        assertEquals(List.of("end", "first", "often"), names(feed));
        assertTrue(slow.isEmpty());

        // The last state of each, in the order of the last changes.
        release.countDown();
        assertEquals("ns/first first@101", next(slow));
        assertEquals("ns/often often@" + last, next(slow));
        assertEquals("ns/gone gone", next(slow));
        assertEquals("ns/end end@2104", next(slow));
        assertTrue(slow.isEmpty());
    }

    @Test
    void isInSyncOnlyWhenTheFirstListHasBeenTold() throws Exception {
        red().has(FakeSource.item("a", "1"));
        red().has(FakeSource.item("b", "2"));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        feed.subscribe(
                RED,
                delta -> {
                    if (delta.key().name().equals("b")) {
                        await(release);
                    }
                    told.add(text(delta));
                });
        feed.start();
        // Everything is listed and watched.
        assertEquals("list", next(red().calls));
        assertEquals("watch 100", next(red().calls));
        assertEquals("ns/a a@1", next(told));
        assertFalse(feed.isInSync());
        assertEquals(1, synced.getCount());
        release.countDown();
        await(synced);
        assertTrue(feed.isInSync());
        assertEquals("ns/b b@2", next(told));
    }

    @Test
    void whoEndsHisSubscriptionHoldsUpNobody() throws Exception {
        red().has(FakeSource.item("a", "1"));
        CountDownLatch busy = new CountDownLatch(1);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Subscription subscription =
                feed.subscribe(
                        RED,
                        delta -> {
                            busy.countDown();
                            await(release);
                            told.add(text(delta));
                        });
        feed.start();
        await(busy);
        subscription.close();
        BlockingQueue<String> other = subscribe(RED);
        release.countDown();
        await(synced);
        assertEquals("ns/a a@1", next(other));
        red().watch.accept(new WatchEvent.Changed<>(FakeSource.item("c", "101")));
        assertEquals("ns/c c@101", next(other));
        assertFalse(told.contains("ns/c c@101"));
    }

    @Test
    void whoComesLateHearsFirstWhatThereIs() throws Exception {
        red().has(FakeSource.item("a", "1"));
        red().has(FakeSource.item("b", "2"));
        startAndSync();
        BlockingQueue<String> late = subscribe(RED);
        assertEquals("ns/a a@1", next(late));
        assertEquals("ns/b b@2", next(late));
        red().watch.accept(new WatchEvent.Deleted<>(new ResourceKey("ns", "a"), "101"));
        assertEquals("ns/a gone", next(late));
    }

    @Test
    void aSubscribersFaultCostsItOneChangeAndTheOthersNone() throws Exception {
        red().has(FakeSource.item("a", "1"));
        BlockingQueue<String> faulty = new LinkedBlockingQueue<>();
        feed.subscribe(
                RED,
                delta -> {
                    if (delta.key().name().equals("a")) {
                        throw new IllegalStateException("a subscriber's fault");
                    }
                    faulty.add(text(delta));
                });
        BlockingQueue<String> other = subscribe(RED);
        startAndSync();
        red().watch.accept(new WatchEvent.Changed<>(FakeSource.item("b", "101")));
        assertEquals("ns/b b@101", next(faulty));
        assertEquals("ns/a a@1", next(other));
        assertEquals("ns/b b@101", next(other));
    }

    @Test
    void anObjectThatCannotBeUnderstoodIsAsIfItWereNotThere() throws Exception {
        red().has(FakeSource.item("a", "1"));
        BlockingQueue<String> heard = subscribe(RED);
        startAndSync();
        assertEquals("ns/a a@1", next(heard));
        red().watch
                .accept(
                        new WatchEvent.Changed<>(
                                new ResourceSource.Item<>(
                                        new ResourceKey("ns", "a"),
                                        "101",
                                        () -> {
                                            throw new IllegalArgumentException("of an odd form");
                                        })));
        assertEquals("ns/a gone", next(heard));
        assertEquals(List.of(), names(feed));
    }

    @Test
    void aSourceThatFailsAndComesBackTellsTheDifferenceOnly() throws Exception {
        red().has(FakeSource.item("kept", "1"));
        red().has(FakeSource.item("deleted", "2"));
        BlockingQueue<String> heard = subscribe(RED);
        startAndSync();
        assertEquals("ns/deleted deleted@2", next(heard));
        assertEquals("ns/kept kept@1", next(heard));
        red().down = true;
        red().watch.accept(new WatchEvent.Closed<>(false, new IOException("connection reset")));
        String refused = "the API server does not give Red.colours.example: connection refused";
        until(() -> feed.outage().equals(refused));
        assertTrue(feed.isInSync());
        assertEquals(List.of("deleted", "kept"), names(feed));
        red().hasNo("deleted");
        red().has(FakeSource.item("created", "3"));
        red().down = false;
        assertEquals("ns/created created@3", next(heard));
        assertEquals("ns/deleted gone", next(heard));
        until(() -> feed.outage().isEmpty());
        assertTrue(heard.isEmpty());
    }

    @Test
    void aHundredKindsTakeNoThreadEach() throws Exception {
        List<Kind<String>> kinds = IntStream.range(0, 100).mapToObj(i -> kind("K" + i)).toList();
        kinds.forEach(kind -> source(kind.name()).has(FakeSource.item("a", "1")));
        int before = Thread.getAllStackTraces().size();
        try (Feed large = feed(kinds)) {
            CountDownLatch told = new CountDownLatch(kinds.size());
            kinds.forEach(kind -> large.subscribe(kind, delta -> told.countDown()));
            large.start();
            await(told);
            await(synced);
            // Virtual threads are not among them: their carriers are, one a processor, and a few
            // of the virtual machine's own.
            int more = Thread.getAllStackTraces().size() - before;
            int limit = Runtime.getRuntime().availableProcessors() + 6;
            assertTrue(more <= limit, () -> more + " threads more, at most " + limit);
        }
    }

    @Test
    void refusesAKindThatIsTwiceOrNotInTheTable() {
        assertThrows(IllegalArgumentException.class, () -> feed(List.of(RED, RED)));
        assertEquals(
                "Green.colours.example is not mirrored; it needs a row in the table of kinds",
                assertThrows(IllegalArgumentException.class, () -> feed.objects(kind("Green")))
                        .getMessage());
    }

    private BlockingQueue<String> subscribe(Kind<String> kind) {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Consumer<Delta<ResourceKey, Versioned<String>>> subscriber = d -> heard.add(text(d));
        feed.subscribe(kind, subscriber);
        return heard;
    }

    private void startAndSync() throws InterruptedException {
        feed.start();
        await(synced);
        assertEquals("list", next(red().calls));
        assertEquals("watch 100", next(red().calls));
    }

    private static List<String> names(Feed feed) {
        return feed.objects(RED).keySet().stream().map(ResourceKey::name).toList();
    }

    private static String text(Delta<ResourceKey, Versioned<String>> delta) {
        return switch (delta) {
            case Delta.Put<ResourceKey, Versioned<String>>(ResourceKey key, var held) ->
                    key + " " + held.value();
            case Delta.Remove<ResourceKey, Versioned<String>>(ResourceKey key) -> key + " gone";
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS), "it did not come within 10 s");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
        assertTrue(condition.getAsBoolean());
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String element = queue.poll(10, TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return element;
    }
}
