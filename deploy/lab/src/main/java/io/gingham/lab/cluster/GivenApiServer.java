package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.lab.LabException;
import io.gingham.lab.fabric.Addresses;
import io.gingham.lab.relay.ApiGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A real API server that the user gave with `KUBECONFIG`, reached through the relay (see
/// `io.gingham.lab.relay`). It must have no nodes of its own: the lab's agents would wait for BGP
/// sessions with them, and somebody's cluster is no place for experiments.
final class GivenApiServer implements ApiServer {

    private static final Duration CRDS_LIMIT = Duration.ofSeconds(30);

    private final LabPaths paths;
    private final Path relay;
    private @Nullable ApiGateway gateway;

    /// @param relay the folder of the relay outside
    GivenApiServer(LabPaths paths, Path relay) {
        this.paths = paths;
        this.relay = relay;
    }

    @Override
    public String description() {
        return "the one that KUBECONFIG names, through a relay";
    }

    @Override
    public void start() throws IOException {
        Files.copy(
                ApiGateway.kubeconfig(relay),
                paths.kubeconfig(),
                StandardCopyOption.REPLACE_EXISTING);
        gateway =
                ApiGateway.open(
                        relay,
                        new InetSocketAddress(
                                Addresses.API_SERVER.toInetAddress(), Addresses.API_PORT));
    }

    @Override
    public void checkAlive() {
        // It is not ours; whether it answers is seen by asking it.
    }

    @Override
    public void prepare(KubernetesClient client, LabObjects objects) {
        List<String> others =
                client.nodes().list().getItems().stream()
                        .filter(node -> !LabObjects.isOurs(node))
                        .map((Node node) -> node.getMetadata().getName())
                        .toList();
        if (!others.isEmpty()) {
            throw new LabException(
                    "the cluster at "
                            + Config.fromKubeconfig(paths.kubeconfig().toFile()).getMasterUrl()
                            + " has nodes of its own ("
                            + String.join(", ", others)
                            + "), which the lab does not touch; give it an API server without nodes, or unset KUBECONFIG");
        }
        objects.removeAll();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(paths.crds(), "*.yml")) {
            for (Path file : files) {
                client.load(Files.newInputStream(file)).items().forEach(objects::putIfAbsent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the custom resources", CRDS_LIMIT, () -> notServed(client));
    }

    private static Optional<String> notServed(KubernetesClient client) {
        for (CustomResourceDefinition crd :
                client.apiextensions().v1().customResourceDefinitions().list().getItems()) {
            boolean established =
                    crd.getStatus() != null
                            && crd.getStatus().getConditions().stream()
                                    .anyMatch(
                                            condition ->
                                                    condition.getType().equals("Established")
                                                            && condition
                                                                    .getStatus()
                                                                    .equals("True"));
            if (LabObjects.isOurs(crd) && !established) {
                return Optional.of(crd.getMetadata().getName() + " is not Established");
            }
        }
        try {
            client.resources(BGPPeer.class).list();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void cleanUp(LabObjects objects) {
        objects.removeAll();
    }

    @Override
    public void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
    }
}
