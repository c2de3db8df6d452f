package io.gingham.policy.cases;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From a parsed file to its cases.
public final class CaseReader {

    private static final Set<String> WORDS =
            Set.of(
                    "name",
                    "title",
                    "source",
                    "group",
                    "description",
                    "note",
                    "notes",
                    "purpose",
                    "features",
                    "tags");

    private CaseReader() {}

    /// @param file the file's name, for messages
    /// @param content the file's top-level mapping
    /// @throws CaseException if anything in it isn't understood
    public static List<PolicyCase> read(String file, Map<?, ?> content) {
        Fields top = new Fields(file + ": ", content);
        if (!top.has("cases")) {
            return List.of(policyCase(top, top));
        }
        top.allowOnly(known("model", "cases"));
        List<PolicyCase> cases = new ArrayList<>();
        for (Fields one : top.list("cases")) {
            cases.add(policyCase(top, one));
        }
        return cases;
    }

    /// @param top the whole file: its `model` counts for a case that brings none
    private static PolicyCase policyCase(Fields top, Fields one) {
        one.allowOnly(known("model", "apply", "steps"));
        Fields model = cluster(top, one);
        ClusterReader clusterReader = new ClusterReader(model);
        StepReader stepReader = new StepReader(clusterReader);
        List<CaseStep> steps = new ArrayList<>();
        if (one.has("apply")) {
            steps.add(new CaseStep("", StepReader.applied(one), List.of(), List.of()));
        }
        one.list("steps").forEach(step -> steps.add(stepReader.read(step)));
        return new PolicyCase(
                one.text("name"),
                one.text("source", top.text("source", "")),
                one.texts("tags"),
                clusterReader.read(model),
                steps);
    }

    /// The case's own cluster, its own `model`, or the file's.
    private static Fields cluster(Fields top, Fields one) {
        if (one.has("namespaces") || one.has("pods")) {
            return one;
        }
        Fields model = one.has("model") ? one.fields("model") : top.fields("model");
        return model.allowOnly(ClusterReader.FIELDS);
    }

    private static Set<String> known(String... more) {
        Set<String> known = new HashSet<>(WORDS);
        known.addAll(ClusterReader.FIELDS);
        known.addAll(List.of(more));
        return known;
    }
}
