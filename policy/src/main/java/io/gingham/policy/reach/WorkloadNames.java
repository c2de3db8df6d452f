package io.gingham.policy.reach;

import io.gingham.policy.model.Pod;
import java.util.Map;

/// The name of what has made a pod, from the labels that controllers set and the names they give.
final class WorkloadNames {

    private static final int RANDOM = 5;

    private WorkloadNames() {}

    static String of(Pod pod) {
        String name = pod.key().name();
        Map<String, String> labels = pod.labels();
        String template = labels.getOrDefault("pod-template-hash", "");
        if (!template.isEmpty() && name.contains("-" + template + "-")) {
            return name.substring(0, name.lastIndexOf("-" + template + "-"));
        }
        if (labels.containsKey("statefulset.kubernetes.io/pod-name")) {
            return name.replaceFirst("-[0-9]+$", "");
        }
        if (labels.containsKey("controller-revision-hash")) {
            return name.replaceFirst("-[a-z0-9]{" + RANDOM + "}$", "");
        }
        return labels.getOrDefault(
                "batch.kubernetes.io/job-name", labels.getOrDefault("job-name", name));
    }
}
