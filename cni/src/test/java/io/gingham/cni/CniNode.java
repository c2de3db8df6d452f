package io.gingham.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gingham.cni.ipam.DelegatedIpam;
import io.gingham.cni.ipam.Ipam;
import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.server.CniServer;
import io.gingham.delta.Delta;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A node for tests: a CNI server in the test JVM's own network namespace, pods in namespaces of
/// their own, requests through the real launcher.
final class CniNode implements AutoCloseable {

    static final String PLUGINS = "/usr/lib/cni";
    static final JsonMapper JSON = new JsonMapper();

    private static final Path LAUNCHER =
            Path.of(
                    Objects.requireNonNull(System.getenv("GINGHAM_ROOT")),
                    "cni/target/gingham-cni");

    final TestNamespaces namespaces = new TestNamespaces();
    final Path folder;
    final List<Delta<EndpointId, WorkloadEndpoint>> deltas = new CopyOnWriteArrayList<>();
    volatile List<IpPrefix> podCidrs =
            List.of(IpPrefix.parse("10.65.0.0/24"), IpPrefix.parse("2001:db8:65::/64"));
    volatile PolicyGate gate = endpoint -> CompletableFuture.completedFuture(null);
    volatile ForbiddenAddresses forbidden = address -> Optional.empty();

    /// By `ipam.type`; from the next restart on.
    volatile Map<String, Ipam> ownIpam = Map.of();

    volatile Duration look = Duration.ofMinutes(5);
    volatile Duration gateLimit = Duration.ofSeconds(5);
    volatile Duration ipamLimit = Duration.ofSeconds(60);
    CniServer server;

    /// Whatever the test says at the time.
    private final class CurrentGate implements PolicyGate {

        @Override
        public CompletableFuture<Void> enforced(WorkloadEndpoint endpoint) {
            return gate.enforced(endpoint);
        }

        @Override
        public String obstacle(WorkloadEndpoint endpoint) {
            return gate.obstacle(endpoint);
        }

        @Override
        public Optional<String> missing(WorkloadEndpoint endpoint) {
            return gate.missing(endpoint);
        }

        @Override
        public Optional<String> unready() {
            return gate.unready();
        }
    }

    CniNode() throws IOException {
        folder = Files.createTempDirectory("gingham-cni");
        server = startAgain();
    }

    CniServer startAgain() throws IOException {
        CniServerConfig config =
                CniServerConfig.defaults()
                        .withSocket(socket())
                        .withStateDir(stateDir())
                        .withDefaultMtu(() -> 1440)
                        .withGateLimit(gateLimit)
                        .withIpamLimit(ipamLimit)
                        .withLook(look);
        CniServer created =
                new CniServer(
                        config,
                        new IpamChoice(
                                ownIpam,
                                new DelegatedIpam(ipamLimit, () -> podCidrs, config.socket())),
                        new CurrentGate(),
                        address -> forbidden.reason(address),
                        deltas::add);
        created.start();
        return created;
    }

    void restart() throws IOException {
        server.close();
        server = startAgain();
    }

    Path stateDir() {
        return folder.resolve("endpoints");
    }

    /// Where the launcher leaves DELs.
    Path deletions() {
        return folder.resolve("cni.sock.deletions");
    }

    Path socket() {
        return folder.resolve("cni.sock");
    }

    /// Files of host-local's reservations.
    List<String> reservations() throws IOException {
        Path network = folder.resolve("ipam/k8s-pod-network");
        if (!Files.exists(network)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(network)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("last_") && !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    /// Calico's documented configuration, with the reservations in this test's folder.
    String config(String version, String... subnets) {
        StringBuilder ranges = new StringBuilder();
        for (String subnet : subnets) {
            ranges.append(ranges.isEmpty() ? "" : ",");
            ranges.append("[{\"subnet\":\"").append(subnet).append("\"}]");
        }
        return """
        {"cniVersion": "%s", "name": "k8s-pod-network", "type": "calico", "log_level": "info",
         "datastore_type": "kubernetes", "nodename": "n1", "mtu": 1400,
         "ipam": {"type": "host-local", "dataDir": "%s", "ranges": [%s]},
         "policy": {"type": "k8s"}, "kubernetes": {"kubeconfig": "/nowhere"}}
        """
                .formatted(version, folder.resolve("ipam"), ranges);
    }

    String config(String version) {
        return config(version, "usePodCidr");
    }

    ProcessResult call(String command, String container, String netns, String pod, String stdin) {
        Map<String, String> environment = environment(command, container, netns, pod);
        return call(environment, stdin);
    }

    ProcessResult call(Map<String, String> environment, String stdin) {
        return new ProcessRunner(Duration.ofSeconds(60))
                .run(
                        List.of(LAUNCHER.toString()),
                        stdin.getBytes(StandardCharsets.UTF_8),
                        environment);
    }

    Map<String, String> environment(String command, String container, String netns, String pod) {
        Map<String, String> environment = new HashMap<>();
        environment.put("CNI_COMMAND", command);
        environment.put("CNI_CONTAINERID", container);
        environment.put("CNI_NETNS", netns);
        environment.put("CNI_IFNAME", "eth0");
        environment.put("CNI_PATH", PLUGINS);
        environment.put(
                "CNI_ARGS",
                "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME="
                        + pod
                        + ";K8S_POD_UID=u-"
                        + pod
                        + ";K8S_POD_INFRA_CONTAINER_ID="
                        + container);
        environment.put("GINGHAM_CNI_SOCKET", socket().toString());
        return environment;
    }

    /// Makes an IPAM plugin out of a shell script, in this node's folder.
    void plugin(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /// An ADD that must succeed.
    JsonNode add(String container, NetworkNamespace pod, String podName, String config) {
        ProcessResult result = call("ADD", container, pod.path().toString(), podName, config);
        if (!result.succeeded()) {
            throw new AssertionError("ADD failed: " + result.stdoutText() + result.stderr());
        }
        return json(result);
    }

    static JsonNode json(ProcessResult result) {
        try {
            return JSON.readTree(result.stdout());
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + result.stdoutText(), e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        namespaces.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
