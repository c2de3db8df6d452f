package io.gingham.lab.cases;

import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.policy.cases.CaseCluster.CaseNode;
import io.gingham.policy.cases.CasePod;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// On which node of the lab each pod of a case runs.
///
/// Those of one node of the case stay together; of the others, one with an address of a node's
/// block runs there, and the rest go round the nodes.
final class Placement {

    private final List<LabNode> nodes;
    private final Map<String, LabNode> caseNodes = new HashMap<>();
    private final Map<String, LabNode> podNodes = new HashMap<>();

    Placement(List<LabNode> nodes) {
        this.nodes = nodes;
    }

    /// Gives each node that the case names one of the lab's to stand for it: the one that its pods'
    /// addresses ask for, or else one that no other stands for, as long as there are such.
    void begin(PolicyCase policyCase) {
        caseNodes.clear();
        List<CaseNode> open = new ArrayList<>();
        for (CaseNode node : policyCase.cluster().nodes()) {
            Optional<LabNode> asked =
                    policyCase.cluster().pods().stream()
                            .filter(pod -> pod.node().equals(node.name()))
                            .flatMap(pod -> blockOwner(pod).stream())
                            .findFirst();
            asked.ifPresentOrElse(lab -> caseNodes.put(node.name(), lab), () -> open.add(node));
        }
        int next = 0;
        for (CaseNode node : open) {
            Optional<LabNode> free =
                    nodes.stream().filter(lab -> !caseNodes.containsValue(lab)).findFirst();
            caseNodes.put(node.name(), free.orElse(nodes.get(next++ % nodes.size())));
        }
        for (CaseNode node : policyCase.cluster().nodes()) {
            int number = labNode(node.name()).orElseThrow().number();
            node.ips().stream()
                    .filter(IpAddress::isIpv4)
                    .forEach(ip -> Fabric.addNodeAddress(number, nodes.size(), ip));
        }
    }

    /// What the case says of its nodes, by node of the lab. One that stands for several has the
    /// labels and addresses of all; of the same key, the last one's.
    Map<String, StatedNodes.Stated> stated(PolicyCase policyCase) {
        Map<String, StatedNodes.Stated> stated = new HashMap<>();
        for (CaseNode node : policyCase.cluster().nodes()) {
            stated.merge(
                    labNode(node.name()).orElseThrow().name(),
                    new StatedNodes.Stated(
                            node.labels(),
                            node.ips().stream()
                                    .filter(IpAddress::isIpv4)
                                    .map(IpAddress::toString)
                                    .toList()),
                    Placement::both);
        }
        return stated;
    }

    private static StatedNodes.Stated both(StatedNodes.Stated one, StatedNodes.Stated other) {
        Map<String, String> labels = new HashMap<>(one.labels());
        labels.putAll(other.labels());
        List<String> addresses = new ArrayList<>(one.addresses());
        addresses.addAll(other.addresses());
        return new StatedNodes.Stated(labels, addresses);
    }

    Optional<LabNode> labNode(String caseNode) {
        return Optional.ofNullable(caseNodes.get(caseNode));
    }

    LabNode node(CasePod pod) {
        // A pod that comes back in another case stays on its node.
        return labNode(pod.node())
                .or(() -> blockOwner(pod))
                .orElseGet(
                        () ->
                                podNodes.computeIfAbsent(
                                        pod.reference(),
                                        key -> nodes.get(podNodes.size() % nodes.size())));
    }

    private Optional<LabNode> blockOwner(CasePod pod) {
        return nodes.stream()
                .filter(node -> !pod.hostNetwork())
                .filter(node -> pod.ips().stream().anyMatch(node.podCidr()::contains))
                .findFirst();
    }
}
