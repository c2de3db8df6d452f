package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import io.gingham.routers.RouterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A speaker that runs, and what the kernel counted of it.
final class EngineProcess implements AutoCloseable {

    private final Path folder;
    private final RouterProcess process;

    private EngineProcess(Path folder, RouterProcess process) {
        this.folder = folder;
        this.process = process;
    }

    static EngineProcess start(Engine engine, SpeakerLayout layout) {
        try {
            Path folder = Files.createTempDirectory("gingham-bench-" + engine.name());
            // A thousand sessions need more than the usual 1024 descriptors.
            List<String> command =
                    new ArrayList<>(
                            List.of("sh", "-c", "ulimit -n $(ulimit -Hn); exec \"$@\"", "sh"));
            command.addAll(engine.prepare(folder, layout));
            RouterProcess process = new RouterProcess(BenchNet.SPEAKERS, folder, engine.name());
            process.start(command);
            return new EngineProcess(folder, process);
        } catch (IOException e) {
            throw new BenchException(engine.name() + " can't be started", e);
        }
    }

    ProcessUse use() {
        return ProcessUse.of(Long.toString(process.pid()));
    }

    /// The last of what it said.
    String log() {
        List<String> lines = process.log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() {
        process.kill();
        try (var files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new BenchException("can't remove " + folder, e);
        }
    }
}
