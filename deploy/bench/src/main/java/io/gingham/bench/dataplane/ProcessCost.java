package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.Out;

/// What a process has used, as the kernel counted it.
///
/// @param cpuNanos of all its threads, those that have ended included; not of its children
/// @param childrenNanos of the children that have ended; in steps of 10 ms
/// @param written octets that it and its children that have ended gave to write(2): to pipes, files
///   and sockets; what goes to the kernel by send(2), as netlink does, is not among them
record ProcessCost(long cpuNanos, long childrenNanos, long written) {

    /// USER_HZ; the kernel shows this unit on every architecture that Java runs on.
    private static final long TICK_NANOS = 10_000_000;

    private static final C LIBRARY = LibraryLoader.create(C.class).load("c");

    /// Public only because jnr-ffi generates the class that implements it.
    public interface C {

        /// @param time struct timespec of a 64-bit machine
        int clock_gettime(int clock, @Out long[] time);
    }

    static ProcessCost of(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            // The name, in brackets, may contain anything.
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long children = Long.parseLong(words[13]) + Long.parseLong(words[14]);
            long written =
                    number(Files.readAllLines(Path.of("/proc/" + process + "/io")), "wchar:");
            return new ProcessCost(cpu(process), children * TICK_NANOS, written);
        } catch (IOException e) {
            throw new BenchException("the agent is gone", e);
        }
    }

    /// clock_getcpuclockid(3): the process's number, inverted, and CPUCLOCK_SCHED.
    private static long cpu(long process) {
        long[] time = new long[2];
        if (LIBRARY.clock_gettime((~(int) process << 3) | 2, time) != 0) {
            throw new BenchException("the processor time of process " + process + " can't be read");
        }
        return time[0] * 1_000_000_000 + time[1];
    }

    ProcessCost since(ProcessCost earlier) {
        return new ProcessCost(
                cpuNanos - earlier.cpuNanos,
                childrenNanos - earlier.childrenNanos,
                written - earlier.written);
    }

    /// Resident memory in MiB, and the most it ever was.
    record Memory(long residentMib, long peakMib) {

        static Memory of(long process) {
            try {
                List<String> status = Files.readAllLines(Path.of("/proc/" + process + "/status"));
                return new Memory(number(status, "VmRSS:") >> 10, number(status, "VmHWM:") >> 10);
            } catch (IOException e) {
                throw new BenchException("the agent is gone", e);
            }
        }
    }

    private static long number(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new BenchException("the kernel shows no " + name));
    }
}
