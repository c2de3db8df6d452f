package io.gingham.agent.cli;

import io.gingham.policy.reach.Reach.Pair;
import io.gingham.policy.reach.ReachDiff;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description =
                "What a change opens and closes, between workloads and towards the world outside.",
        footer = {
            "",
            "Pairs with the same change stand in a line together, what is opened first. The",
            "exit code is 1 if something changed (as --fail-on says), 2 if a document can't",
            "be read.",
            "",
            "Example:",
            "  ./gingham policy diff main/policies branch/policies -f cluster.yaml \\",
            "      --fail-on opened"
        },
        mixinStandardHelpOptions = true)
final class PolicyDiffCommand implements Callable<Integer> {

    private static final int GLANCE = 40;

    enum Format {
        TABLE,
        JSON
    }

    enum FailOn {
        OPENED,
        CLOSED,
        ANY,
        NEVER
    }

    @Parameters(
            index = "0",
            paramLabel = "OLD",
            description = "The first side: a file or a folder.")
    Path old = Path.of(".");

    @Parameters(index = "1", paramLabel = "NEW", description = "The second side.")
    Path changed = Path.of(".");

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|FOLDER",
            description = "What both sides have: pods, namespaces, other policies.")
    List<Path> common = List.of();

    @Option(
            names = "--fail-on",
            defaultValue = "any",
            paramLabel = "opened|closed|any|never",
            description = "What makes the exit code 1; default: ${DEFAULT-VALUE}.")
    FailOn failOn = FailOn.ANY;

    @Option(names = "--all", description = "Every line, and not the first 40.")
    boolean whole;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "table|json",
            description = "How it is printed; default: ${DEFAULT-VALUE}.")
    Format output = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        // Once: it may be standard input.
        YamlFiles.Loaded both = YamlFiles.load(common);
        ReachInput before = ReachInput.of(both.and(YamlFiles.load(List.of(old))));
        ReachInput after = ReachInput.of(both.and(YamlFiles.load(List.of(changed))));
        ReachInput.sayWhatIsWrong(before, after);
        ReachInput.requirePods(before, after);
        ReachDiff diff = ReachDiff.of(before.reach(), after.reach());
        switch (output) {
            case JSON ->
                    System.out.println(
                            ReachView.json(
                                    diff.changes().entrySet().stream()
                                            .map(PolicyDiffCommand::view)
                                            .toList()));
            case TABLE -> {
                diff.lines(whole ? Integer.MAX_VALUE : GLANCE).forEach(System.out::println);
                System.out.println(
                        diff.changes().isEmpty()
                                ? "nobody can reach more or less than before"
                                : diff.changes().size()
                                        + (diff.changes().size() == 1 ? " pair" : " pairs")
                                        + " changed");
            }
        }
        int unread = Math.max(before.exitCode(), after.exitCode());
        return unread != 0 ? unread : fails(diff) ? 1 : 0;
    }

    private boolean fails(ReachDiff diff) {
        return switch (failOn) {
            case OPENED -> diff.opens();
            case CLOSED -> diff.closes();
            case ANY -> !diff.changes().isEmpty();
            case NEVER -> false;
        };
    }

    private static Map<String, Object> view(Map.Entry<Pair, ReachDiff.Change> entry) {
        Map<String, Object> view = ReachView.of(entry.getKey());
        view.put("opened", ReachView.of(entry.getValue().opened()));
        view.put("closed", ReachView.of(entry.getValue().closed()));
        return view;
    }
}
