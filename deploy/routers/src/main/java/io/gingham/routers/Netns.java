package io.gingham.routers;

import io.gingham.process.ProcessRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The network namespace that a program is started in.
///
/// @param name as `ip netns` has it; empty: this process's own
public record Netns(String name) {

    public static final Netns OWN = new Netns("");

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(20));

    /// The command, to be run there. The process that starts becomes the command's own.
    public List<String> command(List<String> command) {
        if (name.isEmpty()) {
            return command;
        }
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        words.addAll(command);
        return words;
    }

    /// Runs a short command.
    ///
    /// @return what it said
    /// @throws io.gingham.process.ProcessException if it failed
    public String run(String... command) {
        return RUNNER.run(command(List.of(command))).orThrow().stdoutText();
    }

    /// What a short command says on its standard output, whether it fails or not: the answers of a
    /// router that is not up yet are no errors.
    public String ask(String... command) {
        return RUNNER.run(command(List.of(command))).stdoutText();
    }
}
