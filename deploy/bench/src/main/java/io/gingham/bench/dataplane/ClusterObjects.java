package io.gingham.bench.dataplane;

import io.gingham.bench.api.ResourceKind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// All objects but the pods, as texts.
final class ClusterObjects {

    static final ResourceKind NODE = ResourceKind.core("nodes", "Node");
    static final ResourceKind NAMESPACE = ResourceKind.core("namespaces", "Namespace");
    static final ResourceKind KUBERNETES_POLICY =
            ResourceKind.of("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy");
    static final ResourceKind GLOBAL_POLICY =
            ResourceKind.of("projectcalico.org/v3", "globalnetworkpolicies", "GlobalNetworkPolicy");
    static final ResourceKind GLOBAL_SET =
            ResourceKind.of("projectcalico.org/v3", "globalnetworksets", "GlobalNetworkSet");
    static final ResourceKind BGP =
            ResourceKind.of("projectcalico.org/v3", "bgpconfigurations", "BGPConfiguration");

    /// Blocks of the measured node.
    static final String BLOCK_IPV4 = "10.100.0.0/21";

    static final String BLOCK_IPV6 = "fd00:10:100::/117";

    private ClusterObjects() {}

    /// @param address of the node itself
    static String node(String name, String address, List<String> blocks) {
        return """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%1$s","uid":"uid-%1$s","resourceVersion":"",\
        "labels":{"kubernetes.io/hostname":"%1$s"}},"spec":{"podCIDR":"%3$s","podCIDRs":[%4$s]},\
        "status":{"addresses":[{"type":"InternalIP","address":"%2$s"},{"type":"Hostname","address":"%1$s"}]}}"""
                .formatted(
                        name,
                        address,
                        blocks.getFirst(),
                        blocks.stream().collect(Collectors.joining("\",\"", "\"", "\"")));
    }

    /// No session of each node with each: what is measured is policy.
    static String bgpConfiguration() {
        return """
        {"apiVersion":"projectcalico.org/v3","kind":"BGPConfiguration","metadata":{"name":"default","resourceVersion":""},\
        "spec":{"nodeToNodeMeshEnabled":false,"asNumber":64512}}""";
    }

    static String namespace(String name, String team) {
        return """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%1$s","uid":"uid-%1$s","resourceVersion":"",\
        "labels":{"kubernetes.io/metadata.name":"%1$s","team":"%2$s"}},"spec":{},"status":{"phase":"Active"}}"""
                .formatted(name, team);
    }

    /// Denies all but DNS to all pods of the namespace.
    static String denyingPolicy(String namespace, String name) {
        return policy(
                namespace,
                name,
                """
                "podSelector":{},"policyTypes":["Ingress","Egress"],\
                "egress":[{"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}}}],\
                "ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]}]""");
    }

    /// Lets pods with the peer's labels in to a port, and those of all namespaces of a team to
    /// another.
    ///
    /// @param subject the app whose pods are selected; empty: all of the namespace
    /// @param peer labels as JSON: `"app":"a"`
    static String allowingPolicy(
            String namespace, String name, String subject, String peer, int port, String team) {
        String selected =
                subject.isEmpty() ? "{}" : "{\"matchLabels\":{\"app\":\"" + subject + "\"}}";
        return policy(
                namespace,
                name,
                """
                "podSelector":%s,"policyTypes":["Ingress"],\
                "ingress":[{"from":[{"podSelector":{"matchLabels":{%s}}}],"ports":[{"protocol":"TCP","port":%d}]},\
                {"from":[{"namespaceSelector":{"matchLabels":{"team":"%s"}}}],"ports":[{"protocol":"TCP","port":9090}]}]"""
                        .formatted(selected, peer, port, team));
    }

    private static String policy(String namespace, String name, String spec) {
        return """
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"%2$s","namespace":"%1$s",\
        "uid":"uid-%1$s-%2$s","resourceVersion":"","generation":1},"spec":{%3$s}}"""
                .formatted(namespace, name, spec);
    }

    /// Of all pods: nothing goes to the addresses of the large set.
    static String threatPolicy() {
        return """
        {"apiVersion":"projectcalico.org/v3","kind":"GlobalNetworkPolicy","metadata":{"name":"threats","uid":"uid-threats",\
        "resourceVersion":""},"spec":{"order":10,"selector":"has(app)","types":["Egress"],\
        "egress":[{"action":"Deny","destination":{"selector":"feed == 'threats'"}},{"action":"Allow"}]}}""";
    }

    /// @param first number of the first address
    static String threats(String name, int first, int count) {
        String nets =
                IntStream.range(first, first + count)
                        .mapToObj(number -> "\"" + threat(number) + "/32\"")
                        .collect(Collectors.joining(","));
        return """
        {"apiVersion":"projectcalico.org/v3","kind":"GlobalNetworkSet","metadata":{"name":"%1$s","uid":"uid-%1$s",\
        "resourceVersion":"","labels":{"feed":"threats"}},"spec":{"nets":[%2$s]}}"""
                .formatted(name, nets);
    }

    /// 172.16.0.0 and on, no two in one network of a prefix longer than 31.
    static String threat(int number) {
        int address = (172 << 24 | 16 << 16) + 2 * number;
        return (address >>> 24)
                + "."
                + (address >>> 16 & 255)
                + "."
                + (address >>> 8 & 255)
                + "."
                + (address & 255);
    }
}
