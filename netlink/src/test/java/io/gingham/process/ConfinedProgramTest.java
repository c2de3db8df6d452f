package io.gingham.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that somebody else chose.
class ConfinedProgramTest {

    private final ProcessRunner runner = ProcessRunner.confined(Duration.ofSeconds(2), 1000);

    @TempDir Path folder;

    @Test
    void seesTheEnvironmentItIsGivenOnly() {
        ProcessResult result = runner.run(List.of("/usr/bin/env"), new byte[0], Map.of("A", "b"));

        assertEquals("A=b\n", result.orThrow().stdoutText());
    }

    @Test
    void mayNotWriteMoreThanItsLimit() {
        ProcessException refusal =
                assertThrows(
                        ProcessException.class, () -> sh("head -c 1001 /dev/zero; exec sleep 0"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("1000 bytes"), refusal::toString);
    }

    @Test
    void isKilledWithAllThatItStarted() throws Exception {
        Path pids = folder.resolve("pids");
        assertThrows(
                ProcessException.class,
                () ->
                        sh(
                                "(sleep 300 & echo $! >>"
                                        + pids
                                        + ") & sleep 300 & echo $! >>"
                                        + pids
                                        + "; wait"));

        List<String> started = Files.readAllLines(pids);
        assertEquals(2, started.size());
        for (String pid : started) {
            long end = System.nanoTime() + 10_000_000_000L;
            while (!hasEnded(pid)) {
                assertTrue(System.nanoTime() < end, pid + " lives");
                Thread.sleep(5);
            }
        }
    }

    @Test
    void mayNotHaveHundredsOfProcesses() {
        ProcessException refusal =
                assertThrows(
                        ProcessException.class,
                        () -> sh("for i in $(seq 100); do sleep 300 & done; wait"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("processes"), refusal::toString);
    }

    private ProcessResult sh(String script) {
        return runner.run(
                List.of("/bin/sh", "-c", script), new byte[0], Map.of("PATH", "/usr/bin:/bin"));
    }

    /// One that nobody has waited for yet has ended too.
    private static boolean hasEnded(String pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
