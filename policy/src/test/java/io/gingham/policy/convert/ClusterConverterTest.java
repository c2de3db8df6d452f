package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.manifest.ManifestReader;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterConverterTest {

    private static Pod pod(String yaml) {
        return (Pod) read("Pod", "metadata: {namespace: x, name: a, uid: u1}\n" + yaml);
    }

    private static Resource read(String kind, String yaml) {
        String header = "apiVersion: v1\nkind: " + kind + "\n";
        return ResourceConverter.convert(
                        ManifestReader.read("test.yaml", header + yaml).getFirst().object())
                .resource();
    }

    private static @Nullable String refusal(String yaml) {
        return assertThrows(ConversionException.class, () -> pod(yaml)).getMessage();
    }

    @Test
    void everyNamespaceBearsItsNameAsLabel() {
        Namespace namespace = (Namespace) read("Namespace", "metadata: {name: x}");
        assertEquals("x", namespace.labels().get("kubernetes.io/metadata.name"));
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
        Pod mirror =
                (Pod)
                        read(
                                "Pod",
                                """
                                metadata:
                                  namespace: x
                                  name: static-n1
                                  uid: api
                                  annotations: {kubernetes.io/config.hash: kubelet}
                                """);
        assertEquals("kubelet", mirror.uid());
    }

    @Test
    void refusesAFormThatHasNoMeaningWithItsPath() {
        assertEquals(
                "Pod: spec.containers: expected a list, seen web",
                refusal("spec: {containers: web}"));
        assertEquals(
                "Pod: spec.containers[0].ports[1].containerPort: expected a number of at most 32 bits, seen http",
                refusal(
                        "spec: {containers: [{ports: [{containerPort: 1}, {containerPort: http}]}]}"));
        assertEquals(
                "Pod: spec.containers[0]: missing; expected an object",
                refusal("spec: {containers: [null]}"));
        assertEquals(
                "Pod: spec.hostNetwork: expected true or false, seen maybe",
                refusal("spec: {hostNetwork: maybe}"));
        assertEquals(
                "Pod: status.podIP: expected a string, seen [10.0.0.1]",
                refusal("status: {podIP: [10.0.0.1]}"));
    }
}
