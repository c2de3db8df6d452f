package io.gingham.agent.bgpd;

import io.gingham.agent.cli.GinghamMain;
import io.gingham.agent.glass.PeersAnswer;
import io.gingham.agent.glass.SeenPeer;
import io.gingham.agent.status.Request;
import io.gingham.agent.status.StatusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// `gingham bgp run` as a process, for signals.
final class DaemonProcess implements AutoCloseable {

    private static final long LIMIT_SECONDS = 40;

    private final Process process;
    private final Path log;
    private final Path socket;

    /// @param options of the virtual machine, besides those that every daemon has
    DaemonProcess(Path folder, Path config, String... options) {
        log = folder.resolve("daemon.log");
        socket = folder.resolve("bgp.sock");
        List<String> command = new ArrayList<>();
        command.add(Objects.requireNonNullElse(System.getenv("GINGHAM_JAVA"), "java"));
        String root = Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "..");
        command.add("@" + Path.of(root, "felix-agent", "bgp.options"));
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        GinghamMain.class.getName(),
                        "bgp",
                        "run",
                        "--config",
                        config.toString(),
                        "--socket",
                        socket.toString()));
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<SeenPeer> peers() {
        return ask(new Request.BgpPeers(), PeersAnswer.class)
                .map(PeersAnswer::peers)
                .orElse(List.of());
    }

    /// Empty if it does not answer.
    <T> Optional<T> ask(Request request, Class<T> type) {
        try {
            return Optional.of(new StatusClient(socket).ask(request, type));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void signal(String name) {
        BirdRing.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /// @return the exit code
    int end() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the daemon does not end; its log:\n" + log());
        }
        return process.exitValue();
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " did not happen; the log:\n" + log());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
