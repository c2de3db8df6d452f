package io.gingham.process;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// How a program ended: its exit code (0..255), and all it wrote.
public record ProcessResult(List<String> command, int exitCode, byte[] stdout, String stderr) {

    public boolean succeeded() {
        return exitCode == 0;
    }

    public String stdoutText() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /// @throws ProcessException if the program did not end with 0
    public ProcessResult orThrow() {
        if (!succeeded()) {
            String said = stderr.isBlank() ? stdoutText() : stderr;
            throw new ProcessException(
                    "'"
                            + String.join(" ", command)
                            + "' ended with exit code "
                            + exitCode
                            + ": "
                            + said.strip());
        }
        return this;
    }
}
