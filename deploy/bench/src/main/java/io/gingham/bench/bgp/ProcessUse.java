package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a process has used, as the kernel counted it (proc(5)).
///
/// @param cpuSeconds of user and system, all threads
/// @param residentKib now
/// @param peakKib the most that was ever resident
/// @param machineCpuSeconds of all processes of the machine; with ours taken off, this shows how
///   much others disturbed
record ProcessUse(double cpuSeconds, long residentKib, long peakKib, double machineCpuSeconds) {

    /// USER_HZ; the kernel shows this unit on every architecture that Java runs on.
    private static final double TICKS = 100.0;

    /// @param process its number, or `self`
    static ProcessUse of(String process) {
        Path folder = Path.of("/proc", process);
        try {
            String stat = Files.readString(folder.resolve("stat"));
            // The name, in brackets, may contain anything.
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double cpu = (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS;
            List<String> status = Files.readAllLines(folder.resolve("status"));
            return new ProcessUse(cpu, kib(status, "VmRSS:"), kib(status, "VmHWM:"), machine());
        } catch (IOException e) {
            throw new BenchException("the process is gone", e);
        }
    }

    private static long kib(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private static double machine() throws IOException {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
        long ticks = 0;
        for (int i = 1; i < words.length && i <= 8; i++) {
            // 4 and 5: idle, and idle while waiting for input.
            ticks += i == 4 || i == 5 ? 0 : Long.parseLong(words[i]);
        }
        return ticks / TICKS;
    }
}
