package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of `./gingham lab`.
@Command(
        name = "lab",
        description = "A whole cluster out of network namespaces, on this machine, without root.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            ApplyCommand.class,
            MatrixCommand.class,
            RunCommand.class,
            // Carried out by ./gingham itself; here for the help.
            LabMain.Exec.class,
            LabMain.Down.class
        })
public final class LabMain {

    private LabMain() {}

    @Command(
            name = "exec",
            description = "Run a command on a node or in a pod: exec NODE|NS/POD -- COMMAND...")
    static final class Exec {}

    @Command(name = "down", description = "End the lab that 'lab up' raised.")
    static final class Down {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
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
        return line;
    }
}
