package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.probe.Place;
import io.gingham.watch.ResourceKey;
import java.util.List;
import java.util.Map;

/// The people of the story: six pods in three namespaces, dealt out to the nodes in turn.
final class DemoPods {

    record Who(String namespace, String app) {
        ResourceKey key() {
            return new ResourceKey(namespace, app);
        }
    }

    static final List<Who> ALL =
            List.of(
                    new Who("shop", "web"),
                    new Who("shop", "cart"),
                    new Who("shop", "db"),
                    new Who("guest", "client"),
                    new Who("guest", "robot"),
                    new Who("blog", "web"));

    private final LabCluster cluster;

    DemoPods(LabCluster cluster) {
        this.cluster = cluster;
    }

    void create() {
        ALL.stream()
                .map(Who::namespace)
                .distinct()
                .forEach(
                        name ->
                                cluster.objects()
                                        .putNamespace(
                                                name, Map.of("kubernetes.io/metadata.name", name)));
        for (Who who : ALL) {
            cluster.objects().put(pod(who, node(who).name()));
        }
    }

    private static Pod pod(Who who, String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(who.namespace())
                .withName(who.app())
                .addToLabels("app", who.app())
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("server")
                .withImage("none")
                .addNewPort()
                .withName("http")
                .withContainerPort(80)
                .endPort()
                .addNewPort()
                .withContainerPort(80)
                .withProtocol("UDP")
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }

    Place place(Who who) {
        Place place = cluster.kubelet().place(who.key());
        if (place == null) {
            throw new LabException("pod " + who.key() + " does not run");
        }
        return place;
    }

    /// By each of its addresses.
    List<Place> places(Who who) {
        return cluster.kubelet().places(who.key());
    }

    LabNode node(Who who) {
        return cluster.nodes().get(ALL.indexOf(who) % cluster.nodes().size());
    }
}
