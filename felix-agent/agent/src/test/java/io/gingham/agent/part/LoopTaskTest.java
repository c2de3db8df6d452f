package io.gingham.agent.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTaskTest {

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();

    private LoopTask task = new LoopTask(loop, "idle", () -> Duration.ofHours(1), refresh -> {});

    private void begin(Duration interval, LoopTask.Work work) {
        task = new LoopTask(loop, "test", () -> interval, work);
    }

    @AfterEach
    void stop() {
        loop.shutdownNow();
    }

    @Test
    void requestsBeforeARunCountAsOne() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        begin(Duration.ofHours(1), refresh -> runs.incrementAndGet());
        loop.execute(() -> await(busy));
        for (int i = 0; i < 100; i++) {
            task.request();
        }
        busy.countDown();
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
        assertEquals(1, runs.get());
    }

    @Test
    void aRequestDuringARunIsNotLost() throws Exception {
        AtomicInteger count = new AtomicInteger();
        BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
        begin(
                Duration.ofHours(1),
                refresh -> {
                    int run = count.incrementAndGet();
                    if (run == 1) {
                        task.request();
                    }
                    runs.add(run);
                });
        task.request();
        assertEquals(1, runs.poll(10, TimeUnit.SECONDS));
        assertEquals(2, runs.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aRunThatHasToLookAgainSoonIsRefreshedSoon() throws Exception {
        BlockingQueue<Boolean> runs = new LinkedBlockingQueue<>();
        AtomicReference<Duration> interval = new AtomicReference<>(Duration.ofHours(1));
        task =
                new LoopTask(
                        loop,
                        "test",
                        interval::get,
                        refresh -> {
                            interval.set(Duration.ofMillis(20));
                            runs.add(refresh);
                        });
        task.request();
        assertEquals(false, runs.poll(10, TimeUnit.SECONDS));
        assertEquals(true, runs.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aRunInBetweenDoesNotPutTheRefreshOff() throws Exception {
        BlockingQueue<Boolean> runs = new LinkedBlockingQueue<>();
        Duration interval = Duration.ofSeconds(2);
        long start = System.nanoTime();
        begin(interval, runs::add);
        task.request();
        assertEquals(false, runs.poll(10, TimeUnit.SECONDS));
        var unused = loop.schedule(task::request, 1500, TimeUnit.MILLISECONDS);
        assertEquals(false, runs.poll(10, TimeUnit.SECONDS));
        long again = System.nanoTime();
        assertEquals(true, runs.poll(10, TimeUnit.SECONDS));
        // The refresh was due two seconds after the start, and not two seconds after the request.
        Duration waited = Duration.ofNanos(System.nanoTime() - again);
        assertTrue(waited.compareTo(interval) < 0, () -> waited + " since the request");
        assertTrue(System.nanoTime() - start >= interval.toNanos());
    }

    @Test
    void aFailedRunIsTriedAgainAndSaysWhy() throws Exception {
        BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        AtomicInteger tries = new AtomicInteger();
        begin(
                Duration.ofHours(1),
                refresh -> {
                    runs.add(task.failure());
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("the kernel is busy");
                    }
                });
        task.request();
        assertEquals("", runs.poll(10, TimeUnit.SECONDS));
        assertEquals("the kernel is busy", runs.poll(10, TimeUnit.SECONDS));
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
        assertEquals("", task.failure());
    }

    @Test
    void refreshesWhenNothingChanges() throws Exception {
        BlockingQueue<Boolean> runs = new LinkedBlockingQueue<>();
        begin(Duration.ofMillis(1), runs::add);
        task.request();
        runs.poll(10, TimeUnit.SECONDS);
        assertEquals(true, runs.poll(10, TimeUnit.SECONDS));
        assertEquals(true, runs.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void refreshesAlsoWhileChangesKeepComing() throws Exception {
        BlockingQueue<Boolean> runs = new LinkedBlockingQueue<>();
        begin(
                Duration.ofMillis(20),
                refresh -> {
                    runs.add(refresh);
                    task.request();
                });
        task.request();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!runs.contains(true) && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
        assertTrue(runs.contains(true));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
