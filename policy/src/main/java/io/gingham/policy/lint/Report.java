package io.gingham.policy.lint;

import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.Finding.Severity;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKey;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What has been found, each thing once.
final class Report {

    private final LoadedCluster cluster;
    private final Set<Finding> findings = new LinkedHashSet<>();

    Report(LoadedCluster cluster) {
        this.cluster = cluster;
        findings.addAll(cluster.findings());
    }

    /// @param rule for machines; stable
    /// @param path in the object: `spec.ingress[0]`
    void warn(String rule, Policy policy, String path, String message) {
        add(Severity.WARNING, rule, policy.key(), path, message);
    }

    void error(String rule, ResourceKey key, String path, String message) {
        add(Severity.ERROR, rule, key, path, message);
    }

    void add(Severity severity, String rule, ResourceKey key, String path, String message) {
        findings.add(
                Finding.of(
                        severity,
                        rule,
                        key.toString(),
                        cluster.manifests().get(key),
                        path,
                        message));
    }

    /// What another report has found of these manifests.
    void addAll(Report other, List<Manifest> of) {
        Set<ResourceKey> keys = new HashSet<>();
        other.cluster
                .manifests()
                .forEach(
                        (key, manifest) -> {
                            if (of.contains(manifest)) {
                                keys.add(key);
                            }
                        });
        Set<String> subjects = keys.stream().map(ResourceKey::toString).collect(Collectors.toSet());
        other.findings.stream()
                .filter(finding -> subjects.contains(finding.subject()))
                .forEach(findings::add);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
