package io.gingham.cni;

import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.server.CniServer;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpPrefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// An agent in a process of its own, on a node's socket and folders, that is killed: after it
/// stopped for ever in the middle of an ADD, or at any time.
final class KilledAgent implements AutoCloseable {

    private static final String WIRED = "wired";

    private final CniNode node;
    private final Process process;
    private final BufferedReader output;

    private KilledAgent(CniNode node, Process process) {
        this.node = node;
        this.process = process;
        this.output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Takes the node's socket over, and lets no pod through.
    static KilledAgent start(CniNode node) throws IOException {
        return start(node, "shut");
    }

    /// Takes the node's socket over, and lets each pod through.
    static KilledAgent startOpen(CniNode node) throws IOException {
        return start(node, "open");
    }

    /// With the memory that an agent has.
    static KilledAgent startSmall(CniNode node) throws IOException {
        Path options = Path.of(System.getenv("GINGHAM_ROOT"), "felix-agent/jvm.options");
        return start(node, "open", "@" + options);
    }

    private static KilledAgent start(CniNode node, String gate, String... options)
            throws IOException {
        node.server.close();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAgent.class.getName(),
                        node.socket().toString(),
                        node.stateDir().toString(),
                        gate));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        KilledAgent agent = new KilledAgent(node, process);
        agent.awaitLine("ready");
        return agent;
    }

    /// Sends an ADD, and kills the agent when the pod is wired.
    void addAndKill(String container, NetworkNamespace pod, String podName, String config)
            throws Exception {
        CompletableFuture<Integer> answer =
                CompletableFuture.supplyAsync(
                        () ->
                                node.call("ADD", container, pod.path().toString(), podName, config)
                                        .exitCode());
        awaitLine(WIRED);
        process.destroyForcibly().waitFor();
        if (answer.get(30, TimeUnit.SECONDS) != 1) {
            throw new AssertionError("the launcher did not report the agent's death");
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void awaitLine(String expected) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(expected)) {
                return;
            }
        }
        throw new IOException("the agent ended before it said " + expected);
    }

    public static void main(String[] args) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CniServerConfig config =
                CniServerConfig.defaults()
                        .withSocket(Path.of(args[0]))
                        .withStateDir(Path.of(args[1]));
        CniServer server =
                new CniServer(
                        config,
                        IpamChoice.delegated(
                                config.ipamLimit(),
                                () -> List.of(IpPrefix.parse("10.65.0.0/24")),
                                config.socket()),
                        endpoint -> {
                            System.out.println(WIRED);
                            System.out.flush();
                            return args[2].equals("open")
                                    ? CompletableFuture.completedFuture(null)
                                    : new CompletableFuture<>();
                        },
                        address -> Optional.empty(),
                        change -> {});
        server.start();
        System.out.println("ready");
        System.out.flush();
        never.await();
    }
}
