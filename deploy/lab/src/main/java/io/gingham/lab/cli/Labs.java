package io.gingham.lab.cli;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabKubelet;
import io.gingham.lab.cluster.LabPaths;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.OneRack;
import io.gingham.lab.fabric.Topology;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.lab.probe.Place;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import io.gingham.watch.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// The lab this process runs inside of.
final class Labs {

    private Labs() {}

    static LabPaths paths() {
        return new LabPaths(
                Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "."))
                        .toAbsolutePath());
    }

    /// The shape of a lab that is up, by its nodes' labels.
    static Topology topology(KubernetesClient client) {
        List<Node> nodes = client.nodes().list().getItems();
        long racks =
                nodes.stream()
                        .map(node -> node.getMetadata().getLabels().get("rack"))
                        .distinct()
                        .count();
        return racks > 1 ? TwoRacks.of(nodes.size()) : OneRack.of(nodes.size());
    }

    /// Raises a cluster at the API server that `./gingham` has made a relay to, or at the lab's
    /// own.
    static LabCluster raise(Topology topology, Consumer<String> say) throws IOException {
        Optional<Path> relay =
                Optional.ofNullable(System.getenv("GINGHAM_LAB_RELAY")).map(Path::of);
        return LabCluster.raise(paths(), topology, relay, say);
    }

    /// A client of the running lab's API server.
    static KubernetesClient client() {
        Path kubeconfig = paths().kubeconfig();
        if (!Files.exists(kubeconfig)) {
            throw new LabException("no lab is up here; raise one with './gingham lab up'");
        }
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    /// All running pods, by namespace and name.
    static List<Place> pods(KubernetesClient client) {
        List<Place> places = new ArrayList<>();
        for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
            if (pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
                continue;
            }
            ResourceKey key = ResourceKey.of(pod);
            String namespace =
                    Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
                            ? pod.getSpec().getNodeName()
                            : LabKubelet.sandboxName(key);
            places.add(
                    new Place(
                            key.toString(),
                            NetworkNamespace.named(namespace),
                            IpAddress.parse(pod.getStatus().getPodIP())));
        }
        places.sort(java.util.Comparator.comparing(Place::name));
        return places;
    }

    static List<Place> nodes(KubernetesClient client) {
        List<Place> places = new ArrayList<>();
        for (Node node : client.nodes().list().getItems()) {
            node.getStatus().getAddresses().stream()
                    .filter(address -> "InternalIP".equals(address.getType()))
                    .map(NodeAddress::getAddress)
                    .findFirst()
                    .ifPresent(
                            address ->
                                    places.add(
                                            new Place(
                                                    node.getMetadata().getName(),
                                                    NetworkNamespace.named(
                                                            node.getMetadata().getName()),
                                                    IpAddress.parse(address))));
        }
        return places;
    }

    static Place internet() {
        return new Place(
                Fabric.INTERNET,
                NetworkNamespace.named(Fabric.INTERNET),
                IpAddress.parse("100.66.0.1"));
    }
}
