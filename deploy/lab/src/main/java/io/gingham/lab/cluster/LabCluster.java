package io.gingham.lab.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.lab.LabException;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.TopOfRack;
import io.gingham.lab.probe.PodServers;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A whole cluster: API server, nodes with their agents, top-of-rack router, kubelet.
public final class LabCluster implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final ApiServer apiServer;
    private final KubernetesClient client;
    private final LabObjects objects;
    private final List<LabNode> nodes;
    private final TopOfRack tor;
    private final PodServers servers;
    private final LabKubelet kubelet;
    private final ClusterReadiness readiness;
    private final Path kubeconfig;
    private final Consumer<String> say;
    private boolean closed;

    private LabCluster(LabPaths paths, ApiServer apiServer, int nodeCount, Consumer<String> say)
            throws IOException {
        this.say = say;
        this.kubeconfig = paths.kubeconfig();
        this.apiServer = apiServer;
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(paths.kubeconfig().toFile()))
                        .build();
        this.objects = new LabObjects(client);
        this.nodes =
                IntStream.rangeClosed(1, nodeCount)
                        .mapToObj(number -> new LabNode(paths, number))
                        .toList();
        this.tor = new TopOfRack(paths.node("tor"), nodeCount);
        this.servers = new PodServers();
        Map<String, IpAddress> addresses =
                nodes.stream().collect(Collectors.toMap(LabNode::name, LabNode::address));
        this.kubelet = new LabKubelet(client, paths, addresses, servers);
        this.readiness = new ClusterReadiness(client, nodes, tor, kubelet, paths);
    }

    /// Raises a cluster with an API server of its own and waits until it carries packets.
    ///
    /// @param say told each step, in words for the person at the terminal
    /// @throws LabException if it does not come up, with the reason
    public static LabCluster raise(LabPaths paths, int nodeCount, Consumer<String> say)
            throws IOException {
        return raise(paths, nodeCount, Optional.empty(), say);
    }

    /// @param relay the folder of the relay to an API server that the user gave; empty for the
    ///   lab's own
    public static LabCluster raise(
            LabPaths paths, int nodeCount, Optional<Path> relay, Consumer<String> say)
            throws IOException {
        say.accept(
                "fabric: %d nodes, a top-of-rack router (BIRD), the outside world"
                        .formatted(nodeCount));
        prepareFolders(paths);
        Fabric.raise();
        IntStream.rangeClosed(1, nodeCount).forEach(Fabric::addNode);
        ApiServer apiServer =
                relay.<ApiServer>map(folder -> new GivenApiServer(paths, folder))
                        .orElseGet(() -> new EmbeddedApiServer(paths));
        say.accept("API server: " + apiServer.description());
        apiServer.start();
        LabCluster cluster = new LabCluster(paths, apiServer, nodeCount, say);
        if (relay.isPresent()) {
            // Ctrl-C must not leave our objects in somebody's API server.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().unstarted(cluster::closeQuietly));
        }
        try {
            cluster.start();
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private static void prepareFolders(LabPaths paths) throws IOException {
        Files.createDirectories(paths.logs());
        try (var old = Files.newDirectoryStream(paths.logs(), "*.log")) {
            for (var log : old) {
                Files.delete(log);
            }
        }
        Files.createDirectories(paths.launcherFolder());
        for (String name : List.of("gingham", "calico")) {
            Files.copy(
                    paths.launcher(),
                    paths.launcherFolder().resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void start() throws IOException {
        awaitApiServer();
        apiServer.prepare(client, objects);
        nodes.forEach(node -> node.register(client, objects));
        say.accept("BIRD and " + nodes.size() + " agents");
        tor.start();
        for (LabNode node : nodes) {
            node.configure();
            node.startAgent();
        }
        kubelet.start();
        awaitReady();
    }

    private void awaitApiServer() {
        Await.until(
                "the API server's start",
                START_LIMIT,
                () -> {
                    apiServer.checkAlive();
                    try {
                        client.namespaces().list();
                        return Optional.empty();
                    } catch (RuntimeException e) {
                        return Optional.of(String.valueOf(e.getMessage()));
                    }
                },
                say);
    }

    /// Waits until every agent is in sync, every BGP session is Established, and every node's block
    /// is in BIRD's table.
    public void awaitReady() {
        Await.until("the cluster", START_LIMIT, readiness::notReady, say);
    }

    /// Waits until all pods run and every agent's rules are made of just what the API server holds
    /// now.
    public void awaitInForce(Duration limit) {
        Await.until("the policies' enforcement", limit, readiness::notInForce, say);
    }

    /// Ends the API server with all objects in it; agents go on with what they know.
    public void stopApiServer() throws IOException, InterruptedException {
        apiServer.stop();
    }

    /// Starts it again, with the nodes and peers, and without pods and policies.
    public void startApiServer() throws IOException {
        apiServer.start();
        awaitApiServer();
        nodes.forEach(node -> node.register(client, objects));
    }

    public KubernetesClient client() {
        return client;
    }

    /// For everything that is put into the API server.
    public LabObjects objects() {
        return objects;
    }

    public String apiServer() {
        return apiServer.description();
    }

    public List<LabNode> nodes() {
        return nodes;
    }

    public TopOfRack tor() {
        return tor;
    }

    public LabKubelet kubelet() {
        return kubelet;
    }

    public PodServers servers() {
        return servers;
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        kubelet.close();
        try {
            for (LabNode node : nodes) {
                node.stopAgent();
            }
            tor.stop();
            apiServer.cleanUp(objects);
            client.close();
            apiServer.stop();
            // It may hold somebody's credentials, and it says that a lab is up.
            Files.deleteIfExists(kubeconfig);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.close();
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException | RuntimeException e) {
            System.err.println("lab: not everything could be removed: " + e.getMessage());
        }
    }
}
