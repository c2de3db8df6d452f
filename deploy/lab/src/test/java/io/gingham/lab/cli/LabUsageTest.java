package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every command of the lab tells its usage, and does nothing then.
class LabUsageTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));

    static Set<String> commands() {
        return new TreeSet<>(LabMain.commandLine().getSubcommands().keySet());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasAnExampleAndFitsEightyColumns(String command) {
        StringWriter said = new StringWriter();
        CommandLine line = LabMain.commandLine().setOut(new PrintWriter(said, true));
        assertEquals(0, line.execute(command, "--help"));
        assertTrue(said.toString().contains("Example"), said::toString);
        assertTrue(said.toString().lines().allMatch(text -> text.length() <= 80), said::toString);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownFlagIsWrongUsage(String command) {
        StringWriter said = new StringWriter();
        CommandLine line = LabMain.commandLine().setErr(new PrintWriter(said, true));
        assertEquals(2, line.execute(command, "--no-such-flag"));
        // Also where something required is missing: that may only follow from it.
        assertTrue(said.toString().startsWith("Unknown option '--no-such-flag'"), said::toString);
    }

    /// As `./gingham` does before it raises a lab.
    @Test
    void askedForTheUsageOnlyItCarriesOutNothing() {
        CommandLine line = LabMain.commandLine().setExecutionStrategy(LabMain::onlyHelp);
        line.setErr(new PrintWriter(new StringWriter(), true));
        assertEquals(0, line.execute("up", "--nodes", "2"));
        assertEquals(2, line.execute("up", "--nodes", "51"));
    }

    @Test
    void theLauncherKnowsThemAll() throws IOException {
        String launcher = Files.readString(ROOT.resolve("gingham"));
        String words = launcher.split("\nlab_words=\\(", -1)[1].split("\\)", -1)[0];
        assertEquals(commands(), new TreeSet<>(Set.of(words.split(" "))));
    }
}
