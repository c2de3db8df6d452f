package io.gingham.lab.cases;

import io.gingham.lab.cluster.LabException;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Addresses;
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
/// An address of a node's block can be had on that node only: ADD refuses it on any other. All
/// other pods go round the nodes; those of one node of the case stay together.
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

    Optional<LabNode> labNode(String caseNode) {
        return Optional.ofNullable(caseNodes.get(caseNode));
    }

    /// @throws LabException if the case puts the pod on a node that can't have its address
    LabNode node(CasePod pod) {
        Optional<LabNode> owner = blockOwner(pod);
        Optional<LabNode> given = labNode(pod.node());
        if (owner.isPresent() && given.isPresent() && !owner.equals(given)) {
            throw new LabException(
                    "pod %s is on node %s of the case, for which %s stands, and has an address of %s's block %s; give the pods of one node addresses of one block, or of none of 10.244.0.0/16"
                            .formatted(
                                    pod.reference(),
                                    pod.node(),
                                    given.get().name(),
                                    owner.get().name(),
                                    Addresses.podCidr(owner.get().number())));
        }
        // A pod that comes back in another case stays on its node.
        return owner.or(() -> given)
                .orElseGet(
                        () ->
                                podNodes.computeIfAbsent(
                                        pod.reference(),
                                        key -> nodes.get(podNodes.size() % nodes.size())));
    }

    private Optional<LabNode> blockOwner(CasePod pod) {
        return nodes.stream()
                .filter(node -> !pod.hostNetwork())
                .filter(
                        node ->
                                pod.ips().stream()
                                        .anyMatch(Addresses.podCidr(node.number())::contains))
                .findFirst();
    }
}
