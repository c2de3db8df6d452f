package io.gingham.policy.cases;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// @param name unique within the file
/// @param source where others wrote it; may be empty
/// @param cluster what the case starts from
/// @param steps cumulative
public record PolicyCase(
        String name, String source, List<String> tags, CaseCluster cluster, List<CaseStep> steps) {

    public PolicyCase {
        tags = List.copyOf(tags);
        steps = List.copyOf(steps);
    }

    /// The first kind of resource it needs that isn't supported. Such a case is to be skipped.
    public Optional<String> unsupported() {
        return steps.stream()
                .flatMap(step -> step.changes().stream())
                .flatMap(PolicyCase::resource)
                .filter(key -> !key.isSupported())
                .map(ManifestKey::kindText)
                .findFirst();
    }

    private static Stream<ManifestKey> resource(CaseChange change) {
        return switch (change) {
            case CaseChange.Apply(ManifestKey key, _) -> Stream.of(key);
            case CaseChange.Delete(ManifestKey key) -> Stream.of(key);
            case CaseChange.LabelNamespace _,
                    CaseChange.LabelPod _,
                    CaseChange.CreateNamespace _,
                    CaseChange.DeleteNamespace _,
                    CaseChange.CreatePod _,
                    CaseChange.DeletePod _ ->
                    Stream.empty();
        };
    }
}
