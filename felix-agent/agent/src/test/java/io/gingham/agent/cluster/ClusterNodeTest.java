package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterNodeTest {

    @Test
    void takesInternalAddressesAndPodCidrs() {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("n1")
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDRs("10.244.1.0/24", "fd00:1::/64")
                        .endSpec()
                        .withNewStatus()
                        .addNewAddress("192.0.2.1", "InternalIP")
                        .addNewAddress("203.0.113.1", "ExternalIP")
                        .addNewAddress("2001:db8::1", "InternalIP")
                        .addNewCondition()
                        .withType("NetworkUnavailable")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
        ClusterNode seen = ClusterNode.of(node);
        assertEquals(
                List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
                seen.addresses());
        assertEquals(
                List.of(IpPrefix.parse("10.244.1.0/24"), IpPrefix.parse("fd00:1::/64")),
                seen.podCidrs());
        assertEquals(Optional.empty(), seen.asNumber());
        assertEquals("True", seen.networkUnavailable());
    }

    @Test
    void aNodeIsAvailableWhileItIsReadyAndNotCordoned() {
        NodeBuilder node = new NodeBuilder().withNewMetadata().withName("n1").endMetadata();
        assertTrue(ClusterNode.of(node.build()).available());
        assertTrue(ClusterNode.of(withReady(node, "True")).available());
        assertFalse(ClusterNode.of(withReady(node, "Unknown")).available());
        assertFalse(ClusterNode.of(withReady(node, "False")).available());
        assertFalse(
                ClusterNode.of(node.withNewSpec().withUnschedulable(true).endSpec().build())
                        .available());
    }

    private static Node withReady(NodeBuilder node, String status) {
        return new NodeBuilder(node.build())
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(status)
                .endCondition()
                .endStatus()
                .build();
    }

    @Test
    void calicosAnnotationsComeFirst() {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("n1")
                        .addToAnnotations(ClusterNode.ADDRESS_ANNOTATION, "198.51.100.7/24")
                        .addToAnnotations(ClusterNode.AS_NUMBER_ANNOTATION, "65001")
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDR("10.244.1.0/24")
                        .endSpec()
                        .withNewStatus()
                        .addNewAddress("192.0.2.1", "InternalIP")
                        .endStatus()
                        .build();
        ClusterNode seen = ClusterNode.of(node);
        assertEquals(Optional.of(IpAddress.parse("198.51.100.7")), seen.ipv4Address());
        assertEquals(Optional.of(new AsNumber(65001)), seen.asNumber());
        assertEquals(List.of(IpPrefix.parse("10.244.1.0/24")), seen.podCidrs());
    }

    @Test
    void aBadValueDoesNotHideTheGoodOnes() {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("n1")
                        .addToAnnotations(ClusterNode.AS_NUMBER_ANNOTATION, "many")
                        .endMetadata()
                        .withNewSpec()
                        .withPodCIDRs("nonsense", "10.244.1.0/24")
                        .endSpec()
                        .withNewStatus()
                        .addNewAddress("300.0.0.1", "InternalIP")
                        .addNewAddress("192.0.2.1", "InternalIP")
                        .endStatus()
                        .build();
        ClusterNode seen = ClusterNode.of(node);
        assertEquals(Optional.of(IpAddress.parse("192.0.2.1")), seen.ipv4Address());
        assertEquals(List.of(IpPrefix.parse("10.244.1.0/24")), seen.podCidrs());
        assertEquals(Optional.empty(), seen.asNumber());
    }

    @Test
    void aNodeWithoutAnythingYetIsStillANode() {
        ClusterNode seen =
                ClusterNode.of(
                        new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build());
        assertEquals(List.of(), seen.podCidrs());
        assertEquals(Optional.empty(), seen.ipv4Address());
    }
}
