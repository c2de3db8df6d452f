package io.gingham.policy.convert;

import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Namespaces and pods, whoever has read them.
public final class ClusterConverter {

    /// Set by every API server from 1.21 on; implied for older ones.
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    /// On a static pod's mirror: the uid that the kubelet, and so the container runtime, knows the
    /// pod by.
    private static final String STATIC_POD_UID = "kubernetes.io/config.hash";

    private ClusterConverter() {}

    public static Namespace namespace(String name, Map<String, @Nullable String> read) {
        Map<String, String> labels = labels(read);
        labels.put(NAME_LABEL, name);
        return new Namespace(name, labels);
    }

    public static Pod pod(PodObject pod) {
        return new Pod(
                new PodKey(pod.namespace(), pod.name()),
                uid(pod),
                Objects.requireNonNullElse(pod.spec().nodeName(), ""),
                Objects.requireNonNullElse(pod.spec().serviceAccountName(), ""),
                labels(pod.labels()),
                ips(pod.status()),
                pod.spec().hostNetwork(),
                phase(pod.status().phase()),
                ports(pod.spec()));
    }

    /// @return a map of its own; a label without a value has the empty one
    public static Map<String, String> labels(Map<String, @Nullable String> read) {
        Map<String, String> labels = new HashMap<>();
        read.forEach((name, value) -> labels.put(name, Objects.requireNonNullElse(value, "")));
        return labels;
    }

    private static String uid(PodObject pod) {
        String uid = pod.annotations().getOrDefault(STATIC_POD_UID, pod.uid());
        return Objects.requireNonNullElse(uid, "");
    }

    private static List<IpAddress> ips(PodObject.Status status) {
        Stream<@Nullable String> texts =
                status.podIps().isEmpty() ? Stream.of(status.podIp()) : status.podIps().stream();
        List<IpAddress> ips = new ArrayList<>();
        texts.filter(Objects::nonNull).distinct().forEach(text -> addIfAddress(text, ips));
        return ips;
    }

    /// One pod's bad address must not keep the others out of the rules.
    private static void addIfAddress(String text, List<IpAddress> into) {
        try {
            into.add(IpAddress.parse(text));
        } catch (IllegalArgumentException ignored) {
            // No packet can bear it, so no rule can need it.
        }
    }

    private static PodPhase phase(@Nullable String text) {
        return switch (text) {
            case "Pending" -> PodPhase.PENDING;
            case "Running" -> PodPhase.RUNNING;
            // "Completed" is what kubectl shows, and what some virtual kubelets write.
            case "Succeeded", "Completed" -> PodPhase.SUCCEEDED;
            case "Failed" -> PodPhase.FAILED;
            case null, default -> PodPhase.UNKNOWN;
        };
    }

    /// Of the containers and the sidecars (init containers that keep running).
    private static List<ContainerPort> ports(PodObject.Spec spec) {
        List<ContainerPort> ports = new ArrayList<>();
        spec.containers().forEach(container -> addUsable(container, ports));
        for (PodObject.Container container : spec.initContainers()) {
            if ("Always".equals(container.restartPolicy())) {
                addUsable(container, ports);
            }
        }
        return ports;
    }

    private static void addUsable(PodObject.Container container, List<ContainerPort> into) {
        for (PodObject.Port port : container.ports()) {
            Integer number = port.containerPort();
            if (number == null || number < 1 || number > 65535) {
                continue;
            }
            String name = Objects.requireNonNullElse(port.name(), "");
            PortProtocol.named(Objects.requireNonNullElse(port.protocol(), "TCP"))
                    .ifPresent(protocol -> into.add(new ContainerPort(name, protocol, number)));
        }
    }
}
