package io.gingham.lab.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.lab.LabException;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.Topology;
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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A whole cluster: API server, nodes with their agents, the fabric's routers, kubelet.
public final class LabCluster implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final ApiServer apiServer;
    private final KubernetesClient client;
    private final LabObjects objects;
    private final List<LabNode> nodes;
    private final Topology topology;
    private final List<FabricRouter> routers;
    private final PodServers servers;
    private final LabKubelet kubelet;
    private final ClusterReadiness readiness;
    private final Path kubeconfig;
    private final Consumer<String> say;
    private boolean closed;

    private LabCluster(LabPaths paths, ApiServer apiServer, Topology topology, Consumer<String> say)
            throws IOException {
        this.say = say;
        this.topology = topology;
        this.kubeconfig = paths.kubeconfig();
        this.apiServer = apiServer;
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(paths.kubeconfig().toFile()))
                        .build();
        this.objects = new LabObjects(client);
        this.nodes = topology.servers().stream().map(server -> new LabNode(paths, server)).toList();
        this.routers =
                topology.routers().stream()
                        .map(plan -> new FabricRouter(plan, paths.node(plan.name())))
                        .toList();
        this.servers = new PodServers();
        Map<String, IpAddress> addresses =
                nodes.stream().collect(Collectors.toMap(LabNode::name, LabNode::address));
        this.kubelet = new LabKubelet(client, paths, addresses, servers);
        this.readiness = new ClusterReadiness(client, nodes, routers, kubelet, paths);
    }

    /// Raises a cluster with an API server of its own and waits until it carries packets.
    ///
    /// @param say told each step, in words for the person at the terminal
    /// @throws LabException if it does not come up, with the reason
    public static LabCluster raise(LabPaths paths, Topology topology, Consumer<String> say)
            throws IOException {
        return raise(paths, topology, Optional.empty(), say);
    }

    /// @param relay the folder of the relay to an API server that the user gave; empty for the
    ///   lab's own
    public static LabCluster raise(
            LabPaths paths, Topology topology, Optional<Path> relay, Consumer<String> say)
            throws IOException {
        say.accept(
                "fabric: %d nodes, %s, the outside world"
                        .formatted(topology.servers().size(), routers(topology)));
        prepareFolders(paths);
        Fabric.raise(topology);
        ApiServer apiServer =
                relay.<ApiServer>map(folder -> new GivenApiServer(paths, folder))
                        .orElseGet(() -> new EmbeddedApiServer(paths));
        say.accept("API server: " + apiServer.description());
        apiServer.start();
        LabCluster cluster = new LabCluster(paths, apiServer, topology, say);
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

    private static String routers(Topology topology) {
        return topology.racks() == 1
                ? "a top-of-rack router (BIRD)"
                : "two racks with a router each (BIRD and FRR), a spine (BIRD)";
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
        register();
        say.accept(
                routers.stream()
                                .map(router -> router.daemon().maker())
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + " and "
                        + nodes.size()
                        + " agents");
        routers.forEach(router -> router.daemon().start());
        for (LabNode node : nodes) {
            node.configure();
            node.startAgent();
        }
        kubelet.start();
        awaitReady();
    }

    private void register() {
        nodes.forEach(node -> node.register(client, objects));
        FabricPeers.put(topology, client, objects);
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
    /// is in the tables of all routers.
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
        register();
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

    public Topology topology() {
        return topology;
    }

    public List<FabricRouter> routers() {
        return routers;
    }

    /// Puts the BGPPeers of two racks, changed, in the place of those that are there.
    ///
    /// @param change of their text
    public void peers(UnaryOperator<String> change) {
        FabricPeers.putRacks(change, client, objects);
    }

    /// BFD's word counts at once, also against an agent that is only restarted: then the routers
    /// must not hear it.
    public static String withoutBfd(String peers) {
        return peers.lines()
                .filter(line -> !line.contains("failureDetectionMode:") && !line.contains(" bfd:"))
                .collect(Collectors.joining("\n"));
    }

    public FabricRouter router(String name) {
        return routers.stream()
                .filter(router -> router.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("there is no router " + name));
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
            routers.forEach(router -> router.daemon().stop());
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
