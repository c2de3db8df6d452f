package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What makes pods (Deployments and their like): where a file holds no pods, their template stands
/// for those that will be.
final class Workloads {

    /// Those that hold a pod's template at `spec.template`.
    private static final Set<String> KINDS =
            Set.of(
                    "apps/v1 Deployment",
                    "apps/v1 StatefulSet",
                    "apps/v1 DaemonSet",
                    "apps/v1 ReplicaSet",
                    "batch/v1 Job",
                    "v1 ReplicationController");

    private static final String CRON_JOB = "batch/v1 CronJob";

    private Workloads() {}

    /// A pod as the template makes it, under the workload's own name; empty if the object is no
    /// workload, or one that says of itself that it makes no pods. Paths of its template keep their
    /// lines.
    static Optional<Manifest> pod(Manifest workload) {
        String kind = kind(workload);
        String path =
                KINDS.contains(kind)
                        ? "spec.template"
                        : kind.equals(CRON_JOB) ? "spec.jobTemplate.spec.template" : "";
        if (path.isEmpty() || isOff(workload)) {
            return Optional.empty();
        }
        Map<?, ?> template = at(workload.object(), path);
        Map<String, Object> metadata = new LinkedHashMap<>();
        Map<?, ?> own = at(workload.object(), "metadata");
        put("name", own.get("name"), metadata);
        put("namespace", own.get("namespace"), metadata);
        put("labels", at(template, "metadata").get("labels"), metadata);
        put("annotations", at(template, "metadata").get("annotations"), metadata);
        Map<String, Object> pod = new LinkedHashMap<>();
        pod.put("apiVersion", "v1");
        pod.put("kind", "Pod");
        pod.put("metadata", metadata);
        put("spec", template.get("spec"), pod);
        return Optional.of(new Manifest(workload.file(), pod, lines(workload, path + ".")));
    }

    /// Whether several pods of it may be there at once: unless it says of itself that there is one,
    /// as `replicas: 1` does and a Job without `parallelism`. What leaves their number open leaves
    /// it to an autoscaler.
    static boolean mayBeSeveral(Manifest workload) {
        return switch (String.valueOf(workload.object().get("kind"))) {
            case "DaemonSet" -> true;
            case "Job" -> isMany(at(workload.object(), "spec").get("parallelism"), 1);
            case "CronJob" ->
                    isMany(at(workload.object(), "spec.jobTemplate.spec").get("parallelism"), 1);
            default -> isMany(at(workload.object(), "spec").get("replicas"), 2);
        };
    }

    private static boolean isMany(@Nullable Object number, int unlessStated) {
        return (number instanceof Integer stated ? stated : unlessStated) > 1;
    }

    static boolean isWorkload(Manifest manifest) {
        return KINDS.contains(kind(manifest)) || kind(manifest).equals(CRON_JOB);
    }

    private static String kind(Manifest manifest) {
        return manifest.object().get("apiVersion") + " " + manifest.object().get("kind");
    }

    /// Scaled to nothing, or a ReplicaSet or Job that another workload of the file has made.
    private static boolean isOff(Manifest workload) {
        boolean owned =
                at(workload.object(), "metadata").get("ownerReferences") instanceof List<?> owners
                        && !owners.isEmpty();
        Object replicas = at(workload.object(), "spec").get("replicas");
        return owned || (replicas instanceof Integer number && number == 0);
    }

    private static Map<String, Integer> lines(Manifest workload, String prefix) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        workload.lines()
                .forEach(
                        (path, line) -> {
                            if (path.startsWith(prefix)) {
                                lines.put(path.substring(prefix.length()), line);
                            }
                        });
        lines.put("", workload.line(""));
        return lines;
    }

    private static void put(String key, @Nullable Object value, Map<String, Object> into) {
        if (value != null) {
            into.put(key, value);
        }
    }

    /// Empty where there is no mapping.
    private static Map<?, ?> at(Map<?, ?> object, String path) {
        Map<?, ?> at = object;
        for (String field : path.split("\\.")) {
            at = at.get(field) instanceof Map<?, ?> map ? map : Map.of();
        }
        return at;
    }
}
