package io.gingham.lab.cli;

import io.gingham.agent.cli.GinghamMain;
import io.gingham.agent.cli.MisspeltFirst;
import io.gingham.lab.LabException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of `./gingham lab`.
@Command(
        name = "lab",
        description = "A whole cluster out of network namespaces, on this machine, without root.",
        footer = {
            "",
            "Examples:",
            "  ./gingham lab demo",
            "  ./gingham lab up && ./gingham lab matrix --port TCP/80"
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            ApplyCommand.class,
            GetCommand.class,
            DeleteCommand.class,
            LogsCommand.class,
            MatrixCommand.class,
            RunCommand.class,
            // Carried out by ./gingham itself; here for the help.
            LabMain.Exec.class,
            LabMain.Kubectl.class,
            LabMain.Down.class
        })
public final class LabMain {

    /// A system property: `./gingham` asks whether the usage is right before it raises anything.
    private static final String USAGE_ONLY = "gingham.usage";

    private LabMain() {}

    @Command(
            name = "exec",
            description = "Run a command on a node or in a pod: exec NODE|NS/POD -- COMMAND...",
            footer = {"", "Example:", "  ./gingham lab exec n1 -- ip route"},
            mixinStandardHelpOptions = true)
    static final class Exec {}

    @Command(
            name = "kubectl",
            description = "Run kubectl in the lab, with its API server: KUBE_BIN's, or the PATH's.",
            footer = {"", "Example:", "  ./gingham lab kubectl get pods -A -o wide"},
            mixinStandardHelpOptions = true)
    static final class Kubectl {}

    @Command(
            name = "down",
            description = "End the lab that 'lab up' raised.",
            footer = {"", "Example:", "  ./gingham lab down"},
            mixinStandardHelpOptions = true)
    static final class Down {}

    public static void main(String[] arguments) {
        CommandLine line = commandLine();
        if (Boolean.getBoolean(USAGE_ONLY)) {
            line.setExecutionStrategy(LabMain::onlyHelp);
        }
        System.exit(line.execute(arguments));
    }

    /// The arguments are judged, and nothing is carried out.
    static int onlyHelp(CommandLine.ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        return help == null ? 0 : help;
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new LabMain());
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    // A stack trace helps the authors, a sentence the person at the terminal.
                    if (failure instanceof LabException || System.getenv("GINGHAM_TRACE") == null) {
                        System.err.println("lab: " + failure.getMessage());
                    } else {
                        failure.printStackTrace();
                    }
                    return 1;
                });
        // After the handler of the lab's own: it has its own exit codes.
        line.addSubcommand("explain", GinghamMain.explain());
        MisspeltFirst.in(line);
        return line;
    }
}
