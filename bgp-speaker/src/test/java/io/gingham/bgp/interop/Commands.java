package io.gingham.bgp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Short commands, and what they say.
final class Commands {

    private static final int LIMIT_SECONDS = 20;

    private Commands() {}

    static void run(String... command) {
        run(List.of(command));
    }

    /// A command that has nothing to say.
    static void run(List<String> command) {
        String said = output(new ProcessBuilder(command).redirectErrorStream(true));
        if (!said.isBlank()) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
    }

    /// What the command says on its standard output; its errors are the test's.
    static String output(List<String> command) {
        return output(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    private static String output(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            byte[] bytes = process.getInputStream().readAllBytes();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", builder.command()) + " does not end");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
