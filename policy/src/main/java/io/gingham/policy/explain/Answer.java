package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;

/// What `explain` answers, in a form that can be sent.
///
/// @param allowed what becomes of the flow now
/// @param explanation for people, a line each
/// @param afterwards the same if the change were applied; empty if none was asked about
/// @param changes if a change was asked about: the pairs of pods whose verdict changes
/// @param kernel what the asked node's own rules say of it, and in which chains they are; empty
///   offline
/// @param findings what in the manifests can't be understood
public record Answer(
        boolean allowed,
        List<String> explanation,
        List<String> afterwards,
        List<String> changes,
        List<String> kernel,
        List<String> findings) {

    public Answer {
        explanation = List.copyOf(explanation);
        afterwards = List.copyOf(afterwards);
        changes = List.copyOf(changes);
        kernel = List.copyOf(kernel);
        findings = List.copyOf(findings);
    }

    /// @param change manifests that would be applied; may be empty
    /// @throws IllegalArgumentException if an end or the port isn't known or understood
    public static Answer of(
            LoadedCluster cluster, String from, String to, String port, List<Manifest> change) {
        Explanation now = Explanation.of(cluster, Endpoints.flow(cluster.state(), from, to, port));
        List<String> findings = texts(cluster.findings());
        if (change.isEmpty()) {
            return new Answer(
                    now.allowed(), now.lines(), List.of(), List.of(), List.of(), findings);
        }
        LoadedCluster changed = cluster.with(change);
        findings.addAll(texts(changed.findings()));
        Explanation then = Explanation.of(changed, Endpoints.flow(changed.state(), from, to, port));
        List<String> changes =
                WhatIf.compare(cluster.state(), changed.state()).stream()
                        .map(WhatIf.Change::toString)
                        .toList();
        return new Answer(now.allowed(), now.lines(), then.lines(), changes, List.of(), findings);
    }

    public Answer withKernel(List<String> lines) {
        return new Answer(allowed, explanation, afterwards, changes, lines, findings);
    }

    private static List<String> texts(List<Finding> findings) {
        return new ArrayList<>(findings.stream().map(Finding::toString).toList());
    }

    /// For people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>(explanation);
        if (!afterwards.isEmpty()) {
            lines.add("with the change:");
            afterwards.forEach(line -> lines.add("  " + line));
            lines.add(
                    changes.isEmpty()
                            ? "no pair of pods has another verdict"
                            : changes.size() + " pairs of pods have another verdict:");
            changes.forEach(line -> lines.add("  " + line));
        }
        if (!kernel.isEmpty()) {
            lines.add("in the kernel:");
            kernel.forEach(line -> lines.add("  " + line));
        }
        lines.addAll(findings);
        return lines;
    }
}
