package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every command and subcommand tells its usage, and does nothing then.
class UsageTest {

    /// `policy`, `policy check`, …
    static List<String> commands() {
        List<String> commands = new ArrayList<>();
        collect(GinghamMain.commandLine(), "", commands);
        return commands;
    }

    private static void collect(CommandLine command, String path, List<String> into) {
        command.getSubcommands()
                .forEach(
                        (name, subcommand) -> {
                            String whole = (path + " " + name).strip();
                            into.add(whole);
                            collect(subcommand, whole, into);
                        });
    }

    private static String[] with(String command, String argument) {
        return (command + " " + argument).split(" ", -1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasAnExampleAndFitsEightyColumns(String command) {
        StringWriter said = new StringWriter();
        CommandLine line = GinghamMain.commandLine().setOut(new PrintWriter(said, true));
        assertEquals(0, line.execute(with(command, "--help")));
        assertTrue(said.toString().contains("Example"), said::toString);
        assertTrue(said.toString().lines().allMatch(text -> text.length() <= 80), said::toString);
    }

    /// A line that is broken elsewhere than where it was written is hard to read.
    @ParameterizedTest
    @MethodSource("commands")
    void noLineOfTheFooterIsBrokenAgain(String command) {
        CommandLine line = GinghamMain.commandLine();
        for (String word : command.split(" ", -1)) {
            line = Objects.requireNonNull(line.getSubcommands().get(word));
        }
        for (String text : line.getCommandSpec().usageMessage().footer()) {
            assertTrue(text.length() <= 79, text);
        }
    }

    /// Before the agent touches anything.
    @ParameterizedTest
    @CsvSource({
        "--ip-autodetection-method, eth0, expected kubernetes-internal-ip",
        "--ip6-autodetection-method, interface=[, is no regular expression"
    })
    void aMethodOfFindingAddressesThatIsNoneIsWrongUsage(
            String option, String text, String expected) {
        StringWriter said = new StringWriter();
        CommandLine line = GinghamMain.commandLine().setErr(new PrintWriter(said, true));
        assertEquals(2, line.execute("agent", "--node-name", "n1", option, text));
        assertTrue(said.toString().startsWith(option + ": "), said::toString);
        assertTrue(said.toString().contains(expected), said::toString);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownFlagIsWrongUsage(String command) {
        StringWriter said = new StringWriter();
        CommandLine line = GinghamMain.commandLine().setErr(new PrintWriter(said, true));
        assertEquals(2, line.execute(with(command, "--no-such-flag")));
        // Also where something required is missing: that may only follow from it.
        assertTrue(said.toString().startsWith("Unknown option '--no-such-flag'"), said::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "explain --fro a/b --to c/d, '--fro', '--from'",
        "explain --from a/b --too=c/d, '--too', '--to'",
        "bgp run --confg x.yaml, '--confg', '--config'",
        "policy check --strickt x.yaml, '--strickt', '--strict'",
        "status --jsn, '--jsn', '--json'"
    })
    void aMisspeltOptionIsSaidWithTheOneThatWasMeant(String line, String written, String meant) {
        StringWriter said = new StringWriter();
        CommandLine command = GinghamMain.commandLine().setErr(new PrintWriter(said, true));
        assertEquals(2, command.execute(line.split(" ", -1)));
        assertEquals(
                "Unknown option '" + written + "'; did you mean '" + meant + "'?",
                said.toString().lines().findFirst().orElse(""));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void aGroupWithoutACommandIsWrongUsage(String group) {
        StringWriter said = new StringWriter();
        CommandLine line = GinghamMain.commandLine().setErr(new PrintWriter(said, true));
        assertEquals(2, line.execute(group));
        assertTrue(said.toString().contains("subcommand"), said::toString);
    }

    static List<String> groups() {
        return GinghamMain.commandLine().getSubcommands().values().stream()
                .filter(command -> !command.getSubcommands().isEmpty())
                .map(CommandLine::getCommandName)
                .toList();
    }
}
