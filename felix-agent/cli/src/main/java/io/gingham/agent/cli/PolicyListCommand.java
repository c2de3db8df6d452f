package io.gingham.agent.cli;

import io.gingham.policy.reach.Connections;
import io.gingham.policy.reach.Reach.Pair;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description =
                "Who can reach whom: every pair of workloads, and the world outside, with all ports.",
        footer = {
            "",
            "Pairs that nothing is allowed between are left out. Pods of one workload are",
            "named by themselves only where they are judged otherwise than the others. The",
            "exit code is 2 if a document can't be read.",
            "",
            "Example:",
            "  ./gingham policy list docs/examples/shop"
        },
        mixinStandardHelpOptions = true)
final class PolicyListCommand implements Callable<Integer> {

    enum Format {
        TABLE,
        JSON,
        CSV,
        DOT
    }

    @Mixin ReachFiles files = new ReachFiles();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "table|json|csv|dot",
            description = "How it is printed; default: ${DEFAULT-VALUE}.")
    Format output = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        ReachInput input = files.read();
        print(input.reach().all(), System.out);
        return input.exitCode();
    }

    private void print(SortedMap<Pair, Connections> all, PrintStream out) {
        switch (output) {
            case TABLE ->
                    all.forEach((pair, connections) -> out.println(pair + ": " + connections));
            case JSON ->
                    out.println(
                            ReachView.json(
                                    all.entrySet().stream().map(PolicyListCommand::view).toList()));
            case CSV -> {
                out.println("from,to,family,connections");
                all.forEach(
                        (pair, connections) ->
                                out.printf(
                                        "%s,%s,%s,%s%n",
                                        csv(pair.from()),
                                        csv(pair.to()),
                                        pair.family().map(Object::toString).orElse(""),
                                        csv(connections)));
            }
            case DOT -> {
                out.println("digraph reach {");
                all.forEach(
                        (pair, connections) ->
                                out.printf(
                                        "  \"%s\" -> \"%s\" [label=\"%s\"]%n",
                                        pair.from(), pair.to(), connections));
                out.println("}");
            }
        }
    }

    private static Map<String, Object> view(Map.Entry<Pair, Connections> entry) {
        Map<String, Object> view = ReachView.of(entry.getKey());
        view.put("connections", ReachView.of(entry.getValue()));
        return view;
    }

    /// RFC 4180.
    private static String csv(Object text) {
        return '"' + text.toString().replace("\"", "\"\"") + '"';
    }
}
