package io.gingham.agent.cli;

import io.gingham.policy.cases.CaseException;
import io.gingham.policy.cases.CaseResult;
import io.gingham.policy.cases.OfflineCases;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Policies in files, without a cluster.
@Command(
        name = "policy",
        description = "Test and check policies in files, without a cluster.",
        footer = {"", "Example:", "  ./gingham policy check docs/examples/shop"},
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyCheckCommand.class,
            PolicyListCommand.class,
            PolicyDiffCommand.class,
            PolicyExposureCommand.class
        })
final class PolicyCommands {

    @Command(
            name = "test",
            description = "Run policy cases: a cluster, policies, and who must reach whom.",
            footer = {
                "",
                "The last line counts the cases: N passed, N failed, N skipped. The exit code is 0 if",
                "none failed and one passed, 2 if a file is no case file.",
                "",
                "Example:",
                "  ./gingham policy test -v docs/examples/cases.yaml"
            },
            mixinStandardHelpOptions = true)
    int test(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "FILE|FOLDER",
                            description =
                                    "Case files; their form is in docs/reference/cases.md. Of a folder, every .yaml in it.")
                    List<Path> files,
            @Option(
                            names = "--only",
                            defaultValue = "",
                            description = "Run only cases whose name contains this.")
                    String only,
            @Option(
                            names = {"-v", "--verbose"},
                            description = "Name the cases that pass, too.")
                    boolean verbose)
            throws IOException {
        int passed = 0;
        int failed = 0;
        int skipped = 0;
        for (Path file : YamlFiles.of(files)) {
            for (CaseResult result : run(file)) {
                if (!result.name().contains(only)) {
                    continue;
                }
                String name = file + ": " + result.name();
                switch (result) {
                    case CaseResult.Passed(_, int probes) -> {
                        passed++;
                        if (verbose) {
                            System.out.println("PASS " + name + " (" + probes + " probes)");
                        }
                    }
                    case CaseResult.Failed(_, List<String> details) -> {
                        failed++;
                        System.out.println("FAIL " + name);
                        details.forEach(line -> System.out.println("  " + line));
                    }
                    case CaseResult.Skipped(_, String reason) -> {
                        skipped++;
                        System.out.println("SKIP " + name + ": " + reason);
                    }
                }
            }
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed, skipped);
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static List<CaseResult> run(Path file) {
        List<Manifest> documents = YamlFiles.read(file);
        if (documents.size() != 1) {
            throw new ManifestException(
                    file.toString(),
                    0,
                    "expected one document with a case's fields, seen " + documents.size());
        }
        try {
            Map<String, Object> content = documents.getFirst().object();
            return OfflineCases.run(String.valueOf(file.getFileName()), content);
        } catch (CaseException e) {
            throw new ManifestException(file.toString(), 0, String.valueOf(e.getMessage()));
        }
    }
}
