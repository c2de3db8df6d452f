package io.gingham.agent.config;

import io.gingham.agent.install.CniFolders;
import java.nio.file.Path;
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
public record AgentConfig(
        String nodeName,
        Optional<Path> kubeconfig,
        Path stateDir,
        Path cniSocket,
        Path statusSocket,
        Optional<CniFolders> install,
        OptionalInt healthPort) {

    public AgentConfig {
        if (nodeName.isBlank()) {
            throw new IllegalArgumentException(
                    "the node's name is empty; set NODENAME or --node-name to its name in the Kubernetes API");
        }
    }
}
