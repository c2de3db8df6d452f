package io.gingham.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class OutageReasonTest {

    private static String of(int code) {
        return OutageReason.of(
                "projectcalico.org/v3",
                new KubernetesClientException("pods is forbidden", code, new Status()));
    }

    @Test
    void aKindThatIsNotThereIsInstalledByTheManifest() {
        assertTrue(of(404).contains("custom resource definitions (deploy/manifests)"), of(404));
    }

    @Test
    void aKindOfKubernetesThatIsNotThereIsAMatterOfItsVersion() {
        String reason =
                OutageReason.of(
                        "networking.k8s.io/v1",
                        new KubernetesClientException("not found", 404, new Status()));
        assertEquals(
                "the API server does not know this kind in networking.k8s.io/v1; Kubernetes has it from"
                        + " 1.20 on, unless its API is turned off (--runtime-config)",
                reason);
    }

    @Test
    void aKindThatIsForbiddenIsAMatterOfTheClusterRole() {
        assertEquals(
                "the API server forbids it; the agent's ClusterRole must allow list and watch (pods is forbidden)",
                of(403));
    }

    @Test
    void aTokenThatIsNotAcceptedIsAMatterOfTheServiceAccount() {
        assertTrue(of(401).contains("ServiceAccount"), of(401));
    }

    @Test
    void anErrorOfTheServersIsSaid() {
        assertTrue(of(500).startsWith("the API server answers with an error (pods"), of(500));
    }

    @Test
    void anAddressThatDoesNotAnswerIsToBeLookedAt() {
        // As Java's client throws it: without a word.
        String reason =
                OutageReason.of("v1", new KubernetesClientException("", new ConnectException()));
        assertEquals(
                "the API server can't be reached (ConnectException); check its address"
                        + " (KUBERNETES_SERVICE_HOST, or the kubeconfig) and this node's way to it",
                reason);
        assertTrue(
                OutageReason.of("v1", new IOException("connection reset"))
                        .contains("(connection reset)"));
    }
}
