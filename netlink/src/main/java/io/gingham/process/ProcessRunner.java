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

/// Runs a program to its end. Blocks the calling thread; three virtual threads carry its input and
/// output meanwhile.
///
/// A program inherits the network namespace of the thread that starts it only by accident of the
/// JVM's spawn helper, so callers that need another namespace name it in the command (`nsenter
/// --net=…`).
public final class ProcessRunner {

    /// More output than this (in bytes) is an error, so that a runaway program can't take the
    /// agent's memory.
    private static final int OUTPUT_LIMIT = 64 << 20;

    private final Duration limit;

    /// @param limit how long a program may run before it is killed
    public ProcessRunner(Duration limit) {
        this.limit = limit;
    }

    public ProcessResult run(List<String> command) {
        return run(command, new byte[0], Map.of());
    }

    public ProcessResult run(List<String> command, String stdin) {
        return run(command, stdin.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// @param environment added to this process's own environment
    /// @throws ProcessException if it can't be started, exceeds the time limit (it is killed then)
    ///   or writes too much
    public ProcessResult run(List<String> command, byte[] stdin, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
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
        try {
            CompletableFuture<byte[]> stdout = reader(process.getInputStream());
            CompletableFuture<byte[]> stderr = reader(process.getErrorStream());
            Thread.ofVirtual().start(() -> write(process.getOutputStream(), stdin));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProcessException(
                        "'"
                                + String.join(" ", command)
                                + "' did not end within "
                                + limit.toSeconds()
                                + " s and was killed");
            }
            return new ProcessResult(
                    List.copyOf(command),
                    process.exitValue(),
                    output(stdout, command),
                    new String(output(stderr, command), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessException("interrupted while '" + command.getFirst() + "' ran", e);
        } finally {
            process.destroyForcibly();
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

    private static CompletableFuture<byte[]> reader(InputStream stream) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (stream) {
                                byte[] bytes = stream.readNBytes(OUTPUT_LIMIT + 1);
                                if (bytes.length > OUTPUT_LIMIT) {
                                    throw new IOException(
                                            "more than " + OUTPUT_LIMIT + " bytes of output");
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
