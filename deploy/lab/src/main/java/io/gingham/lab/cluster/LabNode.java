package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.StatusClient;
import io.gingham.lab.fabric.Server;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One node: its namespace (made by [Fabric]), its CNI configuration, and its agent, a process of
/// its own.
public final class LabNode {

    /// More than anybody asks for: nothing in the lab goes by it.
    private static final Map<String, Quantity> ROOM =
            Map.of(
                    "cpu", new Quantity("1k"),
                    "memory", new Quantity("1Ti"),
                    "pods", new Quantity("250"));

    private final LabPaths paths;
    private final Server server;
    private final String name;
    private @Nullable JavaProcess agent;

    LabNode(LabPaths paths, Server server) {
        this.paths = paths;
        this.server = server;
        this.name = server.name();
    }

    public String name() {
        return name;
    }

    public int number() {
        return server.number();
    }

    /// Its place in the fabric.
    public Server server() {
        return server;
    }

    public IpAddress address() {
        return server.addresses().getFirst();
    }

    public IpPrefix podCidr() {
        return server.podCidrs().getFirst();
    }

    /// The conflist of pods with an address from the node's block, or of pods that bring theirs.
    static Path conflist(LabPaths paths, String node, boolean ownAddress) {
        return paths.node(node)
                .resolve("net.d")
                .resolve(ownAddress ? "20-static.conflist" : "10-gingham.conflist");
    }

    /// Puts the Node into the API server.
    void register(KubernetesClient client, LabObjects objects) {
        List<String> cidrs = server.podCidrs().stream().map(IpPrefix::toString).toList();
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("kubernetes.io/hostname", name)
                        .addToLabels("rack", server.rack())
                        .addToLabels("topology.kubernetes.io/zone", server.rack())
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDR(cidrs.getFirst())
                        .withPodCIDRs(cidrs)
                        .endSpec()
                        .build();
        objects.put(node);
        // A subresource of its own: what a create says of it may not count.
        client.nodes()
                .withName(name)
                .editStatus(
                        created ->
                                new NodeBuilder(created)
                                        .editOrNewStatus()
                                        .withAddresses(addresses())
                                        .addNewCondition()
                                        .withType("Ready")
                                        .withStatus("True")
                                        .withReason("Lab")
                                        .endCondition()
                                        .withAllocatable(ROOM)
                                        .withCapacity(ROOM)
                                        .withNewNodeInfo()
                                        .withKubeletVersion("lab")
                                        .withOperatingSystem("linux")
                                        .endNodeInfo()
                                        .endStatus()
                                        .build());
    }

    private List<NodeAddress> addresses() {
        List<NodeAddress> addresses = new ArrayList<>();
        server.addresses()
                .forEach(it -> addresses.add(new NodeAddress(it.toString(), "InternalIP")));
        addresses.add(new NodeAddress(name, "Hostname"));
        return addresses;
    }

    void configure() throws IOException {
        Files.createDirectories(paths.node(name).resolve("net.d"));
        String plugin =
                """
                {"cniVersion": "1.0.0", "name": "%s", "plugins": [
                  {"type": "gingham", "mtu": 1500, "policy": {"type": "k8s"}, "ipam": %s, "capabilities": {"ips": true}},
                  {"type": "portmap", "snat": true, "capabilities": {"portMappings": true}}
                ]}
                """;
        Path networks = paths.node(name).resolve("networks");
        Files.writeString(
                conflist(paths, name, false),
                plugin.formatted(
                        "k8s-pod-network",
                        "{\"type\": \"host-local\", \"ranges\": [%s], \"dataDir\": \"%s\"}"
                                .formatted(ranges(), networks)));
        Files.writeString(
                conflist(paths, name, true),
                plugin.formatted("own-address", "{\"type\": \"static\"}"));
    }

    private String ranges() {
        return server.podCidrs().stream()
                .map(
                        cidr ->
                                cidr.address().isIpv4()
                                        ? "[{\"subnet\": \"usePodCidr\"}]"
                                        : "[{\"subnet\": \"usePodCidrIPv6\"}]")
                .collect(Collectors.joining(", "));
    }

    /// Starts the agent; its log goes on where an earlier one's ended.
    public void startAgent() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent"));
        arguments.addAll(List.of("--node-name", name));
        arguments.addAll(List.of("--kubeconfig", paths.kubeconfig().toString()));
        arguments.addAll(List.of("--state-dir", paths.node(name).resolve("state").toString()));
        arguments.addAll(List.of("--cni-socket", paths.cniSocket(name).toString()));
        arguments.addAll(List.of("--status-socket", paths.agentSocket(name).toString()));
        agent =
                JavaProcess.start(
                        paths,
                        name,
                        "felix-agent/cli",
                        "io.gingham.agent.cli.GinghamMain",
                        List.of("@" + paths.root().resolve("felix-agent/jvm.options")),
                        arguments,
                        paths.log("agent-" + name));
    }

    /// `kill -9`.
    public void killAgent() throws InterruptedException {
        if (agent != null) {
            agent.kill();
        }
    }

    /// SIGTERM, until it has ended.
    public void stopAgent() throws InterruptedException {
        if (agent != null) {
            agent.stop();
        }
    }

    public long agentResidentKib() {
        return agent == null ? 0 : agent.residentKib();
    }

    /// False once the agent's process has ended by itself.
    public boolean isAgentAlive() {
        return agent != null && agent.isAlive();
    }

    /// What the agent says of itself, or empty while it does not answer.
    public Optional<AgentStatus> status() {
        try {
            return Optional.of(client().status());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public StatusClient client() {
        return new StatusClient(paths.agentSocket(name));
    }
}
