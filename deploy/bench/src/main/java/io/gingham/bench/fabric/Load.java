package io.gingham.bench.fabric;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Keeps processors busy with something else.
final class Load implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();

    Load(int count) {
        try {
            for (int i = 0; i < count; i++) {
                processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
        } catch (IOException e) {
            close();
            throw new BenchException("can't start a shell to keep a processor busy: " + e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
