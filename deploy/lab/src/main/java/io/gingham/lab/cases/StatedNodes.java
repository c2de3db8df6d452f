package io.gingham.lab.cases;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What a case states of its nodes, on those of the lab that stand for them: labels (one of the
/// lab's own that the case states too is the case's as long as it runs), and addresses, which are
/// the node's ExternalIPs then, for it keeps the lab's own to route by.
final class StatedNodes {

    /// @param addresses IPv4 only
    record Stated(Map<String, String> labels, List<String> addresses) {
        static final Stated NOTHING = new Stated(Map.of(), List.of());

        Stated {
            labels = Map.copyOf(labels);
            addresses = List.copyOf(addresses);
        }
    }

    private static final String STATED = "ExternalIP";

    private final KubernetesClient client;

    /// Labels by node, as they were before the first case.
    private final Map<String, Map<String, String>> own = new HashMap<>();

    StatedNodes(KubernetesClient client) {
        this.client = client;
    }

    /// @param stated by node of the lab; one that is not there is as it was
    void begin(Map<String, Stated> stated) {
        stated.keySet().forEach(name -> own.computeIfAbsent(name, node -> labels(require(node))));
        own.keySet().forEach(name -> bring(name, stated.getOrDefault(name, Stated.NOTHING)));
    }

    private Node require(String name) {
        return client.nodes().withName(name).require();
    }

    private static Map<String, String> labels(Node node) {
        return new TreeMap<>(Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()));
    }

    private void bring(String name, Stated stated) {
        Map<String, String> labels = new TreeMap<>(Objects.requireNonNull(own.get(name), name));
        labels.putAll(stated.labels());
        Node node = require(name);
        if (!labels.equals(labels(node))) {
            client.nodes()
                    .withName(name)
                    .edit(
                            there -> {
                                there.getMetadata().setLabels(labels);
                                return there;
                            });
        }
        List<NodeAddress> addresses = new ArrayList<>(node.getStatus().getAddresses());
        addresses.removeIf(address -> address.getType().equals(STATED));
        stated.addresses().forEach(address -> addresses.add(new NodeAddress(address, STATED)));
        if (!addresses.equals(node.getStatus().getAddresses())) {
            client.nodes()
                    .withName(name)
                    .editStatus(
                            there -> {
                                there.getStatus().setAddresses(addresses);
                                return there;
                            });
        }
    }
}
