package io.gingham.policy.cases;

import io.gingham.policy.convert.ConversionTable;
import io.gingham.policy.explain.CompiledCluster;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.oracle.Oracle;
import io.gingham.policy.selector.SelectorTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a file's cases without a cluster: each probe is asked of the oracle and of the programs
/// that the nodes would enforce. A file may also be a table of facts about selectors or
/// conversions.
public final class OfflineCases {

    private static final List<String> NODES = List.of("node-1", "node-2", "node-3");

    private OfflineCases() {}

    /// @param file the file's name, for messages
    /// @param content the file's top-level mapping
    /// @throws CaseException if anything in it isn't understood
    public static List<CaseResult> run(String file, Map<?, ?> content) {
        return run(file, content, DeployedFiles.NONE);
    }

    /// @param deployed reads what the cases name under `files`
    /// @throws CaseException if anything in it isn't understood
    public static List<CaseResult> run(String file, Map<?, ?> content, DeployedFiles deployed) {
        if (content.get("cases") instanceof List<?> rows && !rows.isEmpty()) {
            if (all(rows, "kind") && (all(rows, "id"))) {
                return table(rows, SelectorTable::faults);
            }
            if (all(rows, "input") && all(rows, "expect")) {
                return table(rows, ConversionTable::faults);
            }
        }
        return CaseReader.read(file, content, deployed).stream().map(OfflineCases::run).toList();
    }

    private static boolean all(List<?> rows, String field) {
        return rows.stream()
                .allMatch(row -> row instanceof Map<?, ?> map && map.containsKey(field));
    }

    private static List<CaseResult> table(
            List<?> rows, Function<Map<?, ?>, List<String>> faultsOf) {
        List<CaseResult> results = new ArrayList<>();
        for (Object row : rows) {
            Map<?, ?> fields = (Map<?, ?>) row;
            String name = String.valueOf(fields.get("id"));
            List<String> faults = faultsOf.apply(fields);
            results.add(
                    faults.isEmpty()
                            ? new CaseResult.Passed(name, 1)
                            : new CaseResult.Failed(name, faults));
        }
        return results;
    }

    public static CaseResult run(PolicyCase policyCase) {
        if (policyCase.unsupported().isPresent()) {
            return new CaseResult.Skipped(
                    policyCase.name(), policyCase.unsupported().get() + " is not supported");
        }
        List<String> wrong = new ArrayList<>();
        int probes = 0;
        for (ReplayedStep step : CaseReplay.replay(policyCase, OfflineCases::node)) {
            CompiledCluster programs = new CompiledCluster(step.state());
            for (CaseProbe probe : step.probes()) {
                probes++;
                check(step, probe, programs, wrong);
            }
        }
        if (probes == 0) {
            wrong.add("it has no probe, so it proves nothing");
        }
        return wrong.isEmpty()
                ? new CaseResult.Passed(policyCase.name(), probes)
                : new CaseResult.Failed(policyCase.name(), wrong);
    }

    private static void check(
            ReplayedStep step, CaseProbe probe, CompiledCluster programs, List<String> wrong) {
        Verdict verdict = Oracle.evaluate(step.state(), probe.flow());
        Verdict compiled = programs.decide(probe.flow());
        String where = "step " + step.number() + ": " + probe + ": ";
        if (verdict.allowed() != probe.expected()) {
            wrong.add(
                    where
                            + "expected "
                            + word(probe.expected())
                            + ", got "
                            + word(verdict.allowed()));
            verdict.trace().forEach(line -> wrong.add("    " + line));
        } else if (compiled.allowed() != verdict.allowed()) {
            wrong.add(
                    where
                            + "the compiled program says "
                            + word(compiled.allowed())
                            + ", which is a fault of Gingham's: please report it");
            compiled.trace().forEach(line -> wrong.add("    " + line));
        }
    }

    private static String word(boolean allowed) {
        return allowed ? "allow" : "deny";
    }

    /// Spreads pods over nodes, always alike.
    private static String node(String reference) {
        return NODES.get(Math.floorMod(reference.hashCode(), NODES.size()));
    }
}
