package io.gingham.lab.cli;

import io.gingham.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "The log of a node's agent, or of the lab's API server.",
        footer = {"", "Example:", "  ./gingham lab logs n1 --tail 20"},
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NODE", description = "n1, n2, ...; or: api-server.")
    String of = "";

    @Option(names = "--tail", paramLabel = "LINES", description = "Only the last so many lines.")
    int tail = Integer.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
        Path log = Labs.paths().log(of.equals("api-server") ? of : "agent-" + of);
        if (of.contains("/") || !Files.exists(log)) {
            throw new LabException(
                    "there is no log of '" + of + "'; there are those of " + there());
        }
        List<String> lines = Files.readAllLines(log);
        lines.stream()
                .skip(Math.max(0, lines.size() - (long) Math.max(0, tail)))
                .forEach(System.out::println);
        return 0;
    }

    private static List<String> there() throws IOException {
        if (!Files.isDirectory(Labs.paths().logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Labs.paths().logs())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.replaceAll("^agent-|\\.log$", ""))
                    .sorted()
                    .toList();
        }
    }
}
