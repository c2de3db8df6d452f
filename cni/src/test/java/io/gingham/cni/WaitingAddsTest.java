package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessResult;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// ADDs that wait for their pod's policy. Case waiting-adds-starve-del of cases/reports/cni;
/// source: cilium/cilium#15428, #21604, #40219 (endpoint-delete starved).
class WaitingAddsTest extends CniServerFixture {

    private static final Duration PROMPT = Duration.ofSeconds(2);

    private final Set<String> unseen = ConcurrentHashMap.newKeySet();

    WaitingAddsTest() throws IOException {
        node.gate =
                endpoint ->
                        endpoint.pod().startsWith("unseen")
                                ? waitFor(endpoint)
                                : CompletableFuture.completedFuture(null);
        node.gateLimit = Duration.ofSeconds(60);
        node.podCidrs = List.of(IpPrefix.parse("10.65.0.0/16"));
        node.restart();
    }

    @Test
    void hundredsThatWaitStopNeitherDelNorStatusNorGoodAdds() throws Exception {
        int many = 256;
        NetworkNamespace live = node.namespaces.create("pod");
        NetworkNamespace good = node.namespaces.create("pod");
        node.add("live", live, "live", node.config("1.1.0"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ProcessResult>> waiting = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                String name = "unseen" + i;
                String netns = node.namespaces.create("pod").path().toString();
                waiting.add(
                        threads.submit(
                                () -> node.call("ADD", name, netns, name, node.config("1.1.0"))));
            }
            await(() -> unseen.size() == many);

            prompt(() -> node.call("DEL", "live", "", "live", node.config("1.1.0")));
            prompt(() -> node.call("DEL", "nobody", "", "nobody", node.config("1.1.0")));
            prompt(
                    () ->
                            node.call(
                                    Map.of(
                                            "CNI_COMMAND",
                                            "STATUS",
                                            "CNI_PATH",
                                            CniNode.PLUGINS,
                                            "GINGHAM_CNI_SOCKET",
                                            node.socket().toString()),
                                    node.config("1.1.0")));
            prompt(
                    () ->
                            node.call(
                                    "ADD",
                                    "good",
                                    good.path().toString(),
                                    "good",
                                    node.config("1.1.0")));

            node.server.close();
            for (Future<ProcessResult> one : waiting) {
                assertError(CniErrorCode.TRY_AGAIN_LATER, one.get(60, TimeUnit.SECONDS));
            }
            node.server = node.startAgain();
        }
        assertEquals(1, node.reservations().size());
        assertEquals(1, caliLinks().size());
        assertEquals(1, list(node.stateDir()).size());
    }

    @Test
    void delOfAContainerWhoseAddWaitsDoesNotWaitForIt() throws Exception {
        NetworkNamespace pod = node.namespaces.create("pod");
        Future<ProcessResult> waiting = addLater("c1", pod, "unseen");
        await(() -> unseen.contains("unseen"));

        prompt(() -> node.call("DEL", "c1", pod.path().toString(), "unseen", node.config("1.0.0")));

        ProcessResult answer = waiting.get(10, TimeUnit.SECONDS);
        assertError(CniErrorCode.TRY_AGAIN_LATER, answer);
        assertTrue(answer.stdoutText().contains("removed while"), answer::stdoutText);
        assertNothingLeft(pod);
    }

    @Test
    void aNewerSandboxEndsTheAddOfTheFormerOne() throws Exception {
        NetworkNamespace former = node.namespaces.create("pod");
        NetworkNamespace newer = node.namespaces.create("pod");
        Future<ProcessResult> waiting = addLater("c1", former, "unseen");
        await(() -> unseen.contains("unseen"));
        node.gate = endpoint -> CompletableFuture.completedFuture(null);

        node.add("c2", newer, "unseen", node.config("1.0.0"));

        ProcessResult answer = waiting.get(10, TimeUnit.SECONDS);
        assertTrue(answer.stdoutText().contains("newer sandbox"), answer::stdoutText);
        node.call("DEL", "c1", former.path().toString(), "unseen", node.config("1.0.0")).orThrow();
        assertEquals(List.of("10.65.0.3"), node.reservations());
        assertEquals(1, caliLinks().size());
    }

    /// The limit is the gate's, the words are the agent's.
    @Test
    void anAddThatGivesUpSaysWhy() throws Exception {
        node.gateLimit = Duration.ofMillis(300);
        node.gate =
                new PolicyGate() {
                    @Override
                    public CompletableFuture<Void> enforced(WorkloadEndpoint endpoint) {
                        return new CompletableFuture<>();
                    }

                    @Override
                    public String obstacle(WorkloadEndpoint endpoint) {
                        return "the moon is full";
                    }
                };
        node.restart();
        NetworkNamespace pod = node.namespaces.create("pod");

        ProcessResult result =
                node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0"));

        assertError(CniErrorCode.TRY_AGAIN_LATER, result);
        assertTrue(result.stdoutText().contains("the moon is full"), result::stdoutText);
        assertNothingLeft(pod);
    }

    /// Case sigterm-undo; source: a DaemonSet update does this on every node.
    @Test
    void anAgentThatEndsUndoesWhatIsAtWork() throws Exception {
        NetworkNamespace slow = node.namespaces.create("pod");
        NetworkNamespace atGate = node.namespaces.create("pod");
        node.plugin(
                "slow",
                "[ $CNI_COMMAND = ADD ] && touch "
                        + node.folder.resolve("asked")
                        + " && cat >"
                        + node.folder.resolve("stdin")
                        + " && "
                        + CniNode.PLUGINS
                        + "/host-local <"
                        + node.folder.resolve("stdin")
                        + " >/dev/null && sleep 60; exec "
                        + CniNode.PLUGINS
                        + "/host-local");
        Map<String, String> environment =
                node.environment("ADD", "c1", slow.path().toString(), "web");
        environment.put("CNI_PATH", node.folder + ":" + CniNode.PLUGINS);
        Future<ProcessResult> inPlugin =
                later(
                        () ->
                                node.call(
                                        environment,
                                        node.config("1.0.0")
                                                .replace("\"host-local\"", "\"slow\"")));
        Future<ProcessResult> waiting = addLater("c2", atGate, "unseen");
        await(() -> unseen.contains("unseen") && Files.exists(node.folder.resolve("asked")));
        await(() -> node.reservations().size() == 2);

        node.server.close();

        assertError(CniErrorCode.TRY_AGAIN_LATER, waiting.get(30, TimeUnit.SECONDS));
        assertEquals(1, inPlugin.get(30, TimeUnit.SECONDS).exitCode());
        assertEquals(List.of(), node.reservations());
        assertEquals(List.of(), list(node.stateDir()));
        assertEquals(List.of(), caliLinks());
        node.server = node.startAgain();
    }

    private Future<ProcessResult> addLater(String container, NetworkNamespace pod, String name) {
        return later(
                () ->
                        node.call(
                                "ADD",
                                container,
                                pod.path().toString(),
                                name,
                                node.config("1.0.0")));
    }

    private CompletableFuture<Void> waitFor(WorkloadEndpoint endpoint) {
        unseen.add(endpoint.pod());
        return new CompletableFuture<>();
    }

    private static void prompt(Supplier<ProcessResult> call) {
        long start = System.nanoTime();
        ProcessResult result = call.get().orThrow();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < PROMPT.toMillis(), millis + " ms: " + result.command());
    }
}
