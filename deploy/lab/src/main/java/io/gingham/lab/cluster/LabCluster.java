package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.agent.status.AgentStatus;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.lab.fabric.Addresses;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.TopOfRack;
import io.gingham.lab.probe.PodServers;
import io.gingham.value.IpAddress;
import io.gingham.watch.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A whole cluster: API server, nodes with their agents, top-of-rack router, kubelet.
public final class LabCluster implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final LabPaths paths;
    private final KubernetesClient client;
    private JavaProcess apiServer;
    private final List<LabNode> nodes;
    private final TopOfRack tor;
    private final PodServers servers;
    private final LabKubelet kubelet;

    private LabCluster(
            LabPaths paths,
            KubernetesClient client,
            JavaProcess apiServer,
            List<LabNode> nodes,
            TopOfRack tor,
            PodServers servers) {
        this.paths = paths;
        this.client = client;
        this.apiServer = apiServer;
        this.nodes = nodes;
        this.tor = tor;
        this.servers = servers;
        Map<String, IpAddress> addresses =
                nodes.stream().collect(Collectors.toMap(LabNode::name, LabNode::address));
        this.kubelet = new LabKubelet(client, paths, addresses, servers);
    }

    /// Raises a cluster and waits until it carries packets.
    ///
    /// @param say told each step, in words for the person at the terminal
    /// @throws LabException if it does not come up, with the reason
    public static LabCluster raise(LabPaths paths, int nodeCount, Consumer<String> say)
            throws IOException {
        say.accept(
                "fabric: %d nodes, a top-of-rack router (BIRD), the outside world"
                        .formatted(nodeCount));
        prepareFolders(paths);
        Fabric.raise();
        IntStream.rangeClosed(1, nodeCount).forEach(Fabric::addNode);
        say.accept("API server at " + Addresses.API_SERVER + ":" + Addresses.API_PORT);
        JavaProcess apiServer = startApiServer(paths);
        KubernetesClient client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(paths.kubeconfig().toFile()))
                        .build();
        List<LabNode> nodes =
                IntStream.rangeClosed(1, nodeCount)
                        .mapToObj(number -> new LabNode(paths, number))
                        .toList();
        TopOfRack tor = new TopOfRack(paths.node("tor"), nodeCount);
        LabCluster cluster = new LabCluster(paths, client, apiServer, nodes, tor, new PodServers());
        try {
            cluster.start(say);
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
        Files.writeString(
                paths.kubeconfig(),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: lab, cluster: {server: "http://%s:%d"}}]
                users: [{name: lab, user: {}}]
                contexts: [{name: lab, context: {cluster: lab, user: lab}}]
                current-context: lab
                """
                        .formatted(Addresses.API_SERVER, Addresses.API_PORT));
    }

    private static JavaProcess startApiServer(LabPaths paths) throws IOException {
        return JavaProcess.start(
                paths,
                "",
                "deploy/lab-apiserver",
                "io.gingham.lab.apiserver.LabApiServer",
                List.of("-Xmx256m"),
                List.of(Addresses.API_SERVER.toString(), Integer.toString(Addresses.API_PORT)),
                paths.log("api-server"));
    }

    private void start(Consumer<String> say) throws IOException {
        awaitApiServer();
        nodes.forEach(this::register);
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
                    if (!apiServer.isAlive()) {
                        throw new LabException(
                                "the API server ended; see " + paths.log("api-server"));
                    }
                    try {
                        client.namespaces().list();
                        return Optional.empty();
                    } catch (RuntimeException e) {
                        return Optional.of(String.valueOf(e.getMessage()));
                    }
                });
    }

    private void register(LabNode node) {
        String cidr = Addresses.podCidr(node.number()).toString();
        client.nodes()
                .resource(
                        new NodeBuilder()
                                .withNewMetadata()
                                .withName(node.name())
                                .addToLabels("kubernetes.io/hostname", node.name())
                                .endMetadata()
                                .withNewSpec()
                                .withPodCIDR(cidr)
                                .withPodCIDRs(cidr)
                                .endSpec()
                                .withNewStatus()
                                .addNewAddress(node.address().toString(), "InternalIP")
                                .addNewAddress(node.name(), "Hostname")
                                .endStatus()
                                .build())
                .create();
        BGPPeer peer = new BGPPeer();
        peer.getMetadata().setName("tor-" + node.name());
        peer.setSpec(
                new BGPPeerSpec(
                        node.name(),
                        null,
                        Addresses.torTowards(node.number()).toString(),
                        Addresses.TOR_AS.value(),
                        "None",
                        null,
                        null,
                        null));
        client.resource(peer).create();
    }

    /// Waits until every agent is in sync, every BGP session is Established, and every node's block
    /// is in BIRD's table.
    public void awaitReady() {
        Await.until(
                "the cluster",
                START_LIMIT,
                () ->
                        nodes.stream()
                                .flatMap(node -> notReady(node).stream())
                                .findFirst()
                                .or(this::missingAtTheRouter));
    }

    private Optional<String> notReady(LabNode node) {
        if (!node.isAgentAlive()) {
            throw new LabException(
                    "the agent of "
                            + node.name()
                            + " ended; see "
                            + paths.log("agent-" + node.name()));
        }
        Optional<AgentStatus> status = node.status();
        if (status.isEmpty() || !status.get().inSync()) {
            return Optional.of(node.name() + "'s agent is not in sync yet");
        }
        List<String> down =
                status.get().peers().stream()
                        .filter(peer -> !peer.state().equalsIgnoreCase("Established"))
                        .map(AgentStatus.PeerView::name)
                        .toList();
        int expected = nodes.size();
        if (!down.isEmpty() || status.get().peers().size() < expected) {
            return Optional.of(
                    node.name()
                            + " has "
                            + status.get().peers().size()
                            + " of "
                            + expected
                            + " BGP sessions, not Established: "
                            + down);
        }
        long learned =
                status.get().routes().stream()
                        .filter(route -> !route.from().equals("local"))
                        .count();
        return learned < nodes.size() - 1
                ? Optional.of(node.name() + " has learned " + learned + " routes only")
                : Optional.empty();
    }

    private Optional<String> missingAtTheRouter() {
        String routes = tor.ask("show route");
        return nodes.stream()
                .map(node -> Addresses.podCidr(node.number()).toString())
                .filter(block -> !routes.contains(block))
                .findFirst()
                .map(block -> "the top-of-rack router has no route to " + block);
    }

    /// Waits until all pods run and every agent's rules are made of just what the API server holds
    /// now.
    public void awaitInForce(Duration limit) {
        Await.until(
                "the policies' enforcement",
                limit,
                () -> {
                    List<Pod> pods = client.resources(Pod.class).inAnyNamespace().list().getItems();
                    if (!kubelet.runsJust(pods)) {
                        return Optional.of("pods are being started or stopped" + failures());
                    }
                    Map<String, Map<String, String>> api = apiState(pods);
                    return nodes.stream()
                            .filter(
                                    node ->
                                            !node.status()
                                                    .map(AgentStatus::inForce)
                                                    .equals(Optional.of(api)))
                            .findFirst()
                            .map(node -> node.name() + "'s rules are not up to date yet");
                });
    }

    private String failures() {
        return kubelet.failures().isEmpty() ? "" : ": " + kubelet.failures();
    }

    private Map<String, Map<String, String>> apiState(List<Pod> pods) {
        return Map.of(
                "Namespace", versions(client.resources(Namespace.class).list().getItems()),
                "Pod", versions(pods),
                "NetworkPolicy",
                        versions(
                                client.resources(NetworkPolicy.class)
                                        .inAnyNamespace()
                                        .list()
                                        .getItems()));
    }

    private static Map<String, String> versions(List<? extends HasMetadata> objects) {
        Map<String, String> versions = new TreeMap<>();
        objects.forEach(
                object ->
                        versions.put(
                                ResourceKey.of(object).toString(),
                                object.getMetadata().getResourceVersion()));
        return versions;
    }

    /// Ends the API server with all objects in it; agents go on with what they know.
    public void stopApiServer() throws InterruptedException {
        apiServer.stop();
    }

    /// Starts it again, with the nodes and peers, and without pods and policies.
    public void startApiServer() throws IOException {
        apiServer = startApiServer(paths);
        awaitApiServer();
        nodes.forEach(this::register);
    }

    public KubernetesClient client() {
        return client;
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

    public LabPaths paths() {
        return paths;
    }

    @Override
    public void close() throws IOException {
        kubelet.close();
        try {
            for (LabNode node : nodes) {
                node.stopAgent();
            }
            tor.stop();
            client.close();
            apiServer.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.close();
    }
}
