package io.gingham.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end. Blocks the calling thread; three platform threads carry its input and
/// output meanwhile. (Virtual ones would not do: who waits for a pipe holds his carrier, and one
/// slow program would stop every virtual thread of a machine with two processors.)
///
/// A program inherits the network namespace of the thread that starts it only by accident of the
/// JVM's spawn helper, so callers that need another namespace name it in the command (`nsenter
/// --net=…`).
public final class ProcessRunner {

    /// More output than this (in bytes) is an error, so that a runaway program can't take the
    /// agent's memory.
    private static final int OUTPUT_LIMIT = 64 << 20;

    /// A program that runs longer than this is looked at now and then.
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Duration limit;
    private final int outputLimit;
    private final boolean confined;

    /// @param limit how long a program may run before it is killed
    public ProcessRunner(Duration limit) {
        this(limit, OUTPUT_LIMIT, false);
    }

    private ProcessRunner(Duration limit, int outputLimit, boolean confined) {
        this.limit = limit;
        this.outputLimit = outputLimit;
        this.confined = confined;
    }

    /// For programs that somebody else chose: they see nothing of this process's environment, and
    /// when one is killed, so is all that it has started. More than 64 processes are too many.
    ///
    /// @param bytes that it may write
    public static ProcessRunner confined(Duration limit, int bytes) {
        return new ProcessRunner(limit, bytes, true);
    }

    public ProcessResult run(List<String> command) {
        return run(command, new byte[0], Map.of());
    }

    public ProcessResult run(List<String> command, String stdin) {
        return run(command, stdin.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// @param environment added to this process's own environment; of a confined program all it has
    /// @throws ProcessException if it can't be started, exceeds the time limit (it is killed then)
    ///   or writes too much
    public ProcessResult run(List<String> command, byte[] stdin, Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(confined ? ProcessGroup.command(command) : command);
        if (confined) {
            builder.environment().clear();
        }
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new ProcessException(
                    "can't start '"
                            + command.getFirst()
                            + "': "
                            + e.getMessage()
                            + "; install it or put its folder on the PATH",
                    e);
        }
        ProcessGroup group = ProcessGroup.of(process);
        boolean ended = false;
        try {
            CompletableFuture<byte[]> stdout = reader(process.getInputStream());
            CompletableFuture<byte[]> stderr = reader(process.getErrorStream());
            carrier().start(() -> write(process.getOutputStream(), stdin));
            await(process, group, command);
            ProcessResult result =
                    new ProcessResult(
                            List.copyOf(command),
                            process.exitValue(),
                            output(stdout, command),
                            new String(output(stderr, command), StandardCharsets.UTF_8));
            ended = true;
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessException("interrupted while '" + command.getFirst() + "' ran", e);
        } finally {
            if (!ended && confined) {
                group.kill();
            }
            process.destroyForcibly();
        }
    }

    private void await(Process process, ProcessGroup group, List<String> command)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (!process.waitFor(
                confined ? Math.min(left, LOOK.toNanos()) : left, TimeUnit.NANOSECONDS)) {
            left = end - System.nanoTime();
            String tooMuch =
                    left <= 0
                            ? "did not end within " + limit.toSeconds() + " s"
                            : confined && group.isTooLarge() ? "started " + group.limit() : "";
            if (!tooMuch.isEmpty()) {
                throw new ProcessException(
                        "'" + String.join(" ", command) + "' " + tooMuch + " and was killed");
            }
        }
    }

    private byte[] output(CompletableFuture<byte[]> stream, List<String> command)
            throws InterruptedException {
        try {
            return stream.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new ProcessException(
                    "can't read what '" + String.join(" ", command) + "' wrote: " + e.getMessage(),
                    e);
        }
    }

    private static Thread.Builder carrier() {
        return Thread.ofPlatform().daemon().name("process-io");
    }

    private CompletableFuture<byte[]> reader(InputStream stream) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        carrier()
                .start(
                        () -> {
                            try (stream) {
                                byte[] bytes = stream.readNBytes(outputLimit + 1);
                                if (bytes.length > outputLimit) {
                                    throw new IOException(
                                            "more than " + outputLimit + " bytes of output");
                                }
                                result.complete(bytes);
                            } catch (IOException e) {
                                result.completeExceptionally(e);
                            }
                        });
        return result;
    }

    private static void write(OutputStream stream, byte[] bytes) {
        try (stream) {
            stream.write(bytes);
        } catch (IOException ignored) {
            // A program may end without reading its input; its exit code and stderr say why.
        }
    }
}
