package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseCluster.CaseNamespace;
import io.gingham.policy.cases.CaseCluster.CaseNode;
import io.gingham.policy.cases.CaseCluster.CaseServiceAccount;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The cluster a case starts from: of the case itself, or of the file's `model`.
final class ClusterReader {

    /// Fields of a case or a model that this class reads.
    static final Set<String> FIELDS =
            Set.of(
                    "nodes",
                    "namespaces",
                    "service_accounts",
                    "pods",
                    "every_pod_listens_on",
                    "ordinary_pods_listen_on",
                    "host_network_pods_listen_on");

    private static final Set<String> POD_FIELDS =
            Set.of(
                    "ns",
                    "name",
                    "ip",
                    "ips",
                    "labels",
                    "ports",
                    "external",
                    "hostNetwork",
                    "node",
                    "serviceAccount");

    private final List<ContainerPort> onEveryPod;
    private final List<ContainerPort> onOrdinaryPods;
    private final List<ContainerPort> onHostNetworkPods;

    /// @param defaults where the `…_listen_on` fields may stand
    ClusterReader(Fields defaults) {
        this.onEveryPod = ports(defaults, "every_pod_listens_on");
        this.onOrdinaryPods = ports(defaults, "ordinary_pods_listen_on");
        this.onHostNetworkPods = ports(defaults, "host_network_pods_listen_on");
    }

    CaseCluster read(Fields cluster) {
        return new CaseCluster(
                cluster.list("nodes").stream().map(ClusterReader::node).toList(),
                cluster.list("namespaces").stream().map(ClusterReader::namespace).toList(),
                cluster.list("service_accounts").stream()
                        .map(ClusterReader::serviceAccount)
                        .toList(),
                cluster.list("pods").stream().map(this::pod).toList());
    }

    static CaseNamespace namespace(Fields fields) {
        fields.allowOnly(Set.of("name", "labels"));
        return new CaseNamespace(fields.text("name"), fields.labels("labels"));
    }

    CasePod pod(Fields fields) {
        fields.allowOnly(POD_FIELDS);
        boolean external = fields.flag("external");
        boolean hostNetwork = fields.flag("hostNetwork");
        List<ContainerPort> ports = new ArrayList<>(ports(fields, "ports"));
        if (!external) {
            ports.addAll(onEveryPod);
            ports.addAll(hostNetwork ? onHostNetworkPods : onOrdinaryPods);
        }
        return new CasePod(
                external ? "" : fields.text("ns"),
                fields.text("name"),
                ips(fields),
                fields.labels("labels"),
                ports.stream().distinct().toList(),
                external,
                hostNetwork,
                fields.text("node", ""),
                fields.text("serviceAccount", ""));
    }

    static PortProtocol protocol(String path, String text) {
        return PortProtocol.named(text)
                .orElseThrow(
                        () -> new CaseException(path, "expected TCP, UDP or SCTP, seen " + text));
    }

    private static CaseNode node(Fields fields) {
        fields.allowOnly(Set.of("name", "ip", "ips", "labels"));
        return new CaseNode(fields.text("name"), ips(fields), fields.labels("labels"));
    }

    private static CaseServiceAccount serviceAccount(Fields fields) {
        fields.allowOnly(Set.of("ns", "name", "labels"));
        return new CaseServiceAccount(
                fields.text("ns"), fields.text("name"), fields.labels("labels"));
    }

    private static List<IpAddress> ips(Fields fields) {
        try {
            return Stream.concat(fields.texts("ip").stream(), fields.texts("ips").stream())
                    .map(IpAddress::parse)
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new CaseException(fields.at("ip"), String.valueOf(e.getMessage()));
        }
    }

    private static List<ContainerPort> ports(Fields fields, String key) {
        return fields.list(key).stream()
                .map(
                        port -> {
                            port.allowOnly(Set.of("port", "proto", "name"));
                            return new ContainerPort(
                                    port.text("name", ""),
                                    protocol(port.at("proto"), port.text("proto", "TCP")),
                                    port.number("port"));
                        })
                .toList();
    }
}
