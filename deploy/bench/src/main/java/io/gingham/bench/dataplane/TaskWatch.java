package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which processes were started in the bench's PID namespace: numbers are given one after the
/// other, and the kernel tells the last (`ns_last_pid`). Whoever looks often enough (a program
/// takes a millisecond to start) sees each, threads told apart. One thread.
final class TaskWatch {

    /// Numbers below are not given a second time.
    private static final int RESERVED = 300;

    private final RandomAccessFile last;
    private final Map<Integer, String> started = new LinkedHashMap<>();
    private final byte[] buffer = new byte[32];
    private int seen;

    TaskWatch() {
        try {
            last = new RandomAccessFile("/proc/sys/kernel/ns_last_pid", "r");
        } catch (IOException e) {
            throw new BenchException("the kernel does not tell the last process number", e);
        }
    }

    /// Forgets what was seen.
    void begin() {
        seen = lastGiven();
        started.clear();
    }

    void look() {
        int now = lastGiven();
        // After the largest number they begin anew.
        for (int i = now < seen ? RESERVED : seen + 1; i <= now; i++) {
            if (isProcess(i)) {
                started.put(i, name(i));
            }
        }
        seen = now;
        // At first it has the name of the thread that made it, then of the JVM's helper.
        started.replaceAll((number, name) -> name(number));
    }

    /// The names of the processes that were started, those of the bench's own excepted.
    ///
    /// @param own names that a process of the bench's has
    List<String> started(Set<String> own) {
        return started.values().stream().filter(name -> !own.contains(name)).toList();
    }

    private int lastGiven() {
        try {
            last.seek(0);
            // In one read: the kernel gives the rest of a number to nobody.
            int length = last.read(buffer);
            return Integer.parseInt(
                    new String(buffer, 0, length, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new BenchException("the kernel does not tell the last process number", e);
        }
    }

    /// False for a thread, and for what is gone already: nothing that was executed is so quick.
    private static boolean isProcess(int number) {
        try {
            String status =
                    Files.readString(
                            Path.of("/proc/" + number + "/status"), StandardCharsets.ISO_8859_1);
            return status.contains("\nTgid:\t" + number + "\n");
        } catch (IOException e) {
            return false;
        }
    }

    /// The last one known, if the process is gone.
    private String name(int number) {
        try {
            return Files.readString(Path.of("/proc/" + number + "/comm")).strip();
        } catch (IOException e) {
            return started.getOrDefault(number, "");
        }
    }
}
