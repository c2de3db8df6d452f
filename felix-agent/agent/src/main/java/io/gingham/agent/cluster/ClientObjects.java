package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.gingham.policy.convert.ClusterConverter;
import io.gingham.policy.convert.PodObject;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What policies look at in objects that the client's own classes have read. What it means is
/// [ClusterConverter]'s to say, as it is for a file's objects.
final class ClientObjects {

    private ClientObjects() {}

    static Namespace namespace(io.fabric8.kubernetes.api.model.Namespace namespace) {
        ObjectMeta meta = namespace.getMetadata();
        return ClusterConverter.namespace(meta.getName(), orEmpty(meta.getLabels()));
    }

    static Pod pod(io.fabric8.kubernetes.api.model.Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        return ClusterConverter.pod(
                new PodObject(
                        meta.getNamespace(),
                        meta.getName(),
                        meta.getUid(),
                        orEmpty(meta.getLabels()),
                        orEmpty(meta.getAnnotations()),
                        pod.getSpec() == null ? PodObject.Spec.NONE : spec(pod.getSpec()),
                        pod.getStatus() == null ? PodObject.Status.NONE : status(pod.getStatus())));
    }

    /// An address that is none is left out.
    static Node node(io.fabric8.kubernetes.api.model.Node node) {
        List<IpAddress> addresses = new ArrayList<>();
        List<NodeAddress> given =
                node.getStatus() == null ? List.of() : orEmpty(node.getStatus().getAddresses());
        for (NodeAddress address : given) {
            if (!Node.ADDRESS_TYPES.contains(address.getType())) {
                continue;
            }
            try {
                addresses.add(IpAddress.parse(address.getAddress()));
            } catch (IllegalArgumentException e) {
                // Nothing can come from there.
            }
        }
        ObjectMeta meta = node.getMetadata();
        return new Node(
                meta.getName(), ClusterConverter.labels(orEmpty(meta.getLabels())), addresses);
    }

    private static PodObject.Spec spec(PodSpec spec) {
        return new PodObject.Spec(
                spec.getNodeName(),
                spec.getServiceAccountName(),
                Boolean.TRUE.equals(spec.getHostNetwork()),
                containers(spec.getContainers()),
                containers(spec.getInitContainers()));
    }

    private static List<PodObject.Container> containers(
            @Nullable List<io.fabric8.kubernetes.api.model.Container> containers) {
        return orEmpty(containers).stream()
                .map(
                        container ->
                                new PodObject.Container(
                                        container.getRestartPolicy(), ports(container.getPorts())))
                .toList();
    }

    private static List<PodObject.Port> ports(
            @Nullable List<io.fabric8.kubernetes.api.model.ContainerPort> ports) {
        return orEmpty(ports).stream()
                .map(
                        port ->
                                new PodObject.Port(
                                        port.getName(),
                                        port.getContainerPort(),
                                        port.getProtocol()))
                .toList();
    }

    private static PodObject.Status status(PodStatus status) {
        return new PodObject.Status(
                status.getPhase(),
                status.getPodIP(),
                orEmpty(status.getPodIPs()).stream().map(PodIP::getIp).toList());
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static Map<String, @Nullable String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : nullable(map);
    }

    /// JSON may say null for a value, whatever the client's type says.
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable String> nullable(Map<String, String> map) {
        return (Map<String, @Nullable String>) (Map<String, ?>) map;
    }
}
