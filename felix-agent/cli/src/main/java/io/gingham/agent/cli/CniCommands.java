package io.gingham.agent.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gingham.agent.cluster.ApiClient;
import io.gingham.agent.cluster.NodeCondition;
import io.gingham.agent.install.CniFolders;
import io.gingham.agent.install.InstallException;
import io.gingham.agent.install.Uninstall;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "cni",
        description = "What the agent puts on its node.",
        footer = {"", "Example:", "  ./gingham cni uninstall"},
        mixinStandardHelpOptions = true,
        subcommands = CniCommands.UninstallCommand.class)
final class CniCommands implements Runnable {

    @Spec @Nullable CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(command).commandLine(),
                "missing subcommand: uninstall");
    }

    @Command(
            name = "uninstall",
            description =
                    "Remove from this node what the agent has put there: configuration, rules, sets, routes, programs, state; and set back what it has changed. The agent must have ended, and its pods be gone.",
            footer = {"", "Example:", "  ./gingham cni uninstall --node-name n1"},
            mixinStandardHelpOptions = true)
    static final class UninstallCommand implements Callable<Integer> {

        @Spec @Nullable CommandSpec command;

        @Option(
                names = "--state-dir",
                defaultValue = "${env:GINGHAM_STATE_DIR:-/var/lib/gingham}",
                description =
                        "The agent's (environment: GINGHAM_STATE_DIR; default: ${DEFAULT-VALUE}).")
        Path stateDir = Path.of("/var/lib/gingham");

        @Option(
                names = "--cni-socket",
                defaultValue = "${env:GINGHAM_CNI_SOCKET:-/run/gingham/cni.sock}",
                description =
                        "The agent's; the DELs that were left for it are beside it (environment: GINGHAM_CNI_SOCKET; default: ${DEFAULT-VALUE}).")
        Path cniSocket = Path.of("/run/gingham/cni.sock");

        @Option(
                names = "--force",
                description =
                        "Also while pods are wired: they lose their network (default: name them, and do nothing).")
        boolean force;

        @Option(
                names = "--node-name",
                defaultValue = "${env:NODENAME:-}",
                description =
                        "Also take the condition NetworkUnavailable from this Node (environment: NODENAME; default: leave it).")
        String nodeName = "";

        @Option(
                names = "--kubeconfig",
                description =
                        "How to reach the API server for that (default: KUBECONFIG, ~/.kube/config, or the pod's service account).")
        @Nullable Path kubeconfig;

        @Option(
                names = "--stay",
                description = "Then wait until ended from outside, as a DaemonSet's pod does.")
        boolean stay;

        @Mixin InstallOptions install = new InstallOptions();

        @Override
        public Integer call() throws InterruptedException {
            CniFolders folders =
                    install.folders(stateDir)
                            .orElseThrow(
                                    () ->
                                            new ParameterException(
                                                    java.util.Objects.requireNonNull(command)
                                                            .commandLine(),
                                                    "--install-cni-bin-dir and --install-cni-conf-dir say where to remove from"));
            try {
                new Uninstall(folders, stateDir, cniSocket).run(force);
            } catch (InstallException e) {
                System.err.println("gingham: " + e.getMessage());
                return 1;
            }
            removeCondition();
            System.out.println("gingham: nothing of Gingham is left on this node");
            if (stay) {
                new CountDownLatch(1).await();
            }
            return 0;
        }

        /// The node itself is clean whether or not the API server answers.
        private void removeCondition() {
            if (nodeName.isBlank()) {
                return;
            }
            try (KubernetesClient client =
                    new KubernetesClientBuilder()
                            .withConfig(ApiClient.config(Optional.ofNullable(kubeconfig)))
                            .build()) {
                if (NodeCondition.remove(client, nodeName)) {
                    System.out.println(
                            "gingham: the condition NetworkUnavailable is taken from node "
                                    + nodeName);
                }
            } catch (KubernetesClientException e) {
                System.err.println(
                        "gingham: the condition NetworkUnavailable of node "
                                + nodeName
                                + " is left, since the API server does not take it away: "
                                + e.getMessage());
            }
        }
    }
}
