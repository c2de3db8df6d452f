package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseCluster.CaseNamespace;
import java.util.Map;

/// One change that a step makes.
public sealed interface CaseChange {

    /// Creates the resource, or replaces the one of the same kind, namespace and name.
    ///
    /// @param manifest the whole object, as parsed
    record Apply(ManifestKey key, Map<String, Object> manifest) implements CaseChange {}

    record Delete(ManifestKey key) implements CaseChange {}

    /// @param replace true if these are all its labels from now on, false if they are merged in
    record LabelNamespace(String name, Map<String, String> labels, boolean replace)
            implements CaseChange {}

    /// @param pod `namespace/name`
    /// @param replace true if these are all its labels from now on, false if they are merged in
    record LabelPod(String pod, Map<String, String> labels, boolean replace)
            implements CaseChange {}

    record CreateNamespace(CaseNamespace namespace) implements CaseChange {}

    /// With all that is in it.
    record DeleteNamespace(String name) implements CaseChange {}

    record CreatePod(CasePod pod) implements CaseChange {}

    /// @param pod `namespace/name`
    record DeletePod(String pod) implements CaseChange {}
}
