package io.gingham.agent.cli;

import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.Finding.Severity;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.lint.Linter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Find what is wrong, or probably not meant, in policies.",
        footer = {
            "",
            "Put the pods (or Deployments and their like) and namespaces into the files too",
            "(kubectl get ns,pods,services -A -o yaml), and selectors and ports are",
            "compared with them. A document that can't be read is an error, and hides none",
            "of the others. The exit code is 1 if there is an error (with --strict: also a",
            "warning, or a kind that was not looked at), 2 if a file can't be read.",
            "",
            "Examples:",
            "  ./gingham policy check cluster.yaml policies/",
            "  kubectl get ns,pods,netpol -A -o yaml | ./gingham policy check -f -",
            "  ./gingham policy check -o sarif policies/ > findings.sarif"
        },
        mixinStandardHelpOptions = true)
final class PolicyCheckCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|FOLDER",
            description =
                    "Manifests. Of a folder, every .yaml, .yml and .json in it; - is standard input.")
    List<Path> files = List.of();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|FOLDER",
            description = "The same, as kubectl has it; may be given several times.")
    List<Path> more = List.of();

    @Option(names = "--strict", description = "Warnings, and kinds not looked at, count as errors.")
    boolean strict;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|json|sarif|github",
            description =
                    "text; json; sarif (2.1.0, for code scanning); github (annotations of a workflow).")
    FindingsFormat output = FindingsFormat.TEXT;

    @Option(names = "--json", description = "The same as -o json.")
    boolean json;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        List<Path> named = new ArrayList<>(files);
        named.addAll(more);
        if (named.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no file given; name files or folders, or - for standard input");
        }
        YamlFiles.Loaded loaded = YamlFiles.load(named);
        LoadedCluster cluster = loaded.cluster();
        List<Finding> findings = Linter.check(cluster);
        (json ? FindingsFormat.JSON : output).print(findings, cluster, System.out);
        boolean errors = findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
        boolean doubts = !findings.isEmpty() || !cluster.notLookedAt().isEmpty();
        if (loaded.isFileMissing()) {
            return 2;
        }
        return errors || (strict && doubts) ? 1 : 0;
    }
}
