package io.gingham.lab.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.lab.LabException;
import io.gingham.lab.fabric.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lab's own API server, a process of its own. It keeps everything in memory, knows our
/// definitions from its start, and does a scheduler's and a controller-manager's work.
final class EmbeddedApiServer implements ApiServer {

    private final LabPaths paths;
    private @Nullable JavaProcess process;

    EmbeddedApiServer(LabPaths paths) {
        this.paths = paths;
    }

    @Override
    public String description() {
        return "the lab's own, at " + Addresses.API_SERVER + ":" + Addresses.API_PORT;
    }

    @Override
    public void start() throws IOException {
        Files.writeString(
                paths.kubeconfig(),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: lab, cluster: {server: "http://%s:%d"}}]
                users: [{name: lab, user: {}}]
                contexts: [{name: lab, context: {cluster: lab, user: lab}}]
                current-context: lab
                """
                        .formatted(Addresses.API_SERVER, Addresses.API_PORT));
        process =
                JavaProcess.start(
                        paths,
                        "",
                        "deploy/lab-apiserver",
                        "io.gingham.lab.apiserver.LabApiServer",
                        List.of("-Xmx256m"),
                        List.of(
                                Addresses.API_SERVER.toString(),
                                Integer.toString(Addresses.API_PORT),
                                paths.logs().toString(),
                                paths.crds().toString(),
                                paths.clusterNetworkPolicyDefinition().toString()),
                        paths.log("api-server"));
    }

    @Override
    public void checkAlive() {
        if (process == null || !process.isAlive()) {
            throw new LabException("the API server ended; see " + paths.log("api-server"));
        }
    }

    @Override
    public void prepare(KubernetesClient client, LabObjects objects) {
        // It has all definitions from its start.
    }

    @Override
    public void cleanUp(LabObjects objects) {
        // All objects end with the process.
    }

    @Override
    public void stop() throws InterruptedException {
        if (process != null) {
            process.stop();
        }
    }
}
