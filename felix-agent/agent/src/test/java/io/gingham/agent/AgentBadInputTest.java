package io.gingham.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.agent.config.AgentConfig;
import io.gingham.agent.install.CniFolders;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A whole agent, in private namespaces, on a node where something is wrong: the Node's condition
/// and the log say what and what to do, and what stood before stands.
class AgentBadInputTest {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));
    private static final AgentTiming QUICK =
            new AgentTiming(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(2));
    private static final String NODE =
            """
            {"metadata": {"name": "n1", "resourceVersion": "1"}, "spec": {"podCIDR": "10.244.0.0/24"},
             "status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}]}}
            """;
    private static final String CONFLIST =
            """
            {"cniVersion": "1.0.0", "name": "pods", "plugins": [
              {"type": "gingham", "ipam": {"type": "host-local", "subnet": "usePodCidr"}}]}
            """;

    @TempDir Path folder;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("io.gingham");
    private FakeApiServer api = new FakeApiServer();
    private @Nullable Agent agent;

    AgentBadInputTest() throws IOException {}

    @BeforeEach
    void anImageAHostAndACluster() throws IOException {
        for (String name : List.of("programs", "bin", "net.d")) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(folder.resolve("cni.conflist"), CONFLIST);
        Files.writeString(folder.resolve("programs/gingham"), "the launcher");
        Files.writeString(folder.resolve("programs/host-local"), "the IPAM plugin");
        api.has("nodes", NODE);
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
        }
        api.close();
        log.detachAppender(lines);
    }

    private void start() throws IOException {
        start(api.port());
    }

    private void start(int apiPort) throws IOException {
        agent =
                new Agent(
                        new AgentConfig(
                                "n1",
                                Optional.of(FakeApiServer.kubeconfig(folder, apiPort)),
                                folder.resolve("state"),
                                folder.resolve("cni.sock"),
                                folder.resolve("agent.sock"),
                                Optional.of(folders()),
                                OptionalInt.empty()),
                        QUICK);
        agent.start();
    }

    private CniFolders folders() {
        return new CniFolders(
                folder.resolve("programs"),
                folder.resolve("cni.conflist"),
                folder.resolve("bin"),
                folder.resolve("net.d"),
                folder.resolve("state/installed"),
                "10-gingham.conflist");
    }

    /// The first condition whose message has all of the words; the others are what came before.
    private JsonNode condition(String... words) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        JsonNode last = null;
        while (System.nanoTime() < limit) {
            JsonNode next = api.conditions().poll(1, TimeUnit.SECONDS);
            last = next == null ? last : next;
            if (next != null
                    && List.of(words).stream().allMatch(next.path("message").asText()::contains)) {
                return next;
            }
        }
        throw new AssertionError("no condition with " + List.of(words) + "; the last: " + last);
    }

    private void assertLogged(String... words) {
        List<String> logged =
                List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertTrue(
                logged.stream().anyMatch(line -> List.of(words).stream().allMatch(line::contains)),
                () -> "no line with " + List.of(words) + " in " + logged);
    }

    private boolean isInstalled() {
        return Files.exists(folder.resolve("net.d/10-gingham.conflist"));
    }

    @Test
    void withNothingWrongTheNodeIsReady() throws Exception {
        start();
        assertEquals("False", condition("Gingham routes").path("status").asText());
        assertTrue(isInstalled());
    }

    @Test
    void aKindThatIsForbidden() throws Exception {
        api.refuses("networkpolicies", 403);
        start();
        JsonNode condition = condition("NetworkPolicy", "forbids", "ClusterRole", "list and watch");
        assertEquals("True", condition.path("status").asText());
        assertLogged("can't list or watch NetworkPolicy", "ClusterRole");
        assertFalse(isInstalled());
        api.refuses("networkpolicies", 0);
        condition("Gingham routes");
    }

    @Test
    void aKindThatIsNotInstalled() throws Exception {
        api.refuses("ippools", 404);
        start();
        condition("IPPool", "custom resource definitions");
        assertLogged("can't list or watch IPPool", "custom resource definitions");
        assertFalse(isInstalled());
    }

    @Test
    void aClusterWithoutPodCidrs() throws Exception {
        api.has("nodes", NODE.replace("\"podCIDR\": \"10.244.0.0/24\"", ""));
        start();
        JsonNode condition = condition("no podCIDR", "--allocate-node-cidrs");
        assertEquals("True", condition.path("status").asText());
        assertLogged("no podCIDR", "--allocate-node-cidrs");
        assertFalse(isInstalled());
    }

    @Test
    void aNodeThatIsNotThere() throws Exception {
        api.has("nodes", NODE.replace("n1", "other"));
        start();
        condition("no node named n1", "NODENAME");
    }

    @Test
    void aMalformedConflistLeavesTheInstalledOne() throws Exception {
        Files.writeString(folder.resolve("net.d/10-gingham.conflist"), CONFLIST);
        Files.writeString(folder.resolve("cni.conflist"), "{not json");
        start();
        JsonNode condition = condition("is not JSON", "ConfigMap");
        assertEquals("False", condition.path("status").asText());
        assertEquals("GinghamIsNotReady", condition.path("reason").asText());
        assertLogged("is not JSON", "ConfigMap");
        assertEquals(CONFLIST, Files.readString(folder.resolve("net.d/10-gingham.conflist")));
    }

    @Test
    void aFolderThatIsReadOnly() throws Exception {
        String mounted = folder.resolve("net.d").toString();
        RUNNER.run(List.of("mount", "-t", "tmpfs", "-o", "ro", "none", mounted)).orThrow();
        try {
            start();
            condition("10-gingham.conflist can't be written", "Read-only", "be writable");
            assertLogged("10-gingham.conflist can't be written", "Read-only");
            RUNNER.run(List.of("mount", "-o", "remount,rw", mounted)).orThrow();
            condition("Gingham routes");
            assertTrue(isInstalled());
        } finally {
            RUNNER.run(List.of("umount", mounted));
        }
    }

    /// Case full-disk-del of cases/reports/cni: after a restart the agent did not start.
    @Test
    void aStateFolderThatIsFull() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        RUNNER.run(List.of("mount", "-t", "tmpfs", "-o", "size=64k", "none", state.toString()))
                .orThrow();
        try {
            start();
            condition("Gingham routes");
            Objects.requireNonNull(agent).close();
            RUNNER.run(List.of("sh", "-c", "cat /dev/zero >" + state + "/filler; true")).orThrow();

            start();

            JsonNode condition = condition("no pod can be added", "No space left", "free space");
            assertEquals("False", condition.path("status").asText());
            Objects.requireNonNull(agent).close();
            agent = null;
        } finally {
            RUNNER.run(List.of("umount", state.toString()));
        }
    }

    @Test
    void aFolderThatIsMissing() throws Exception {
        Files.delete(folder.resolve("bin"));
        start();
        condition("can't be written", "the folder must exist on the host");
        assertFalse(isInstalled());
    }

    @Test
    void anotherNetworksConfigurationThatSortsFirst() throws Exception {
        Files.writeString(folder.resolve("net.d/05-other.conf"), "{}");
        start();
        JsonNode condition = condition("05-other.conf sorts before", "remove it");
        assertEquals("False", condition.path("status").asText());
        assertLogged("05-other.conf sorts before");
        assertTrue(isInstalled());
    }

    @Test
    void anApiServerThatIsAwayAtTheStart() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start(port);
        await(() -> lines.list.stream().anyMatch(AgentBadInputTest::saysThatTheServerIsAway));
        assertFalse(isInstalled());
        api.close();
        api = new FakeApiServer(port);
        api.has("nodes", NODE);
        condition("Gingham routes");
        assertTrue(isInstalled());
    }

    private static boolean saysThatTheServerIsAway(ILoggingEvent line) {
        return line.getFormattedMessage().contains("the API server can't be reached")
                && line.getFormattedMessage().contains("KUBERNETES_SERVICE_HOST");
    }

    private static void await(java.util.function.BooleanSupplier holds)
            throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "it did not come true within 30 s");
            Thread.sleep(20);
        }
    }
}
