package io.gingham.lab.cluster;

import io.gingham.watch.ResourceKey;
import java.nio.file.Path;

/// Where things are. `run` is below the private `/run`, gone when the lab ends; logs stay in
/// `.gingham/lab` of the checkout.
///
/// @param root the checkout
public record LabPaths(Path root) {

    private static final Path RUN = Path.of("/run/gingham-lab");

    public Path logs() {
        return root.resolve(".gingham/lab");
    }

    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path run() {
        return RUN;
    }

    public Path node(String name) {
        return RUN.resolve(name);
    }

    public Path kubeconfig() {
        return RUN.resolve("kubeconfig");
    }

    public Path agentSocket(String node) {
        return node(node).resolve("agent.sock");
    }

    public Path cniSocket(String node) {
        return node(node).resolve("cni.sock");
    }

    /// The folder with our launcher, searched before [#REFERENCE_PLUGINS].
    public Path launcherFolder() {
        return RUN.resolve("bin");
    }

    public Path launcher() {
        return root.resolve("cni/target/gingham-cni");
    }

    /// The manifests of our custom resources.
    public Path crds() {
        return root.resolve("crds/src/main/resources/crds");
    }

    /// The manifest of a kind that is Kubernetes' own, and that few clusters have.
    public Path clusterNetworkPolicyDefinition() {
        return root.resolve("deploy/manifests/gingham-cluster-network-policy.yaml");
    }

    /// What a pod has done, for `kubectl logs` and `lab logs`.
    public Path podLog(ResourceKey pod) {
        return log("pod-" + LabKubelet.sandboxName(pod));
    }

    /// Where Debian's containernetworking-plugins puts its programs.
    public static final Path REFERENCE_PLUGINS = Path.of("/usr/lib/cni");
}
