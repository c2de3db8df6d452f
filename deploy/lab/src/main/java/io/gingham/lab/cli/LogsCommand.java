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
        description = "The log of a node's agent, of a pod, or of the lab's API server.",
        footer = {
            "",
            "Examples:",
            "  ./gingham lab logs n1 --tail 20",
            "  ./gingham lab logs shop/web"
        },
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "NODE|NS/POD",
            description = "n1, n2, ...; a pod; or: api-server.")
    String of = "";

    @Option(names = "--tail", paramLabel = "LINES", description = "Only the last so many lines.")
    int tail = Integer.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
        Path log = Labs.paths().log(file());
        if (!Files.exists(log)) {
            throw new LabException(
                    "there is no log of '" + of + "'; there are those of " + there());
        }
        List<String> lines = Files.readAllLines(log);
        lines.stream()
                .skip(Math.max(0, lines.size() - (long) Math.max(0, tail)))
                .forEach(System.out::println);
        return 0;
    }

    private String file() {
        if (of.equals("api-server")) {
            return of;
        }
        // "_" is no part of a pod's name, and a way into another folder none of a log's.
        return of.matches("[^/]+/[^/]+")
                ? "pod-" + of.replace('/', '_')
                : "agent-" + of.replace('/', '_');
    }

    private static List<String> there() throws IOException {
        if (!Files.isDirectory(Labs.paths().logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Labs.paths().logs())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.replaceAll("^agent-|\\.log$", ""))
                    .map(
                            name ->
                                    name.startsWith("pod-")
                                            ? name.substring(4).replace('_', '/')
                                            : name)
                    .sorted()
                    .toList();
        }
    }
}
