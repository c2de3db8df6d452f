package io.gingham.agent.cli;

import io.gingham.policy.cases.CaseException;
import io.gingham.policy.cases.CaseResult;
import io.gingham.policy.cases.DeployedFiles;
import io.gingham.policy.cases.OfflineCases;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = "Run policy cases: a cluster, policies, and who must reach whom.",
        footer = {
            "",
            "A case may name the deployed files under 'files', or -f gives them for all",
            "cases: then what is tested is what is applied. The last line counts the cases:",
            "N passed, N failed, N skipped. The exit code is 0 if none failed and one",
            "passed, 2 if a file is no case file or can't be read.",
            "",
            "Examples:",
            "  ./gingham policy test -v docs/examples/cases.yaml",
            "  ./gingham policy test cases/ -f cluster.yaml -f policies/ -o junit >junit.xml"
        },
        mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JUNIT
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|FOLDER",
            description =
                    "Case files; their form is in docs/reference/cases.md. Of a folder, every .yaml in it.")
    List<Path> files = List.of();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|FOLDER",
            description =
                    "Deployed manifests (pods, namespaces, policies) that every case starts from; - is standard input.")
    List<Path> deployed = List.of();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|junit",
            description = "text, or junit (XML, as CI servers read it).")
    Format output = Format.TEXT;

    @Option(
            names = "--only",
            defaultValue = "",
            description = "Run only cases whose name contains this.")
    String only = "";

    @Option(
            names = {"-v", "--verbose"},
            description = "Name the cases that pass, too.")
    boolean verbose;

    @Override
    public Integer call() throws IOException {
        List<Manifest> common = YamlFiles.load(deployed).orThrow();
        List<JUnitReport.Suite> suites = new ArrayList<>();
        for (Path file : YamlFiles.of(files)) {
            suites.add(
                    new JUnitReport.Suite(
                            file.toString(),
                            run(file, common).stream()
                                    .filter(result -> result.name().contains(only))
                                    .toList()));
        }
        JUnitReport report = new JUnitReport(suites);
        switch (output) {
            case JUNIT -> System.out.print(report.xml());
            case TEXT -> {
                suites.forEach(this::print);
                System.out.println(report.counts());
            }
        }
        return report.failed() == 0 && report.passed() > 0 ? 0 : 1;
    }

    private void print(JUnitReport.Suite suite) {
        for (CaseResult result : suite.results()) {
            String name = suite.file() + ": " + result.name();
            switch (result) {
                case CaseResult.Passed(_, int probes) -> {
                    if (verbose) {
                        System.out.println("PASS " + name + " (" + probes + " probes)");
                    }
                }
                case CaseResult.Failed(_, List<String> details) -> {
                    System.out.println("FAIL " + name);
                    details.forEach(line -> System.out.println("  " + line));
                }
                case CaseResult.Skipped(_, String reason) ->
                        System.out.println("SKIP " + name + ": " + reason);
            }
        }
    }

    private static List<CaseResult> run(Path file, List<Manifest> common) {
        List<Manifest> documents = YamlFiles.read(file);
        if (documents.size() != 1) {
            throw new ManifestException(
                    file.toString(),
                    0,
                    "expected one document with a case's fields, seen " + documents.size());
        }
        try {
            Map<String, Object> content = documents.getFirst().object();
            return OfflineCases.run(
                    String.valueOf(file.getFileName()), content, beside(file, common));
        } catch (CaseException e) {
            throw new ManifestException(file.toString(), 0, String.valueOf(e.getMessage()));
        }
    }

    /// Names in a case file are meant from its folder.
    private static DeployedFiles beside(Path caseFile, List<Manifest> common) {
        return named -> {
            List<Manifest> all = new ArrayList<>(common);
            try {
                all.addAll(
                        YamlFiles.load(
                                        named.stream()
                                                .map(
                                                        name ->
                                                                caseFile.resolveSibling(name)
                                                                        .normalize())
                                                .toList())
                                .orThrow());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return LoadedCluster.of(all);
        };
    }
}
