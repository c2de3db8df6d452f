package io.gingham.agent.config;

import io.gingham.agent.address.AddressMethod;
import io.gingham.agent.install.CniFolders;
import io.gingham.value.IpFamily;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// @param nodeName of this node in the Kubernetes API
/// @param kubeconfig how to reach the API server; empty: `KUBECONFIG`, `~/.kube/config` or the
///   pod's service account, as fabric8 looks for them
/// @param stateDir kept over restarts: which interface belongs to which pod
/// @param cniSocket where the CNI launcher asks
/// @param statusSocket where `gingham status` asks
/// @param install the CNI files to keep in place on this node; empty: somebody else does
/// @param healthPort where probes are answered on the loopback interface; empty: nowhere
/// @param addressMethods how the node's address is found, of the families where it is
public record AgentConfig(
        String nodeName,
        Optional<Path> kubeconfig,
        Path stateDir,
        Path cniSocket,
        Path statusSocket,
        Optional<CniFolders> install,
        OptionalInt healthPort,
        Map<IpFamily, AddressMethod> addressMethods) {

    /// The node's address is what Kubernetes or an operator says.
    public AgentConfig(
            String nodeName,
            Optional<Path> kubeconfig,
            Path stateDir,
            Path cniSocket,
            Path statusSocket,
            Optional<CniFolders> install,
            OptionalInt healthPort) {
        this(
                nodeName,
                kubeconfig,
                stateDir,
                cniSocket,
                statusSocket,
                install,
                healthPort,
                Map.of());
    }

    public AgentConfig {
        addressMethods = Map.copyOf(addressMethods);
        if (nodeName.isBlank()) {
            throw new IllegalArgumentException(
                    "the node's name is empty; set NODENAME or --node-name to its name in the Kubernetes API");
        }
    }
}
