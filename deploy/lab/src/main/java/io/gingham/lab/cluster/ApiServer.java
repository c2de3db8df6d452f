package io.gingham.lab.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.lab.LabException;
import java.io.IOException;

/// Where the lab's objects are. Whatever it is, it is reached at `100.64.0.1:8080` from all nodes,
/// and [LabPaths#kubeconfig()] says how.
sealed interface ApiServer permits EmbeddedApiServer, GivenApiServer {

    /// For the person at the terminal: what it is.
    String description();

    /// Starts it, or the way to it, and writes the kubeconfig.
    void start() throws IOException;

    /// @throws LabException if it has ended, with where to look
    void checkAlive();

    /// Makes a server that answers ready for the lab's objects.
    void prepare(KubernetesClient client, LabObjects objects);

    /// Removes what the lab has made, if it would outlive the lab.
    void cleanUp(LabObjects objects);

    void stop() throws IOException, InterruptedException;
}
