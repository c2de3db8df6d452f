package io.gingham.lab.apiserver;

import java.util.List;
import java.util.Map;

/// Fields without which Kubernetes refuses an object; those that people forget.
final class RequiredFields {

    private static final Map<String, List<String>> FIELDS =
            Map.ofEntries(
                    Map.entry("PodSpec", List.of("containers")),
                    Map.entry("Container", List.of("name")),
                    Map.entry("ContainerPort", List.of("containerPort")),
                    Map.entry("EnvVar", List.of("name")),
                    Map.entry("ServicePort", List.of("port")),
                    Map.entry("DeploymentSpec", List.of("selector", "template")),
                    Map.entry("ReplicaSetSpec", List.of("selector")),
                    Map.entry("StatefulSetSpec", List.of("selector", "template")),
                    Map.entry("DaemonSetSpec", List.of("selector", "template")),
                    Map.entry("JobSpec", List.of("template")),
                    Map.entry("CronJobSpec", List.of("schedule", "jobTemplate")),
                    Map.entry("IPBlock", List.of("cidr")),
                    Map.entry("LabelSelectorRequirement", List.of("key", "operator")));

    private RequiredFields() {}

    static List<String> of(String type) {
        return FIELDS.getOrDefault(type, List.of());
    }
}
