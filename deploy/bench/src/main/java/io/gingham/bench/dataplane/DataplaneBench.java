package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The program.
public final class DataplaneBench {

    /// A system property: `./gingham` asks whether the usage is right before it makes namespaces.
    private static final String USAGE_ONLY = "gingham.usage";

    private static final int POLICIES_EACH = 20;

    /// Namespaces whose pods are on the node in the first program.
    private static final int FIRST_NAMESPACES = 50;

    private final DataplaneOptions options;
    private final Report report;

    private DataplaneBench(DataplaneOptions options) {
        this.options = options;
        this.report = new Report(System.out, options.json());
    }

    public static void main(String[] arguments) {
        List<String> help = List.of("-h", "--help");
        if (List.of(arguments).stream().anyMatch(help::contains)) {
            System.out.print(DataplaneOptions.USAGE);
            return;
        }
        try {
            DataplaneOptions options = DataplaneOptions.parse(arguments);
            if (!Boolean.getBoolean(USAGE_ONLY)) {
                System.exit(new DataplaneBench(options).run() ? 0 : 1);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("gingham: " + e.getMessage());
            System.err.print(DataplaneOptions.USAGE);
            System.exit(2);
        } catch (BenchException e) {
            System.err.println("gingham: " + e.getMessage());
            System.exit(1);
        }
    }

    /// @return whether all bars that were judged are met
    private boolean run() {
        report.say(
                String.format(
                        Locale.ROOT,
                        "java %s, %d processors, seed %d",
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        options.seed()));
        List<Verdict> verdicts = new ArrayList<>();
        if (options.scenarios().contains("changes") || options.scenarios().contains("storm")) {
            verdicts.addAll(changesAndStorm());
        }
        if (options.scenarios().contains("first")) {
            verdicts.addAll(first());
        }
        boolean judged = options.isJudged();
        report.bars(verdicts, judged);
        return !judged || verdicts.stream().allMatch(Verdict::met);
    }

    private List<Verdict> changesAndStorm() {
        ClusterShape shape =
                new ClusterShape(
                        options.pods(),
                        options.policies(),
                        options.local(),
                        options.set(),
                        options.lean(),
                        false);
        report.say(shape.toString());
        List<Verdict> verdicts = new ArrayList<>();
        try (NodeUnderTest node = new NodeUnderTest(1, shape, AgentProcess.launcher())) {
            if (options.scenarios().contains("changes")) {
                verdicts.addAll(new ChangesScenario(node, options.rounds(), report).run());
            }
            if (options.scenarios().contains("storm")) {
                verdicts.addAll(
                        new StormScenario(node, options.storms(), options.seed(), report).run());
            }
        }
        return verdicts;
    }

    private List<Verdict> first() {
        ClusterShape shape =
                new ClusterShape(
                        options.pods(),
                        FIRST_NAMESPACES * POLICIES_EACH,
                        options.first(),
                        0,
                        options.lean(),
                        true);
        report.say("");
        report.say(shape + "; each selected by " + POLICIES_EACH);
        try (NodeUnderTest node = new NodeUnderTest(2, shape, AgentProcess.launcher())) {
            return new FirstScenario(node, report).run();
        }
    }
}
