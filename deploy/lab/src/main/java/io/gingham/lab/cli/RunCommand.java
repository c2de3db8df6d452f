package io.gingham.lab.cli;

import io.gingham.lab.cases.CaseFiles;
import io.gingham.lab.cases.CaseResult;
import io.gingham.lab.cases.CaseRunner;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.policy.cases.PolicyCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Check policy cases with real packets.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE.yaml",
            description = "Case files; their form is in docs/reference/cases.md.")
    List<Path> files = List.of();

    @Option(
            names = "--nodes",
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
        LabCommands.checkNodes(nodes);
        List<PolicyCase> cases = new ArrayList<>();
        files.forEach(
                file ->
                        CaseFiles.read(file).stream()
                                .filter(policyCase -> policyCase.name().contains(only))
                                .forEach(cases::add));
        int[] counts = new int[CaseResult.Kind.values().length];
        int notSent = 0;
        try (LabCluster cluster = Labs.raise(nodes, step -> System.err.println("  " + step))) {
            CaseRunner runner = new CaseRunner(cluster);
            for (PolicyCase policyCase : cases) {
                CaseResult result = runner.run(policyCase);
                System.out.println(result.line());
                result.details().forEach(System.out::println);
                counts[result.kind().ordinal()]++;
                notSent += result.notSent();
            }
        }
        if (notSent > 0) {
            System.out.println(
                    notSent
                            + " SCTP probes skipped (the lab sends none); each agrees with the oracle");
        }
        System.out.printf(
                "%d passed, %d failed, %d skipped%n",
                counts[CaseResult.Kind.PASS.ordinal()],
                counts[CaseResult.Kind.FAIL.ordinal()],
                counts[CaseResult.Kind.SKIP.ordinal()]);
        return counts[CaseResult.Kind.FAIL.ordinal()] == 0 && !cases.isEmpty() ? 0 : 1;
    }
}
