package io.gingham.agent.cli;

import io.gingham.document.NearestName;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Wrong usage in the order in which it helps: a misspelt option first, with what was probably
/// meant. That a required one is missing is then often no more than its consequence.
public final class MisspeltFirst implements IParameterExceptionHandler {

    private final IParameterExceptionHandler otherwise;

    private MisspeltFirst(IParameterExceptionHandler otherwise) {
        this.otherwise = otherwise;
    }

    /// Handles what goes wrong in a command and all below it.
    public static void in(CommandLine line) {
        line.setParameterExceptionHandler(new MisspeltFirst(line.getParameterExceptionHandler()));
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments)
            throws Exception {
        CommandLine command = failure.getCommandLine();
        boolean mayHide =
                failure instanceof MissingParameterException
                        || failure instanceof UnmatchedArgumentException;
        List<String> misspelt =
                command.getUnmatchedArguments().stream()
                        .filter(argument -> argument.startsWith("-"))
                        .toList();
        if (!mayHide || misspelt.isEmpty()) {
            return otherwise.handleParseException(failure, arguments);
        }
        return otherwise.handleParseException(
                new ParameterException(command, text(misspelt.getFirst(), command)), arguments);
    }

    private static String text(String argument, CommandLine command) {
        String option = argument.replaceFirst("=.*", "");
        List<String> known = new ArrayList<>();
        command.getCommandSpec().options().forEach(each -> known.addAll(List.of(each.names())));
        return "Unknown option '"
                + option
                + "'"
                + NearestName.of(option, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("");
    }
}
