package io.gingham.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/// @param nodeName of this node in the Kubernetes API
/// @param kubeconfig how to reach the API server; empty: `KUBECONFIG`, `~/.kube/config` or the
///   pod's service account, as fabric8 looks for them
/// @param stateDir kept over restarts: which interface belongs to which pod
/// @param cniSocket where the CNI launcher asks
/// @param statusSocket where `gingham status` asks
public record AgentConfig(
        String nodeName,
        Optional<Path> kubeconfig,
        Path stateDir,
        Path cniSocket,
        Path statusSocket) {

    public AgentConfig {
        if (nodeName.isBlank()) {
            throw new IllegalArgumentException(
                    "the node's name is empty; set NODENAME or --node-name to its name in the Kubernetes API");
        }
    }
}
