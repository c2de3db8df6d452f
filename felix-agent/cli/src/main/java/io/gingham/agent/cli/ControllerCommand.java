package io.gingham.agent.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.agent.cluster.ApiClient;
import io.gingham.controller.Controller;
import io.gingham.controller.ControllerConfig;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "controller",
        description =
                "Run the cluster's controller: addresses for services of type LoadBalancer. Several may run, one leads.",
        footer = {"", "Example:", "  ./gingham controller --kubeconfig ~/.kube/config"},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ControllerCommand implements Callable<Integer> {

    @Option(
            names = "--kubeconfig",
            description =
                    "How to reach the API server (default: KUBECONFIG, ~/.kube/config, or the pod's service account).")
    @Nullable Path kubeconfig;

    @Option(
            names = "--namespace",
            defaultValue = "${env:POD_NAMESPACE:-gingham-system}",
            description =
                    "Where the Lease is, by which one leads (environment: POD_NAMESPACE; default: ${DEFAULT-VALUE}).")
    String namespace = "gingham-system";

    @Option(
            names = "--identity",
            defaultValue = "${env:POD_NAME:-}",
            description =
                    "This process's name in the Lease (environment: POD_NAME; default: the host's name and the process's number).")
    String identity = "";

    @Override
    public Integer call() throws Exception {
        String name =
                identity.isBlank()
                        ? InetAddress.getLocalHost().getHostName()
                                + "-"
                                + ProcessHandle.current().pid()
                        : identity;
        try (KubernetesClient client =
                        ApiClient.openWhole(ApiClient.config(Optional.ofNullable(kubeconfig)));
                Controller controller =
                        new Controller(client, new ControllerConfig(namespace, name))) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("shutdown").unstarted(controller::close));
            controller.run();
        }
        return 0;
    }
}
