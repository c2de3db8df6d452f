package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterConverterTest {

    private static io.gingham.policy.model.Pod pod(String yaml) {
        return ClusterConverter.convert(
                new KubernetesSerialization()
                        .unmarshal(
                                "metadata: {namespace: x, name: a, uid: u1}\n" + yaml, Pod.class));
    }

    @Test
    void everyNamespaceBearsItsNameAsLabel() {
        var namespace =
                new NamespaceBuilder().withNewMetadata().withName("x").endMetadata().build();
        assertEquals(
                "x",
                ClusterConverter.convert(namespace).labels().get("kubernetes.io/metadata.name"));
    }

    @Test
    void takesBothAddressesAndLeavesOutWhatIsNone() {
        var pod =
                pod(
                        "status: {phase: Running, podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}, {ip: nonsense}]}");
        assertEquals("[10.0.0.1, fd00::1]", pod.ips().toString());
        assertEquals("[10.0.0.2]", pod("status: {podIP: 10.0.0.2}").ips().toString());
        assertEquals(List.of(), pod("spec: {}").ips());
    }

    @Test
    void readsPhaseAndNode() {
        assertEquals(PodPhase.SUCCEEDED, pod("status: {phase: Succeeded}").phase());
        assertEquals(PodPhase.UNKNOWN, pod("status: {phase: Odd}").phase());
        assertEquals("n1", pod("spec: {nodeName: n1}").node());
        assertTrue(pod("spec: {hostNetwork: true}").hostNetwork());
    }

    @Test
    void takesPortsOfContainersAndSidecarsButNotOfInitContainers() {
        var pod =
                pod(
                        """
                        spec:
                          containers:
                          - {name: c, ports: [{containerPort: 80, name: web}, {containerPort: 53, protocol: UDP}]}
                          initContainers:
                          - {name: side, restartPolicy: Always, ports: [{containerPort: 9, name: side}]}
                          - {name: init, ports: [{containerPort: 7, name: init}]}
                        """);
        assertEquals(
                List.of(
                        new ContainerPort("web", PortProtocol.TCP, 80),
                        new ContainerPort("", PortProtocol.UDP, 53),
                        new ContainerPort("side", PortProtocol.TCP, 9)),
                pod.ports());
    }

    @Test
    void aStaticPodGoesByTheUidTheKubeletKnows() {
        Pod mirror = new Pod();
        mirror.setMetadata(
                new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                        .withNamespace("x")
                        .withName("static-n1")
                        .withUid("api")
                        .addToAnnotations("kubernetes.io/config.hash", "kubelet")
                        .build());
        assertEquals("kubelet", ClusterConverter.convert(mirror).uid());
    }
}
