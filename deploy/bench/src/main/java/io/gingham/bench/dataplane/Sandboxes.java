package io.gingham.bench.dataplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.bench.BenchException;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Makes the sandboxes of a node's pods as a container runtime does: a network namespace, and CNI
/// ADD through the launcher that is installed on nodes. Any thread.
final class Sandboxes {

    /// The launcher's name, as the kernel shows its process.
    static final String LAUNCHER = "gingham";

    private static final Path REFERENCE_PLUGINS = Path.of("/usr/lib/cni");

    /// As many at once as a kubelet makes.
    private static final int AT_ONCE = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(90));
    private final NodeNet node;
    private final Path programs;
    private final byte[] configuration;

    Sandboxes(NodeNet node) {
        this.node = node;
        this.programs = AgentProcess.folder(node).resolve("bin");
        this.configuration =
                """
                {"cniVersion":"1.0.0","name":"k8s-pod-network","type":"gingham","mtu":1500,"policy":{"type":"k8s"},\
                "ipam":{"type":"host-local","ranges":[[{"subnet":"usePodCidr"}],[{"subnet":"usePodCidrIPv6"}]],"dataDir":"%s"}}"""
                        .formatted(AgentProcess.folder(node).resolve("networks"))
                        .getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(programs);
            Files.copy(
                    AgentProcess.root().resolve("cni/target/gingham-cni"),
                    programs.resolve(LAUNCHER));
        } catch (IOException e) {
            throw new BenchException("the CNI launcher can't be installed", e);
        }
    }

    /// Makes them all, several at once.
    ///
    /// @return the addresses of each, in the order of the pods
    List<List<String>> addAll(List<ClusterPod> pods) {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (ClusterPod pod : pods) {
                work.add(
                        () -> {
                            makeNamespace(pod);
                            return add(pod);
                        });
            }
            List<List<String>> addresses = new ArrayList<>();
            for (Future<List<String>> done : workers.invokeAll(work)) {
                addresses.add(done.get());
            }
            return addresses;
        } catch (ExecutionException e) {
            throw new BenchException(
                    "a pod can't be started", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        } finally {
            workers.shutdownNow();
        }
    }

    void makeNamespace(ClusterPod pod) {
        NetworkNamespace.create(namespace(pod));
    }

    /// Executes ADD and waits for its end.
    ///
    /// @return the pod's addresses
    List<String> add(ClusterPod pod) {
        ProcessResult result = execute("ADD", pod);
        try {
            List<String> addresses = new ArrayList<>();
            for (JsonNode ip : JSON.readTree(result.stdout()).path("ips")) {
                addresses.add(ip.path("address").asText().replaceAll("/.*", ""));
            }
            return addresses;
        } catch (IOException e) {
            throw new BenchException("CNI ADD answered " + result.stdoutText(), e);
        }
    }

    /// DEL, and the end of the namespace.
    void remove(ClusterPod pod) {
        execute("DEL", pod);
        NetworkNamespace.delete(namespace(pod));
    }

    private ProcessResult execute(String command, ClusterPod pod) {
        String container = "%064x".formatted(pod.number() + 1);
        try {
            ProcessResult result =
                    runner.run(
                            List.of(programs.resolve(LAUNCHER).toString()),
                            configuration,
                            Map.of(
                                    "CNI_COMMAND",
                                    command,
                                    "CNI_CONTAINERID",
                                    container,
                                    "CNI_NETNS",
                                    "/run/netns/" + namespace(pod),
                                    "CNI_IFNAME",
                                    "eth0",
                                    "CNI_PATH",
                                    programs + ":" + REFERENCE_PLUGINS,
                                    "CNI_ARGS",
                                    arguments(pod, container),
                                    "GINGHAM_CNI_SOCKET",
                                    AgentProcess.cniSocket(node).toString()));
            if (!result.succeeded()) {
                throw new BenchException(
                        "CNI %s of %s: %s %s"
                                .formatted(
                                        command,
                                        pod.key(),
                                        result.stdoutText().strip(),
                                        result.stderr().strip()));
            }
            return result;
        } catch (ProcessException e) {
            throw new BenchException("CNI " + command + " of " + pod.key(), e);
        }
    }

    private static String arguments(ClusterPod pod, String container) {
        return "IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s"
                .formatted(pod.namespace(), pod.name(), container, pod.uid());
    }

    private String namespace(ClusterPod pod) {
        return node.name() + "-pod-" + pod.number();
    }
}
