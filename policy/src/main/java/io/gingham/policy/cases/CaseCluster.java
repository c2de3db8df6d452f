package io.gingham.policy.cases;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;

/// What a case starts from.
public record CaseCluster(
        List<CaseNode> nodes,
        List<CaseNamespace> namespaces,
        List<CaseServiceAccount> serviceAccounts,
        List<CasePod> pods) {

    public CaseCluster {
        nodes = List.copyOf(nodes);
        namespaces = List.copyOf(namespaces);
        serviceAccounts = List.copyOf(serviceAccounts);
        pods = List.copyOf(pods);
    }

    public record CaseNode(String name, List<IpAddress> ips, Map<String, String> labels) {
        public CaseNode {
            ips = List.copyOf(ips);
            labels = Map.copyOf(labels);
        }
    }

    public record CaseNamespace(String name, Map<String, String> labels) {
        public CaseNamespace {
            labels = Map.copyOf(labels);
        }
    }

    public record CaseServiceAccount(String namespace, String name, Map<String, String> labels) {
        public CaseServiceAccount {
            labels = Map.copyOf(labels);
        }
    }
}
