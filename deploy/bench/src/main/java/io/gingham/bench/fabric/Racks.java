package io.gingham.bench.fabric;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabKubelet;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.cluster.LabPaths;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.lab.probe.Place;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import io.gingham.watch.ResourceKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The lab's two racks, with one pod that is asked from outside.
final class Racks implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);
    static final String NAMESPACE = "bench";
    static final int PORT = 80;

    private static final int NODES = 4;
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.80");

    private final LabCluster cluster;

    Racks() throws IOException {
        Path root = Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "."));
        cluster =
                LabCluster.raise(
                        new LabPaths(root.toAbsolutePath()),
                        TwoRacks.of(NODES),
                        line -> System.err.println("  " + line));
        Fabric.addOutsideAddress(OUTSIDE);
        cluster.objects().putNamespace(NAMESPACE, Map.of());
    }

    LabCluster cluster() {
        return cluster;
    }

    LabNode node() {
        return cluster.nodes().getFirst();
    }

    Place outside() {
        return new Place("internet", NetworkNamespace.named(Fabric.INTERNET), OUTSIDE);
    }

    /// @param address that it asks for; empty: one of its node's block
    void addPod(String name, LabNode node, Optional<IpAddress> address) {
        PodBuilder pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node.name())
                        .addNewContainer()
                        .withName("server")
                        .withImage("none")
                        .addNewPort()
                        .withContainerPort(PORT)
                        .endPort()
                        .addNewPort()
                        .withContainerPort(PORT)
                        .withProtocol("UDP")
                        .endPort()
                        .endContainer()
                        .endSpec();
        address.ifPresent(
                ip ->
                        pod.editMetadata()
                                .addToAnnotations(LabKubelet.ADDRESS_ANNOTATION, ip.toString())
                                .endMetadata());
        cluster.objects().put(pod.build());
    }

    void removePod(String name) {
        cluster.client().pods().inNamespace(NAMESPACE).withName(name).withGracePeriod(0).delete();
    }

    Place place(String name) {
        ResourceKey key = new ResourceKey(NAMESPACE, name);
        Await.until(
                "the pod " + key,
                LIMIT,
                () ->
                        cluster.kubelet().place(key) == null
                                ? Optional.of("it does not run")
                                : Optional.empty());
        return Objects.requireNonNull(cluster.kubelet().place(key));
    }

    void apply(String yaml) {
        List<HasMetadata> objects =
                cluster.client()
                        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                        .items();
        objects.forEach(cluster.objects()::put);
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
