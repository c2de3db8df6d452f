package io.gingham.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.process.ProcessRunner;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What is read of processes is what they did.
class ProcessCostTest {

    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void processorTimeIsThatOfAllThreadsAlsoOfThoseThatHaveEnded() throws Exception {
        ProcessCost before = ProcessCost.of(SELF);
        Thread thread = Thread.ofPlatform().start(() -> burn(200_000_000));
        thread.join();
        long used = ProcessCost.of(SELF).since(before).cpuNanos();
        assertTrue(used >= 190_000_000, used + " ns");
    }

    private static void burn(long nanos) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + nanos;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void childrenAreCountedApart() {
        ProcessCost before = ProcessCost.of(SELF);
        new ProcessRunner(Duration.ofSeconds(30))
                .run(List.of("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"))
                .orThrow();
        ProcessCost use = ProcessCost.of(SELF).since(before);
        assertTrue(use.childrenNanos() >= 50_000_000, use.toString());
    }

    @Test
    void writtenCountsWhatWentIntoAPipeByTheProcessAndItsChildren() {
        ProcessCost before = ProcessCost.of(SELF);
        new ProcessRunner(Duration.ofSeconds(30)).run(List.of("cat"), "x".repeat(50_000)).orThrow();
        long written = ProcessCost.of(SELF).since(before).written();
        assertTrue(written >= 100_000 && written < 130_000, written + " octets");
    }

    @Test
    void memoryIsKnown() {
        ProcessCost.Memory memory = ProcessCost.Memory.of(SELF);
        assertTrue(memory.residentMib() > 20 && memory.peakMib() >= memory.residentMib());
    }

    /// Whoever else starts processes in the same PID namespace is seen too, so only ours are asked
    /// for.
    @Test
    void eachProgramThatIsStartedIsSeenAndNoThread() throws Exception {
        TaskWatch tasks = new TaskWatch();
        tasks.begin();
        Thread thread = Thread.ofPlatform().name("no-process").start(() -> sleepABit());
        for (int i = 0; i < 3; i++) {
            Process process = new ProcessBuilder("sleep", "0.05").start();
            while (process.isAlive()) {
                tasks.look();
                LockSupport.parkNanos(100_000);
            }
            assertTrue(process.waitFor(5, TimeUnit.SECONDS));
        }
        thread.join();
        tasks.look();
        List<String> names = tasks.started(Set.of());
        assertEquals(3, names.stream().filter("sleep"::equals).count(), names.toString());
        assertTrue(names.stream().noneMatch("no-process"::equals), names.toString());
        assertEquals(0, tasks.started(Set.of("sleep")).stream().filter("sleep"::equals).count());
    }

    private static void sleepABit() {
        LockSupport.parkNanos(50_000_000);
    }
}
