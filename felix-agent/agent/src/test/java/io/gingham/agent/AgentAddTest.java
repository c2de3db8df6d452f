package io.gingham.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.config.AgentConfig;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ADD of a whole agent, in private namespaces, with the launcher and Debian's host-local: what it
/// says when it fails. Cases gate-reason and address-outside-pools of cases/reports/cni; sources:
/// EndpointStage.reasonToClose knows it; Calico exports only addresses inside IPPools.
class AgentAddTest {

    private static final AgentTiming QUICK =
            new AgentTiming(
                    Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMillis(1500));

    private static final String NODES =
            """
            {"metadata": {"name": "n1", "resourceVersion": "1"}, "spec": {"podCIDR": "10.244.0.0/24"},
             "status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}]}},
            {"metadata": {"name": "n2", "resourceVersion": "1"}, "spec": {"podCIDR": "10.244.7.0/24"},
             "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.7"}]}}
            """;

    @TempDir Path folder;
    private final TestNamespaces namespaces = new TestNamespaces();
    private FakeApiServer api = new FakeApiServer();
    private @Nullable Agent agent;

    AgentAddTest() throws IOException {}

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
        }
        api.close();
        namespaces.close();
    }

    private void start() throws IOException {
        start(QUICK);
    }

    private void start(AgentTiming timing) throws IOException {
        api.has("nodes", NODES);
        api.has(
                "namespaces",
                "{\"metadata\": {\"name\": \"default\", \"resourceVersion\": \"1\"}}");
        agent =
                new Agent(
                        new AgentConfig(
                                "n1",
                                Optional.of(FakeApiServer.kubeconfig(folder, api.port())),
                                folder.resolve("state"),
                                folder.resolve("cni.sock"),
                                folder.resolve("agent.sock"),
                                Optional.empty(),
                                OptionalInt.empty()),
                        timing);
        agent.start();
    }

    /// The node has no podCIDR, and so no addresses, before the API server was listed.
    private void awaitListed() throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!call("STATUS", "", "", "", "").succeeded()) {
            assertTrue(System.nanoTime() < end, "the API server was not listed");
            Thread.sleep(50);
        }
    }

    private static String pod(String namespace, String name, String node, boolean hostNetwork) {
        return """
        {"metadata": {"name": "%s", "namespace": "%s", "uid": "u-%s", "resourceVersion": "1"},
         "spec": {"nodeName": "%s", "hostNetwork": %s, "containers": []}, "status": {"phase": "Pending"}}
        """
                .formatted(name, namespace, name, node, hostNetwork);
    }

    @Test
    void anAddThatGivesUpNamesTheReason() throws Exception {
        api.has(
                "pods",
                String.join(
                        ",",
                        pod("default", "good", "n1", false),
                        pod("default", "young", "n1", false),
                        pod("default", "hosts", "n1", true),
                        pod("nowhere", "lost", "n1", false)));
        start();
        awaitListed();
        add("default", "good", "u-good", "").orThrow();

        assertSays(add("default", "young", "u-old", ""), "another pod of this name", "u-young");
        assertSays(add("default", "hosts", "u-hosts", ""), "host's network");
        assertSays(add("nowhere", "lost", "u-lost", ""), "namespace nowhere");
        assertSays(
                add("default", "unseen", "u-unseen", ""),
                "not shown this pod",
                "bound to this node");
        assertEquals(1, records().size(), "all but the good one are undone");
    }

    @Test
    void anApiServerThatIsAwayIsNamed() throws Exception {
        api.close();
        start();

        assertSays(
                add("default", "web", "u-web", "10.244.0.9/32"),
                "API server",
                "not all been listed");
        assertEquals(List.of(), records());
    }

    @Test
    void addressesOfTheClusterAreRefused() throws Exception {
        api.has("pods", pod("default", "web", "n1", false));
        api.has(
                "endpointslices",
                """
                {"metadata": {"name": "kubernetes", "namespace": "default", "resourceVersion": "1",
                  "labels": {"kubernetes.io/service-name": "kubernetes"}},
                 "addressType": "IPv4", "endpoints": [{"addresses": ["203.0.113.9"]}], "ports": []}
                """);
        start();
        awaitListed();
        for (String taken : List.of("10.244.7.9/32", "192.0.2.7/32", "203.0.113.9/24")) {
            ProcessResult result = add("default", "web", "u-web", taken);

            assertTrue(result.stdoutText().contains("\"code\":7"), taken + result.stdoutText());
        }
        assertTrue(
                add("default", "web", "u-web", "10.244.7.9/32").stdoutText().contains("node n2"));
    }

    /// Case waiting-adds-starve-del, with all that an agent does besides.
    @Test
    void addsOfUnseenPodsStopNobodyElse() throws Exception {
        api.has("pods", pod("default", "good", "n1", false));
        start(
                new AgentTiming(
                        Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(60)));
        awaitListed();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 140; i++) {
            String name = "unseen" + i;
            waiting.add(Thread.ofPlatform().start(() -> add("default", name, "u", "")));
        }
        long end = System.nanoTime() + 60_000_000_000L;
        while (live() < 140) {
            assertTrue(System.nanoTime() < end, "the ADDs do not get as far as the gate");
            Thread.sleep(20);
        }

        long start = System.nanoTime();
        add("default", "good", "u-good", "").orThrow();
        long millis = (System.nanoTime() - start) / 1_000_000;

        System.out.println("an ADD beside 140 that wait: " + millis + " ms");
        assertTrue(millis < 2_000, millis + " ms");
        Objects.requireNonNull(agent).close();
        agent = null;
        for (Thread thread : waiting) {
            thread.join();
        }
        assertEquals(1, records().size());
    }

    private void assertSays(ProcessResult result, String... words) {
        assertTrue(result.stdoutText().contains("\"code\":11"), result::stdoutText);
        for (String word : words) {
            assertTrue(result.stdoutText().contains(word), result::stdoutText);
        }
    }

    private List<Path> records() throws IOException {
        try (var files = Files.list(folder.resolve("state/endpoints"))) {
            return files.toList();
        }
    }

    /// How many are wired and announced.
    private long live() throws IOException {
        long live = 0;
        for (Path file : records()) {
            try {
                live += Files.readString(file).contains("\"live\":true") ? 1 : 0;
            } catch (NoSuchFileException e) {
                continue; // it was renamed
            }
        }
        return live;
    }

    private ProcessResult add(String namespace, String name, String uid, String address) {
        return call("ADD", namespace, name, uid, address);
    }

    /// @param address of the static IPAM plugin; empty: host-local's
    private ProcessResult call(
            String command, String namespace, String name, String uid, String address) {
        NetworkNamespace pod = namespaces.create("pod");
        Map<String, String> environment = new HashMap<>();
        environment.put("CNI_COMMAND", command);
        environment.put("CNI_CONTAINERID", pod.path().getFileName().toString());
        environment.put("CNI_NETNS", pod.path().toString());
        environment.put("CNI_IFNAME", "eth0");
        environment.put("CNI_PATH", "/usr/lib/cni");
        environment.put(
                "CNI_ARGS",
                "IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_UID=%s"
                        .formatted(namespace, name, uid));
        environment.put("GINGHAM_CNI_SOCKET", folder.resolve("cni.sock").toString());
        String ipam =
                address.isEmpty()
                        ? "{\"type\":\"host-local\",\"subnet\":\"usePodCidr\",\"dataDir\":\""
                                + folder.resolve("ipam")
                                + "\"}"
                        : "{\"type\":\"static\",\"addresses\":[{\"address\":\"" + address + "\"}]}";
        String config =
                "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"type\":\"gingham\",\"ipam\":"
                        + ipam
                        + "}";
        String root = Objects.requireNonNull(System.getenv("GINGHAM_ROOT"));
        return new ProcessRunner(Duration.ofSeconds(30))
                .run(
                        List.of(root + "/cni/target/gingham-cni"),
                        config.getBytes(StandardCharsets.UTF_8),
                        environment);
    }
}
