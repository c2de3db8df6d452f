package io.gingham.policy.convert;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Node;
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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Namespaces and pods.
public final class ClusterConverter {

    /// Set by every API server from 1.21 on; implied for older ones.
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    /// On a static pod's mirror: the uid that the kubelet, and so the container runtime, knows the
    /// pod by.
    private static final String STATIC_POD_UID = "kubernetes.io/config.hash";

    private static final Set<String> ADDRESS_TYPES = Set.of("InternalIP", "ExternalIP");

    private static final PodStatus NO_STATUS = new PodStatus();

    private ClusterConverter() {}

    public static Namespace convert(io.fabric8.kubernetes.api.model.Namespace namespace) {
        String name = namespace.getMetadata().getName();
        Map<String, String> labels = labels(namespace.getMetadata());
        labels.put(NAME_LABEL, name);
        return new Namespace(name, labels);
    }

    public static Pod convert(io.fabric8.kubernetes.api.model.Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
        PodStatus status = Objects.requireNonNullElse(pod.getStatus(), NO_STATUS);
        return new Pod(
                new PodKey(meta.getNamespace(), meta.getName()),
                uid(meta),
                Objects.requireNonNullElse(spec.getNodeName(), ""),
                Objects.requireNonNullElse(spec.getServiceAccountName(), ""),
                labels(meta),
                ips(status),
                Boolean.TRUE.equals(spec.getHostNetwork()),
                phase(status.getPhase()),
                ports(spec));
    }

    /// An address that is none is left out.
    public static Node convert(io.fabric8.kubernetes.api.model.Node node) {
        List<IpAddress> addresses = new ArrayList<>();
        List<NodeAddress> given =
                node.getStatus() == null || node.getStatus().getAddresses() == null
                        ? List.of()
                        : node.getStatus().getAddresses();
        for (NodeAddress address : given) {
            if (!ADDRESS_TYPES.contains(address.getType())) {
                continue;
            }
            try {
                addresses.add(IpAddress.parse(address.getAddress()));
            } catch (IllegalArgumentException e) {
                // Nothing can come from there.
            }
        }
        return new Node(node.getMetadata().getName(), labels(node.getMetadata()), addresses);
    }

    private static String uid(ObjectMeta meta) {
        String uid = Objects.requireNonNullElse(meta.getUid(), "");
        Map<String, String> annotations = meta.getAnnotations();
        return annotations == null ? uid : annotations.getOrDefault(STATIC_POD_UID, uid);
    }

    private static Map<String, String> labels(ObjectMeta meta) {
        Map<String, String> labels = new HashMap<>();
        if (meta.getLabels() != null) {
            meta.getLabels().forEach((k, v) -> labels.put(k, Objects.requireNonNullElse(v, "")));
        }
        return labels;
    }

    private static List<IpAddress> ips(PodStatus status) {
        List<PodIP> many = Objects.requireNonNullElse(status.getPodIPs(), List.of());
        Stream<String> texts =
                many.isEmpty()
                        ? Stream.ofNullable(status.getPodIP())
                        : many.stream().map(PodIP::getIp).filter(Objects::nonNull);
        List<IpAddress> ips = new ArrayList<>();
        texts.distinct().forEach(text -> addIfAddress(text, ips));
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
    private static List<ContainerPort> ports(PodSpec spec) {
        List<Container> containers = new ArrayList<>();
        if (spec.getContainers() != null) {
            containers.addAll(spec.getContainers());
        }
        if (spec.getInitContainers() != null) {
            spec.getInitContainers().stream()
                    .filter(c -> "Always".equals(c.getRestartPolicy()))
                    .forEach(containers::add);
        }
        List<ContainerPort> ports = new ArrayList<>();
        for (Container container : containers) {
            if (container.getPorts() != null) {
                container.getPorts().forEach(port -> addIfUsable(port, ports));
            }
        }
        return ports;
    }

    private static void addIfUsable(
            io.fabric8.kubernetes.api.model.ContainerPort port, List<ContainerPort> into) {
        Integer number = port.getContainerPort();
        String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
        if (number == null || number < 1 || number > 65535) {
            return;
        }
        PortProtocol.named(protocol)
                .ifPresent(
                        p ->
                                into.add(
                                        new ContainerPort(
                                                Objects.requireNonNullElse(port.getName(), ""),
                                                p,
                                                number)));
    }
}
