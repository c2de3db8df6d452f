package io.gingham.agent.cli;

import io.gingham.agent.Agent;
import io.gingham.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "agent",
        description = "Run the node agent: CNI server, BGP speaker, policy enforcement.",
        footer = {"", "Example:", "  ./gingham agent --node-name n1 --kubeconfig ~/.kube/config"},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AgentCommand implements Callable<Integer> {

    @Option(
            names = "--node-name",
            defaultValue = "${env:NODENAME:-}",
            description =
                    "This node's name in the Kubernetes API (environment: NODENAME; default: the host's name).")
    String nodeName = "";

    @Option(
            names = "--kubeconfig",
            description =
                    "How to reach the API server (default: KUBECONFIG, ~/.kube/config, or the pod's service account).")
    @Nullable Path kubeconfig;

    @Option(
            names = "--state-dir",
            defaultValue = "${env:GINGHAM_STATE_DIR:-/var/lib/gingham}",
            description =
                    "Kept over restarts (environment: GINGHAM_STATE_DIR; default: ${DEFAULT-VALUE}).")
    Path stateDir = Path.of("/var/lib/gingham");

    @Option(
            names = "--cni-socket",
            defaultValue = "${env:GINGHAM_CNI_SOCKET:-/run/gingham/cni.sock}",
            description =
                    "Where the CNI launcher asks (environment: GINGHAM_CNI_SOCKET; default: ${DEFAULT-VALUE}).")
    Path cniSocket = Path.of("/run/gingham/cni.sock");

    @Option(
            names = "--status-socket",
            defaultValue = "${env:GINGHAM_STATUS_SOCKET:-/run/gingham/agent.sock}",
            description =
                    "Where 'gingham status' asks (environment: GINGHAM_STATUS_SOCKET; default: ${DEFAULT-VALUE}).")
    Path statusSocket = Path.of("/run/gingham/agent.sock");

    @Option(
            names = "--health-port",
            defaultValue = "${env:GINGHAM_HEALTH_PORT:-0}",
            description =
                    "Answer probes on this port of the loopback interface, under /liveness and /readiness (environment: GINGHAM_HEALTH_PORT; default: 0, nowhere).")
    int healthPort;

    @Mixin InstallOptions install = new InstallOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String name =
                nodeName.isBlank() ? java.net.InetAddress.getLocalHost().getHostName() : nodeName;
        Agent agent =
                new Agent(
                        new AgentConfig(
                                name,
                                Optional.ofNullable(kubeconfig),
                                stateDir,
                                cniSocket,
                                statusSocket,
                                install.folders(stateDir),
                                healthPort == 0
                                        ? OptionalInt.empty()
                                        : OptionalInt.of(healthPort)));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            agent.close();
                                            stopped.countDown();
                                        }));
        agent.start();
        stopped.await();
        return 0;
    }
}
