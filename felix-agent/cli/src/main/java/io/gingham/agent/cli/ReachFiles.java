package io.gingham.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The files of a command about the cluster that they describe.
final class ReachFiles {

    @Parameters(arity = "0..*", paramLabel = "FILE|FOLDER", description = "Manifests.")
    List<Path> files = List.of();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|FOLDER",
            description = "The same, as kubectl has it; - is standard input.")
    List<Path> more = List.of();

    ReachInput read() throws IOException {
        return ReachInput.of(files, more);
    }
}
