package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiClientTest {

    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: second
            clusters:
            - name: one
              cluster: {server: "https://192.0.2.1:6443"}
            - name: two
              cluster: {server: "https://192.0.2.2:6443", certificate-authority: pki/ca.crt}
            contexts:
            - {name: first, context: {cluster: one, user: admin}}
            - {name: second, context: {cluster: two, user: admin, namespace: lab}}
            users:
            - name: admin
              user: {client-certificate: pki/admin.crt, client-key-data: a2V5, token: secret}
            """;

    private static final String POD =
            """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "p", "namespace": "ns", "uid": "u", "resourceVersion": "7",
               "generateName": "p-", "labels": {"app": "web"},
               "annotations": {"kubernetes.io/config.hash": "static"},
               "managedFields": [{"manager": "m", "fieldsV1": {"f:metadata": {}}}]},
             "spec": {"nodeName": "n1", "serviceAccountName": "sa", "hostNetwork": true,
               "volumes": [{"name": "v", "emptyDir": {}}],
               "containers": [{"name": "c", "image": "i", "env": [{"name": "A", "value": "b"}],
                 "ports": [{"name": "http", "containerPort": 8080, "protocol": "UDP"}]}],
               "initContainers": [{"name": "s", "restartPolicy": "Always",
                 "ports": [{"containerPort": 9090}]}]},
             "status": {"phase": "Running", "podIP": "10.0.0.1",
               "podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}],
               "conditions": [{"type": "Ready", "status": "True"}]}}
            """;

    private static final String NODE =
            """
            {"apiVersion": "v1", "kind": "Node",
             "metadata": {"name": "n1", "labels": {"zone": "a"},
               "annotations": {"projectcalico.org/ASNumber": "64513"}},
             "spec": {"unschedulable": true, "podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24", "fd00::/64"],
               "taints": [{"key": "k", "effect": "NoSchedule"}]},
             "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.7"}],
               "conditions": [{"type": "NetworkUnavailable", "status": "False"}],
               "images": [{"names": ["a"], "sizeBytes": 1}]}}
            """;

    @TempDir Path folder;

    private static <T> T read(String json, Class<T> type, boolean limited) {
        ObjectMapper mapper = new ObjectMapper();
        if (limited) {
            ReadFields.limit(mapper);
        }
        return new KubernetesSerialization(mapper, false).unmarshal(json, type);
    }

    @Test
    void ofAPodNothingIsSkippedThatIsLookedAt() {
        assertEquals(
                ClientObjects.pod(read(POD, Pod.class, false)),
                ClientObjects.pod(read(POD, Pod.class, true)));
        assertEquals("7", read(POD, Pod.class, true).getMetadata().getResourceVersion());
    }

    @Test
    void ofANodeNothingIsSkippedThatIsLookedAt() {
        assertEquals(
                Kinds.SeenNode.of(read(NODE, Node.class, false)),
                Kinds.SeenNode.of(read(NODE, Node.class, true)));
    }

    @Test
    void whatIsNotLookedAtIsSkipped() {
        Pod pod = read(POD, Pod.class, true);
        assertEquals(0, pod.getSpec().getVolumes().size());
        assertEquals(0, pod.getMetadata().getManagedFields().size());
        assertEquals(0, pod.getSpec().getAdditionalProperties().size());
    }

    @Test
    void aKubeconfigIsReadAsTheClientReadsIt() throws IOException {
        Files.createDirectory(folder.resolve("pki"));
        Files.writeString(folder.resolve("pki/ca.crt"), "ca");
        Files.writeString(folder.resolve("pki/admin.crt"), "admin");
        File file = Files.writeString(folder.resolve("kubeconfig"), KUBECONFIG).toFile();
        Config read = Kubeconfig.read(file);
        Config expected = Config.fromKubeconfig(file);
        assertEquals("https://192.0.2.2:6443/", read.getMasterUrl());
        assertEquals(folder.resolve("pki/ca.crt").toString(), read.getCaCertFile());
        assertEquals(expected.getMasterUrl(), read.getMasterUrl());
        assertEquals(expected.getCaCertFile(), read.getCaCertFile());
        assertEquals(expected.getClientCertFile(), read.getClientCertFile());
        assertEquals(expected.getClientKeyData(), read.getClientKeyData());
        assertEquals(expected.getAutoOAuthToken(), read.getAutoOAuthToken());
        assertEquals(expected.getOauthToken(), read.getOauthToken());
        assertEquals(expected.getNamespace(), read.getNamespace());
        assertEquals(expected.getCurrentContext().getName(), read.getCurrentContext().getName());
        assertEquals(expected.getFile(), read.getFile());
    }

    @Test
    void aKubeconfigThatIsNotThereIsRefusedInTheClientsWords() {
        File absent = folder.resolve("absent").toFile();
        assertEquals(
                assertThrows(KubernetesClientException.class, () -> Config.fromKubeconfig(absent))
                        .getMessage(),
                assertThrows(KubernetesClientException.class, () -> Kubeconfig.read(absent))
                        .getMessage());
    }
}
