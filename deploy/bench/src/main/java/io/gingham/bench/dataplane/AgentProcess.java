package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An agent that runs on a node. Its folder is below the private `/run`, and goes with the bench.
final class AgentProcess implements AutoCloseable {

    private static final String LOG = "agent.log";

    private final Path folder;
    private final Process process;

    private AgentProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static Path folder(NodeNet node) {
        return Path.of("/run/bench", node.name());
    }

    static Path cniSocket(NodeNet node) {
        return folder(node).resolve("cni.sock");
    }

    /// The command that users run, `agent` not yet said.
    static List<String> launcher() {
        return List.of(root().resolve("gingham").toString());
    }

    /// @param program what understands `agent`
    /// @param kubeconfig the configuration's text
    static AgentProcess start(NodeNet node, List<String> program, String kubeconfig) {
        Path folder = folder(node);
        try {
            Files.createDirectories(folder);
            Path config = Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
            List<String> command = new ArrayList<>(program);
            command.addAll(List.of("agent", "--node-name", node.name()));
            command.addAll(List.of("--kubeconfig", config.toString()));
            command.addAll(List.of("--state-dir", folder.resolve("state").toString()));
            command.addAll(List.of("--cni-socket", cniSocket(node).toString()));
            command.addAll(List.of("--status-socket", folder.resolve("agent.sock").toString()));
            Process process =
                    new ProcessBuilder(node.onIt(command))
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()))
                            .start();
            return new AgentProcess(folder, process);
        } catch (IOException e) {
            throw new BenchException("the agent can't be started", e);
        }
    }

    /// The checkout.
    static Path root() {
        String root = System.getenv("GINGHAM_ROOT");
        if (root == null) {
            throw new BenchException("run this by './gingham bench dataplane'");
        }
        return Path.of(root);
    }

    long pid() {
        return process.pid();
    }

    ProcessCost use() {
        return ProcessCost.of(process.pid());
    }

    ProcessCost.Memory memory() {
        return ProcessCost.Memory.of(process.pid());
    }

    /// @throws BenchException if it has ended
    void requireAlive() {
        if (!process.isAlive()) {
            throw new BenchException("the agent has ended; its log:\n" + log());
        }
    }

    /// The last of what it said.
    String log() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(LOG));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// As a service manager ends it: the kernel stays as it is.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
