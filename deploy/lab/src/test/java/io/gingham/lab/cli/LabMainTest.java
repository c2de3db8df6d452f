package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Wrong usage ends with 2, work that can't be done with 1; both with a sentence.
class LabMainTest {

    @TempDir private Path folder;

    private record Ended(int code, String said) {}

    private static Ended run(String... arguments) {
        StringWriter usage = new StringWriter();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            CommandLine line = LabMain.commandLine();
            line.setErr(new PrintWriter(usage, true));
            int code = line.execute(arguments);
            return new Ended(code, usage + errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private static void assertEnds(int code, String with, Ended ended) {
        assertEquals(code, ended.code(), ended.said());
        assertTrue(ended.said().contains(with), ended.said());
        assertFalse(ended.said().contains("\tat "), ended.said());
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertEnds(2, "--nodse", run("demo", "--nodse", "3"));
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertEnds(2, "dmeo", run("dmeo"));
    }

    @Test
    void nodesThatAreNoNumberAreWrongUsage() {
        assertEnds(2, "--nodes", run("run", "--nodes", "many", "x.yaml"));
    }

    @Test
    void runWithoutFilesIsWrongUsage() {
        assertEnds(2, "FILE.yaml", run("run"));
    }

    @Test
    void applyWithoutAFileIsWrongUsage() {
        assertEnds(2, "-f", run("apply"));
    }

    @Test
    void aNumberOfNodesOutOfRangeIsSaidWithTheRange() {
        assertEnds(2, "--nodes 51 is not in 1..50", run("run", "--nodes", "51", "x.yaml"));
        assertEnds(2, "--nodes 0 is not in 1..50", run("up", "--nodes", "0"));
    }

    @Test
    void aMissingCaseFileIsNamed() {
        assertEnds(1, "can't read", run("run", folder.resolve("no.yaml").toString()));
    }

    @Test
    void aPortThatIsNoneIsSaidWithTheForm() {
        assertEnds(2, "TCP/80", run("matrix", "--port", "ICMP"));
        assertEnds(2, "TCP/80", run("matrix", "--port", "TCP/65536"));
    }

    @Test
    void withoutALabTheCommandsSaySo() throws Exception {
        Path manifest = Files.writeString(folder.resolve("pod.yaml"), "kind: Pod\n");
        assertEnds(1, "no lab is up", run("apply", "-f", manifest.toString()));
        assertEnds(1, "no lab is up", run("status"));
        assertEnds(1, "no lab is up", run("matrix"));
    }
}
