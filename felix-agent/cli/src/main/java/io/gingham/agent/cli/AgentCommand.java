package io.gingham.agent.cli;

import io.gingham.agent.Agent;
import io.gingham.agent.address.AddressMethod;
import io.gingham.agent.config.AgentConfig;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    @Option(
            names = "--ip-autodetection-method",
            defaultValue = "${env:IP_AUTODETECTION_METHOD:-}",
            description =
                    "How this node's IPv4 address is found: kubernetes-internal-ip, first-found, can-reach=DESTINATION, interface=NAMES, skip-interface=NAMES or cidr=NETWORKS (environment: IP_AUTODETECTION_METHOD; default: the Node's annotation projectcalico.org/IPv4Address, or its InternalIP).")
    String ipv4Method = "";

    @Option(
            names = "--ip6-autodetection-method",
            defaultValue = "${env:IP6_AUTODETECTION_METHOD:-}",
            description =
                    "The same for its IPv6 address (environment: IP6_AUTODETECTION_METHOD; default: the annotation projectcalico.org/IPv6Address, or its InternalIP).")
    String ipv6Method = "";

    @Spec CommandSpec spec = CommandSpec.create();

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
                                healthPort == 0 ? OptionalInt.empty() : OptionalInt.of(healthPort),
                                methods()));
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

    private Map<IpFamily, AddressMethod> methods() {
        Map<IpFamily, AddressMethod> methods = new EnumMap<>(IpFamily.class);
        method("--ip-autodetection-method", ipv4Method)
                .ifPresent(method -> methods.put(IpFamily.IPV4, method));
        method("--ip6-autodetection-method", ipv6Method)
                .ifPresent(method -> methods.put(IpFamily.IPV6, method));
        return methods;
    }

    private Optional<AddressMethod> method(String option, String text) {
        try {
            return AddressMethod.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
