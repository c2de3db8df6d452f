package io.gingham.lab.cli;

import io.gingham.lab.cases.CaseFiles;
import io.gingham.lab.cases.CaseResult;
import io.gingham.lab.cases.CaseRunner;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.fabric.OneRack;
import io.gingham.policy.cases.PolicyCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Check policy cases with real packets.",
        footer = {"", "Example:", "  ./gingham lab run --only shop docs/examples/cases.yaml"},
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE.yaml",
            description = "Case files; their form is in docs/reference/cases.md.")
    List<Path> files = List.of();

    @Option(
            names = "--nodes",
            converter = NodeCount.class,
            defaultValue = "3",
            description = "How many nodes, 1 to 50 (default: ${DEFAULT-VALUE}).")
    int nodes;

    @Option(
            names = "--only",
            defaultValue = "",
            description = "Run only cases whose name contains this.")
    String only = "";

    @Override
    public Integer call() throws Exception {
        Raiser.watch();
        List<PolicyCase> cases = new ArrayList<>();
        files.forEach(
                file ->
                        CaseFiles.read(file).stream()
                                .filter(policyCase -> policyCase.name().contains(only))
                                .forEach(cases::add));
        Map<CaseResult.Kind, Integer> counts = new EnumMap<>(CaseResult.Kind.class);
        int notSent = 0;
        try (LabCluster cluster =
                        Labs.raise(OneRack.of(nodes), step -> System.err.println("  " + step));
                CaseRunner runner = new CaseRunner(cluster)) {
            for (PolicyCase policyCase : cases) {
                CaseResult result = runner.run(policyCase);
                System.out.println(result.line());
                result.details().forEach(System.out::println);
                counts.merge(result.kind(), 1, Integer::sum);
                notSent += result.notSent();
            }
        }
        if (notSent > 0) {
            System.out.println(
                    notSent
                            + " probes not sent (the lab sends no SCTP and no IPv6); each agrees with the evaluator");
        }
        System.out.printf(
                "%d passed, %d failed, %d skipped%n",
                counts.getOrDefault(CaseResult.Kind.PASS, 0),
                counts.getOrDefault(CaseResult.Kind.FAIL, 0),
                counts.getOrDefault(CaseResult.Kind.SKIP, 0));
        return counts.getOrDefault(CaseResult.Kind.FAIL, 0) == 0 && !cases.isEmpty() ? 0 : 1;
    }
}
