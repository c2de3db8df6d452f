package io.gingham.policy.cases;

import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.policy.explain.LoadedCluster;
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
        return read(file, content, DeployedFiles.NONE);
    }

    /// @param deployed reads what `files` names
    /// @throws CaseException if anything in it isn't understood
    public static List<PolicyCase> read(String file, Map<?, ?> content, DeployedFiles deployed) {
        try {
            return read(new Fields(new Tree(file + ": ", content)), deployed);
        } catch (Refusal e) {
            throw new CaseException(e);
        }
    }

    private static List<PolicyCase> read(Fields top, DeployedFiles deployed) {
        if (!top.has("cases")) {
            return List.of(policyCase(top, top, deployed));
        }
        top.allowOnly(known("model", "files", "cases"));
        List<PolicyCase> cases = new ArrayList<>();
        for (Fields one : top.list("cases")) {
            cases.add(policyCase(top, one, deployed));
        }
        return cases;
    }

    /// @param top the whole file: its `model` counts for a case that brings none
    private static PolicyCase policyCase(Fields top, Fields one, DeployedFiles files) {
        one.allowOnly(known("model", "files", "apply", "steps"));
        LoadedCluster deployed = files.load((one.has("files") ? one : top).texts("files"));
        boolean isDeployed = !deployed.state().resources().isEmpty();
        Fields model = cluster(top, one, isDeployed);
        ClusterReader clusterReader = new ClusterReader(model);
        StepReader stepReader = new StepReader(clusterReader);
        List<CaseStep> steps = new ArrayList<>();
        if (one.has("apply")) {
            steps.add(new CaseStep("", StepReader.applied(one), List.of(), List.of()));
        }
        one.list("steps").forEach(step -> steps.add(stepReader.read(step)));
        PolicyCase own =
                new PolicyCase(
                        one.text("name"),
                        one.text("source", top.text("source", "")),
                        one.texts("tags"),
                        clusterReader.read(model),
                        steps);
        return isDeployed ? Deployed.of(deployed).before(own) : own;
    }

    /// The case's own cluster (which may be empty if one is deployed), its own `model`, or the
    /// file's.
    private static Fields cluster(Fields top, Fields one, boolean isDeployed) {
        boolean ownModel = one.has("model") || top.has("model");
        if (one.has("namespaces") || one.has("pods") || (isDeployed && !ownModel)) {
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
