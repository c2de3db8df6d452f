package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What all processors of the machine were busy with at a moment: who measures wants to know how
/// much others disturbed. In steps of 10 ms.
///
/// @param busyNanos of all processes since the machine's start
/// @param ownNanos of the agent, the programs it started, and the bench
record MachineUse(long atNanos, long busyNanos, long ownNanos) {

    private static final long TICK_NANOS = 10_000_000;

    static MachineUse now(AgentProcess agent) {
        ProcessCost its = agent.use();
        ProcessCost bench = ProcessCost.of(ProcessHandle.current().pid());
        return new MachineUse(
                System.nanoTime(),
                busyTicks() * TICK_NANOS,
                its.cpuNanos() + its.childrenNanos() + bench.cpuNanos() + bench.childrenNanos());
    }

    private static long busyTicks() {
        try {
            String[] words = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
            long[] ticks =
                    Arrays.stream(words).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
            // 3 and 4: idle, and idle while waiting for a disk.
            return Arrays.stream(ticks).sum() - ticks[3] - ticks[4];
        } catch (IOException e) {
            throw new BenchException("the machine's processor time can't be read", e);
        }
    }

    /// How many processors others kept busy since the earlier moment, on average.
    double othersSince(MachineUse earlier) {
        long others = busyNanos - earlier.busyNanos - (ownNanos - earlier.ownNanos);
        return Math.max(0, others) / (double) Math.max(1, atNanos - earlier.atNanos);
    }
}
