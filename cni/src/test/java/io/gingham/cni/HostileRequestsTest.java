package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are wrong on purpose: each is answered, and concerns nobody else. Cases of
/// cases/reports/cni, named at each test.
class HostileRequestsTest extends CniServerFixture {

    HostileRequestsTest() throws IOException {}

    /// Case fifo-netns; source: untrusted bytes end as a value or an error (docs).
    @Test
    void whatIsNoNamespaceIsRefusedAtOnceAndHoldsNothing() throws IOException {
        Path fifo = node.folder.resolve("fifo");
        TestNamespaces.runHere("mkfifo", fifo.toString());
        Path socket = node.folder.resolve("socket");
        Path plain = Files.writeString(node.folder.resolve("plain"), "x");
        NetworkNamespace pod = node.namespaces.create("pod");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            for (Object bad :
                    List.of(fifo, socket, plain, node.folder, "/dev/zero", "/dev/tty", "/no")) {
                long start = System.nanoTime();
                ProcessResult add =
                        node.call("ADD", "c1", bad.toString(), "web", node.config("1.0.0"));
                assertError(CniErrorCode.INVALID_ENVIRONMENT, add);
                node.call("DEL", "c1", bad.toString(), "web", node.config("1.0.0")).orThrow();
                assertTrue(System.nanoTime() - start < 5_000_000_000L, bad.toString());
            }
        }
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.call("DEL", "c1", pod.path().toString(), "web", node.config("1.0.0")).orThrow();
        assertNothingLeft(pod);
    }

    /// Case nesting; source: what can't be decoded is code 6.
    @ParameterizedTest
    @ValueSource(ints = {101, 900, 998, 5_000, 400_000})
    void anyNestingIsRefused(int depth) {
        for (String key : List.of("a", "ipam", "dns", "prevResult", "cni.dev/valid-attachments")) {
            for (String brackets : List.of("[]", "{}")) {
                String open = brackets.startsWith("[") ? "[" : "{\"a\":";
                if (open.length() * depth + depth > 1_000_000) {
                    continue;
                }
                String nested =
                        open.repeat(depth)
                                + (brackets.startsWith("[") ? "" : "1")
                                + brackets.substring(1).repeat(depth);
                String config =
                        node.config("1.1.0").replaceFirst("\\}\\s*$", "")
                                + ",\""
                                + key
                                + "\":"
                                + nested
                                + "}";
                for (String command : List.of("ADD", "DEL", "CHECK", "GC", "STATUS")) {
                    ProcessResult result =
                            node.call(command, "c1", "/run/netns/none", "web", config);
                    assertEquals(6, CniNode.json(result).path("code").asInt(), command + " " + key);
                }
            }
        }
    }

    /// CNI SPEC, error 6: "failed to decode content".
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "1.0",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"1\"",
                "\"v1.0.0\"",
                "\"1.0.0 \"",
                "\"1.0.0\\n\"",
                "\"1.0.x\"",
                "\"01.0.0\"",
                "\"1.0.99999999999999999999\"",
                "\"-1.0.0\""
            })
    void aVersionThatIsNoneIsADecodingFailure(String version) {
        for (String command : List.of("ADD", "DEL", "STATUS")) {
            ProcessResult result =
                    node.call(
                            command,
                            "c1",
                            "/run/netns/none",
                            "web",
                            node.config("1.0.0").replace("\"1.0.0\"", version));

            assertError(CniErrorCode.DECODING_FAILURE, result);
        }
    }

    @Test
    void aHugeVersionIsADecodingFailure() {
        String huge = "1." + "0".repeat(100_000) + ".0";
        ProcessResult result =
                node.call(
                        "ADD",
                        "c1",
                        "/run/netns/none",
                        "web",
                        node.config("1.0.0").replace("1.0.0", huge));

        assertError(CniErrorCode.DECODING_FAILURE, result);
        assertTrue(result.stdout().length < 10_000);
    }

    /// Case memory: 64 requests of 64 KiB, 8 of 1 MiB, wherever their bulk is. (The heap that this
    /// runs in is the tests'; that of an agent is the campaign's, see [MemoryTest].)
    @Test
    void manyLargeRequestsAreAllAnswered() throws Exception {
        for (int size : List.of(64 << 10, (1 << 20) - 2_000)) {
            int count = size > 64 << 10 ? 8 : 64;
            for (String key : List.of("a", "runtimeConfig", "dns")) {
                answered(count, padded(key, size));
            }
        }
    }

    private void answered(int count, String config) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ProcessResult>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String container = "c" + i;
                answers.add(threads.submit(() -> node.call("DEL", container, "", "web", config)));
            }
            for (Future<ProcessResult> answer : answers) {
                ProcessResult result = answer.get(60, TimeUnit.SECONDS);
                assertEquals(0, result.exitCode(), result::stdoutText);
            }
        }
        assertFalse(Files.exists(node.deletions()), "they were answered, not left");
    }

    /// @param bytes of all of it, nearly
    private String padded(String key, int bytes) {
        String config = node.config("1.0.0").replaceFirst("\\}\\s*$", "");
        String bulk = "{\"k\":1}" + ",{\"k\":1}".repeat((bytes - config.length() - 50) / 8);
        return config + ",\"" + key + "\":{\"x\":[" + bulk + "]}}";
    }

    @Test
    void anIpamTypeThatMakesInterfacesIsRefusedBeforeItRuns() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        Path launcher = Path.of(System.getenv("GINGHAM_ROOT"), "cni/target/gingham-cni");
        Files.copy(launcher, node.folder.resolve("calico"));
        Files.copy(launcher, node.folder.resolve("my-ipam"));
        Files.createSymbolicLink(node.folder.resolve("ip-giver"), Path.of(CniNode.PLUGINS, "ptp"));
        for (String type :
                List.of(
                        "ptp",
                        "bridge",
                        "macvlan",
                        "ipvlan",
                        "host-device",
                        "vlan",
                        "loopback",
                        "portmap",
                        "bandwidth",
                        "tuning",
                        "gingham",
                        "calico",
                        "my-ipam",
                        "ip-giver")) {
            Map<String, String> environment =
                    node.environment("ADD", "c1", pod.path().toString(), "web");
            environment.put("CNI_PATH", node.folder + ":" + CniNode.PLUGINS);
            String config = node.config("1.0.0").replace("host-local", type);

            ProcessResult result = node.call(environment, config);

            assertError(CniErrorCode.INVALID_CONFIG, result);
            environment.put("CNI_COMMAND", "DEL");
            node.call(environment, config).orThrow();
            assertNothingLeft(pod);
        }
    }

    @Test
    void anIpamPluginThatRunsUsAgainIsRefused() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_GINGHAM", node.socket().toString());

        assertError(CniErrorCode.INVALID_CONFIG, node.call(environment, node.config("1.0.0")));
        assertNothingLeft(pod);
    }

    @Test
    void anIpamPluginThatTakesTooLongIsKilledWithAllItStarted() throws Exception {
        node.ipamLimit = Duration.ofSeconds(1);
        node.restart();
        NetworkNamespace pod = node.namespaces.create("pod");
        Path pids = node.folder.resolve("pids");
        node.plugin(
                "forker",
                "[ $CNI_COMMAND = ADD ] || exit 0; (echo $$ >>"
                        + pids
                        + "; sleep 300 & echo $! >>"
                        + pids
                        + "; exec sleep 301) & echo $! >>"
                        + pids
                        + "; sleep 302");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());

        ProcessResult result =
                node.call(environment, node.config("1.0.0").replace("host-local", "forker"));

        assertError(CniErrorCode.IO_FAILURE, result);
        for (String pid : Files.readAllLines(pids)) {
            await(() -> hasEnded(pid));
        }
        assertNothingLeft(pod);
    }

    /// One that nobody has waited for yet has ended too.
    private static boolean hasEnded(String pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    @Test
    void anIpamPluginThatStartsItselfAgainAndAgainIsKilled() throws Exception {
        NetworkNamespace pod = node.namespaces.create("pod");
        Path log = node.folder.resolve("log");
        node.plugin("again", "[ $CNI_COMMAND = ADD ] || exit 0; echo x >>" + log + "; $0; exit 1");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());

        ProcessResult result =
                node.call(environment, node.config("1.0.0").replace("host-local", "again"));

        assertError(CniErrorCode.IO_FAILURE, result);
        assertTrue(result.stdoutText().contains("processes"), result::stdoutText);
        long started = Files.size(log);
        Thread.sleep(300);
        assertEquals(started, Files.size(log), "none of them is left");
        assertNothingLeft(pod);
    }

    /// What comes in with line ends must not look like lines of the log.
    @Test
    void lineEndsOfARequestAreEscapedInItsAnswer() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path() + "\nERROR all is lost", "web");
        JsonNode error = CniNode.json(node.call(environment, node.config("1.0.0")));

        assertFalse(error.path("details").asText().contains("\n"), error::toString);
        assertTrue(error.path("details").asText().contains("\\nERROR"), error::toString);
        node.plugin("rude", "printf '{\"code\":999,\"msg\":\"a\\\\nb\\\\rc\"}'; exit 1");
        environment = node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());
        error =
                CniNode.json(
                        node.call(environment, node.config("1.0.0").replace("host-local", "rude")));
        assertTrue(error.path("msg").asText().endsWith("a\\nb\\rc"), error::toString);
    }

    @Test
    void aPodsNameThatIsNoneIsRefused() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        for (String name : List.of("we\nb", "../web", "web x", "w".repeat(254), "we\u2028b")) {
            ProcessResult result =
                    node.call("ADD", "c1", pod.path().toString(), name, node.config("1.0.0"));

            assertError(CniErrorCode.INVALID_ENVIRONMENT, result);
            node.call("DEL", "c1", pod.path().toString(), name, node.config("1.0.0")).orThrow();
        }
        assertNothingLeft(pod);
    }

    @Test
    void anIpamPluginThatReturnsInterfacesIsNone() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.plugin(
                "maker",
                "[ $CNI_COMMAND = ADD ] && echo '{\"interfaces\":[{\"name\":\"x\"}],"
                        + "\"ips\":[{\"address\":\"10.7.0.1/32\"}]}'; exit 0");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());

        assertError(
                CniErrorCode.INVALID_CONFIG,
                node.call(environment, node.config("1.0.0").replace("host-local", "maker")));
        assertNothingLeft(pod);
    }
}
