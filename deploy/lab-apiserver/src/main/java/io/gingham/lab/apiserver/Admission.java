package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the server fills in, and what it refuses beside what a schema says. Only the defaults that
/// something in the lab, or `kubectl`, goes by.
final class Admission {

    static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final Pattern LABEL_VALUE =
            Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

    private static final int LABEL_LENGTH = 63;

    private static final int NAME_LENGTH = 253;

    private Admission() {}

    static void setDefaults(ApiKind kind, ObjectNode object) {
        ObjectNode spec = object.path("spec") instanceof ObjectNode there ? there : Json.object();
        switch (kind.kind()) {
            case "Namespace" -> {
                Json.child(object, "metadata", "labels").put(NAMESPACE_NAME, Json.name(object));
                if (!spec.has("finalizers")) {
                    Json.child(object, "spec").putArray("finalizers").add("kubernetes");
                }
                Json.child(object, "status").put("phase", "Active");
            }
            case "Pod" -> {
                setPodDefaults(spec);
                putIfAbsent(Json.child(object, "status"), "phase", "Pending");
            }
            case "Deployment" -> {
                putIfAbsent(spec, "replicas", 1);
                putIfAbsent(spec, "revisionHistoryLimit", 10);
                putIfAbsent(spec, "progressDeadlineSeconds", 600);
                putIfAbsent(Json.child(spec, "strategy"), "type", "RollingUpdate");
                setTemplateDefaults(spec);
            }
            case "ReplicaSet" -> {
                putIfAbsent(spec, "replicas", 1);
                setTemplateDefaults(spec);
            }
            case "StatefulSet" -> {
                putIfAbsent(spec, "replicas", 1);
                putIfAbsent(Json.child(spec, "updateStrategy"), "type", "RollingUpdate");
                setTemplateDefaults(spec);
            }
            case "DaemonSet" -> {
                putIfAbsent(Json.child(spec, "updateStrategy"), "type", "RollingUpdate");
                setTemplateDefaults(spec);
            }
            case "Job" -> {
                putIfAbsent(spec, "parallelism", 1);
                putIfAbsent(spec, "completions", 1);
            }
            case "Service" -> {
                putIfAbsent(spec, "type", "ClusterIP");
                spec.path("ports").forEach(Admission::setProtocol);
            }
            case "NetworkPolicy" -> setPolicyTypes(kind, spec);
            default -> {}
        }
    }

    private static void setTemplateDefaults(ObjectNode spec) {
        if (Json.at(spec, "template", "spec") instanceof ObjectNode pod) {
            setContainerDefaults(pod);
            putIfAbsent(pod, "restartPolicy", "Always");
        }
    }

    private static void setPodDefaults(ObjectNode spec) {
        putIfAbsent(spec, "serviceAccountName", "default");
        putIfAbsent(spec, "restartPolicy", "Always");
        setContainerDefaults(spec);
    }

    private static void setContainerDefaults(ObjectNode pod) {
        for (JsonNode container : pod.path("containers")) {
            container.path("ports").forEach(Admission::setProtocol);
        }
    }

    private static void setProtocol(JsonNode port) {
        if (port instanceof ObjectNode fields) {
            putIfAbsent(fields, "protocol", "TCP");
        }
    }

    /// Kubernetes writes down which directions a policy governs.
    private static void setPolicyTypes(ApiKind kind, ObjectNode spec) {
        if (kind.group().equals("networking.k8s.io")
                && Json.at(spec, "policyTypes").isMissingNode()) {
            ArrayNode types = spec.putArray("policyTypes").add("Ingress");
            if (!Json.at(spec, "egress").isMissingNode()) {
                types.add("Egress");
            }
        }
    }

    private static void putIfAbsent(ObjectNode into, String name, String value) {
        if (Json.at(into, name).isMissingNode()) {
            into.put(name, value);
        }
    }

    private static void putIfAbsent(ObjectNode into, String name, int value) {
        if (Json.at(into, name).isMissingNode()) {
            into.put(name, value);
        }
    }

    /// @throws ApiException if a name or a label has a form that none may have, or a workload's
    ///   selector does not select its own pods
    static void check(ApiKind kind, ObjectNode object) {
        List<ApiException.Cause> causes = new ArrayList<>();
        String name = Json.name(object);
        boolean freeName = kind.group().equals("rbac.authorization.k8s.io");
        if (!freeName && (name.length() > NAME_LENGTH || !SUBDOMAIN.matcher(name).matches())) {
            causes.add(
                    new ApiException.Cause(
                            "FieldValueInvalid",
                            "metadata.name",
                            "Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                                    .formatted(name)));
        }
        Json.strings(Json.at(object, "metadata", "labels"))
                .forEach(
                        (key, value) -> {
                            if (value.length() > LABEL_LENGTH
                                    || !LABEL_VALUE.matcher(value).matches()) {
                                causes.add(
                                        new ApiException.Cause(
                                                "FieldValueInvalid",
                                                "metadata.labels",
                                                "Invalid value: \"%s\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character, of 63 characters at most"
                                                        .formatted(value)));
                            }
                        });
        if (kind.group().equals("apps") && object.path("spec").has("template")) {
            checkSelector(object, causes);
        }
        if (!causes.isEmpty()) {
            throw ApiException.invalid(kind, name, causes);
        }
    }

    private static void checkSelector(ObjectNode object, List<ApiException.Cause> causes) {
        JsonNode selector = Json.at(object, "spec", "selector");
        JsonNode template = Json.at(object, "spec", "template");
        if (!Selectors.of(selector).test(template)) {
            causes.add(
                    new ApiException.Cause(
                            "FieldValueInvalid",
                            "spec.template.metadata.labels",
                            "Invalid value: %s: `selector` does not match template `labels`"
                                    .formatted(Json.at(template, "metadata", "labels"))));
        }
    }
}
