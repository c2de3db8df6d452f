package io.gingham.agent.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopTest {

    private final AtomicLong now = new AtomicLong();
    private final Problems problems = new Problems();
    private final Loop loop = new Loop("test", problems, now::get);
    private final BlockingQueue<String> runs = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        loop.close();
    }

    /// Fails while it has a reason to.
    private final class Worker implements Part {
        private final String name;
        private volatile String failing = "";
        private volatile List<Problem> says = List.of();

        Worker(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void run(boolean refresh) {
            runs.add(name);
            if (!failing.isEmpty()) {
                throw new IllegalStateException(failing);
            }
        }

        @Override
        public Health health(String failure) {
            return failure.isEmpty() ? Health.of(says) : Health.obstacle(failure, says);
        }
    }

    private String nextRun() throws InterruptedException {
        String run = runs.poll(10, TimeUnit.SECONDS);
        settle();
        return String.valueOf(run);
    }

    /// Until what was asked of the thread before is done.
    private void settle() throws InterruptedException {
        CountDownLatch turned = new CountDownLatch(1);
        loop.executor().execute(turned::countDown);
        assertTrue(turned.await(10, TimeUnit.SECONDS));
    }

    @Test
    void partsRunWhenAskedByName() throws InterruptedException {
        loop.add(new Worker("a"));
        loop.add(new Worker("b"));
        loop.request("b");
        assertEquals("b", nextRun());
        loop.request("a");
        assertEquals("a", nextRun());
        loop.request("absent");
        settle();
        assertEquals(0, runs.size());
    }

    @Test
    void aFailureIsThePartsOwn() throws InterruptedException {
        Worker bad = new Worker("bad");
        Worker good = new Worker("good");
        loop.add(bad);
        loop.add(good);
        bad.failing = "no kernel";
        loop.request("bad");
        loop.request("good");
        assertEquals("bad", nextRun());
        assertEquals("good", nextRun());
        assertEquals("no kernel", loop.failure("bad"));
        assertEquals("no kernel", loop.health(bad).obstacle().orElseThrow());
        assertEquals(Health.GOOD, loop.health(good));
        // A part that has no work of its own has no failure.
        assertEquals(Health.GOOD, loop.health(new Worker("never added")));
    }

    @Test
    void aProblemIsSaidOnceWhileItIsThereAndCountedByItsKind() throws InterruptedException {
        Logger log = (Logger) LoggerFactory.getLogger(Problems.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            Worker worker = new Worker("a");
            loop.add(worker);
            worker.says =
                    List.of(
                            Problem.note("odd", "Pool x", "pool x is odd"),
                            Problem.note("odd", "Pool y", "pool y is odd"),
                            Problem.failed("a", "said by the loop"));
            run("a");
            run("a");
            assertEquals(Map.of("odd", 2L, "a-failed", 1L), problems.counts());
            worker.says = List.of();
            run("a");
            assertEquals(Map.of("odd", 0L, "a-failed", 0L), problems.counts());
            worker.says = List.of(Problem.note("odd", "Pool x", "pool x is odd"));
            run("a");
            assertEquals(
                    List.of("pool x is odd", "pool y is odd", "pool x is odd"),
                    lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
        } finally {
            log.detachAppender(lines);
        }
    }

    private void run(String part) throws InterruptedException {
        loop.request(part);
        nextRun();
    }

    @Test
    void aLoopThatIsBusyWithOneProgramIsAlive() {
        now.addAndGet(Duration.ofSeconds(149).toNanos());
        assertEquals("", loop.stuck());
    }

    @Test
    void aLoopThatHasNotTurnedForLongIsNot() {
        now.addAndGet(Duration.ofSeconds(150).toNanos());
        assertEquals("the agent's loop 'test' has not turned for 150 s", loop.stuck());
    }

    @Test
    void aLoopThatTurnsAgainIsAlive() throws InterruptedException {
        now.addAndGet(Duration.ofSeconds(200).toNanos());
        loop.start();
        settle();
        assertEquals("", loop.stuck());
    }
}
