package io.gingham.routers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One process of a router: its folder, its log, and its end.
public final class RouterProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LOOK_MILLIS = 20;

    private final Netns netns;
    private final Path folder;
    private final String name;
    private @Nullable Process process;

    /// @param folder for its files; made if it isn't there
    /// @param name of its log, without the ending
    public RouterProcess(Netns netns, Path folder, String name) {
        this.netns = netns;
        this.folder = folder;
        this.name = name;
    }

    Netns netns() {
        return netns;
    }

    /// A file of its folder.
    Path file(String file) {
        return folder.resolve(file);
    }

    /// @return the file's path
    public String write(String file, String text) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(file(file), text).toString();
        } catch (IOException e) {
            throw new RouterException("can't write " + file(file), e);
        }
    }

    public void start(List<String> command) {
        try {
            Files.createDirectories(folder);
            process =
                    new ProcessBuilder(netns.command(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                            .start();
        } catch (IOException e) {
            throw new RouterException("can't start " + name, e);
        }
    }

    /// Starts it, and waits for its socket; one that a killed predecessor left does not count.
    void start(List<String> command, Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new RouterException("can't remove " + socket, e);
        }
        start(command);
        await("listens at " + socket, () -> Files.exists(socket));
    }

    /// @throws RouterException with all it said, if it ended instead or 20 s did not do
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            boolean runs = runs();
            if (!runs || System.nanoTime() > end) {
                throw new RouterException(
                        "%s %s before it %s; it said: %s"
                                .formatted(
                                        name,
                                        runs ? "took " + LIMIT.toSeconds() + " s" : "ended",
                                        what,
                                        log()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RouterException("interrupted before " + name + " " + what, e);
            }
        }
    }

    public boolean runs() {
        return process != null && process.isAlive();
    }

    /// @throws RouterException if it was never started
    public long pid() {
        if (process == null) {
            throw new RouterException(name + " does not run");
        }
        return process.pid();
    }

    /// To the process alone, as `STOP`; the kernel goes on to answer for it.
    public void signal(String signal) {
        if (process != null) {
            Netns.OWN.run("kill", "-" + signal, Long.toString(process.pid()));
        }
    }

    /// Ends it as an operator would, so that it can end its sessions, and waits until it has gone.
    public void stop() {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        kill();
    }

    /// kill -9.
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
    }

    private Path logFile() {
        return file(name + ".log");
    }

    /// All it has said since the folder is there.
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            throw new RouterException("can't read " + logFile(), e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
