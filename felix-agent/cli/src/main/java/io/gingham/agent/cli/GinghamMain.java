package io.gingham.agent.cli;

import io.gingham.policy.manifest.ManifestException;
import io.gingham.value.FailureText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of all subcommands but the lab's.
@Command(
        name = "gingham",
        description = "A BGP-routed pod network with policy enforcement for Kubernetes.",
        footer = {"", "Example:", "  ./gingham policy check docs/examples/shop"},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            AgentCommand.class,
            ControllerCommand.class,
            StatusCommand.class,
            BgpCommand.class,
            CniCommands.class,
            ExplainCommand.class,
            PolicyCommands.class,
            VersionCommand.class
        })
public final class GinghamMain {

    private GinghamMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line =
                new CommandLine(new GinghamMain()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
        MisspeltFirst.in(line);
        return line;
    }

    private static int failed(Exception failure) {
        System.err.println("gingham: " + FailureText.of(failure));
        boolean question =
                failure instanceof ManifestException || failure instanceof IllegalArgumentException;
        return question ? 2 : 1;
    }

    /// `explain`, for the lab's commands: it asks the agent that `GINGHAM_STATUS_SOCKET` names.
    public static CommandLine explain() {
        return new CommandLine(new ExplainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    }
}
