package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.watch.ResourceKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is read of Services, EndpointSlices and Nodes for the announcement of services.
class ServingObjectsTest {

    private static <T> T read(String json, Class<T> type) {
        ObjectMapper mapper = new ObjectMapper();
        ReadFields.limit(mapper);
        return new KubernetesSerialization(mapper, false).unmarshal(json, type);
    }

    private static SeenService service(String spec, String status) {
        return SeenService.of(
                read(
                        """
                        {"apiVersion": "v1", "kind": "Service",
                         "metadata": {"name": "web", "namespace": "shop"},
                         "spec": {%s}, "status": {%s}}
                        """
                                .formatted(spec, status),
                        GenericKubernetesResource.class));
    }

    private static List<IpAddress> ips(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).toList();
    }

    @Test
    void aLoadBalancerOfBothFamiliesIsReadWhole() {
        assertEquals(
                new SeenService(
                        true,
                        false,
                        ips("10.96.0.1", "fd00:96::1"),
                        ips("203.0.113.7"),
                        ips("198.51.100.9", "2001:db8::9")),
                service(
                        """
                        "type": "LoadBalancer", "clusterIP": "10.96.0.1",
                        "clusterIPs": ["10.96.0.1", "fd00:96::1"], "externalIPs": ["203.0.113.7"],
                        "externalTrafficPolicy": "Local", "internalTrafficPolicy": "Cluster"
                        """,
                        """
                        "loadBalancer": {"ingress": [{"ip": "198.51.100.9", "ipMode": "VIP"},
                          {"hostname": "lb.example.org"}, {"ip": "2001:db8::9"}]}
                        """));
    }

    @Test
    void theSingleClusterIpOfAnOldServerIsRead() {
        assertEquals(
                ips("10.96.0.1"),
                service("\"type\": \"ClusterIP\", \"clusterIP\": \"10.96.0.1\"", "").clusterIps());
    }

    @Test
    void headlessServicesAndNamesAreNotAnnounced() {
        assertEquals(
                SeenService.UNADDRESSED,
                service(
                        "\"clusterIP\": \"None\", \"clusterIPs\": [\"None\"], \"externalIPs\": [\"203.0.113.7\"]",
                        ""));
        assertEquals(
                SeenService.UNADDRESSED,
                service("\"type\": \"ExternalName\", \"externalName\": \"db.example.org\"", ""));
    }

    /// kube-proxy takes no packets to such an address.
    @Test
    void anAddressThatTheLoadBalancerServesItselfIsNotAnnounced() {
        assertEquals(
                List.of(),
                service(
                                "\"type\": \"LoadBalancer\", \"clusterIP\": \"10.96.0.1\"",
                                "\"loadBalancer\": {\"ingress\": [{\"ip\": \"198.51.100.9\", \"ipMode\": \"Proxy\"}]}")
                        .loadBalancerIps());
    }

    @Test
    void aServiceOfAnOddFormHarmsNoOther() {
        assertEquals(SeenService.UNADDRESSED, service("\"clusterIPs\": 7", ""));
        assertEquals(SeenService.UNADDRESSED, service("\"type\": [\"ClusterIP\"]", ""));
        assertEquals(
                ips("10.96.0.1"),
                service("\"clusterIPs\": [\"nonsense\", \"10.96.0.1\"]", "").clusterIps());
    }

    private static Optional<ReadyEndpoints> slice(String labels, String rest) {
        return ReadyEndpoints.of(
                read(
                        """
                        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                         "metadata": {"name": "web-1", "namespace": "shop", "labels": {%s}}, %s}
                        """
                                .formatted(labels, rest),
                        GenericKubernetesResource.class));
    }

    private static List<String> nodes(String endpoints) {
        return slice(
                        "\"kubernetes.io/service-name\": \"web\"",
                        "\"addressType\": \"IPv4\", \"endpoints\": [" + endpoints + "]")
                .orElseThrow()
                .nodes();
    }

    @Test
    void aSliceNamesTheNodesOfReadyEndpointsOnce() {
        assertEquals(
                new ReadyEndpoints(
                        new ResourceKey("shop", "web"), IpFamily.IPV6, List.of("n1", "n2")),
                slice(
                                "\"kubernetes.io/service-name\": \"web\"",
                                """
                                "addressType": "IPv6", "endpoints": [
                                  {"addresses": ["fd00::1"], "nodeName": "n2", "conditions": {"ready": true}},
                                  {"addresses": ["fd00::2"], "nodeName": "n1", "conditions": {"ready": true}},
                                  {"addresses": ["fd00::3"], "nodeName": "n1", "conditions": {}},
                                  {"addresses": ["fd00::4"], "nodeName": "n3", "conditions": {"ready": false}}]
                                """)
                        .orElseThrow());
    }

    @Test
    void anEndpointThatSaysNothingOfItsReadinessIsReady() {
        assertEquals(List.of("n1"), nodes("{\"addresses\": [\"10.0.0.1\"], \"nodeName\": \"n1\"}"));
    }

    /// As with `publishNotReadyAddresses`.
    @Test
    void aTerminatingEndpointIsNotReadyWhateverItSays() {
        assertEquals(
                List.of(),
                nodes(
                        "{\"addresses\": [\"10.0.0.1\"], \"nodeName\": \"n1\", \"conditions\": {\"ready\": true, \"serving\": true, \"terminating\": true}}"));
    }

    @Test
    void anEndpointOfNoNodeIsSomewhere() {
        assertEquals(List.of(""), nodes("{\"addresses\": [\"10.0.0.1\"]}"));
    }

    @Test
    void slicesOfNoServiceOrOfNamesAreNone() {
        assertEquals(
                Optional.empty(),
                slice("\"a\": \"b\"", "\"addressType\": \"IPv4\", \"endpoints\": []"));
        assertEquals(
                Optional.empty(),
                slice(
                        "\"kubernetes.io/service-name\": \"web\"",
                        "\"addressType\": \"FQDN\", \"endpoints\": []"));
    }

    @Test
    void aSliceOfAnOddFormHasNoReadyEndpoint() {
        assertEquals(
                List.of(),
                nodes("{\"addresses\": [\"10.0.0.1\"], \"nodeName\": \"n1\"}, \"what\""));
    }

    private static NodeDuty node(String labels, String spec, String conditions) {
        return NodeDuty.of(
                read(
                        """
                        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels": {%s}},
                         "spec": {%s}, "status": {"conditions": [%s]}}
                        """
                                .formatted(labels, spec, conditions),
                        Node.class));
    }

    @Test
    void aCordonIsAFieldOrItsTaint() {
        assertEquals(NodeDuty.NORMAL, node("", "", ""));
        assertEquals(
                NodeDuty.NORMAL,
                node("", "\"taints\": [{\"key\": \"gpu\", \"effect\": \"NoSchedule\"}]", ""));
        NodeDuty cordoned = new NodeDuty(true, false, "");
        assertEquals(cordoned, node("", "\"unschedulable\": true", ""));
        assertEquals(
                cordoned,
                node(
                        "",
                        "\"taints\": [{\"key\": \"node.kubernetes.io/unschedulable\", \"effect\": \"NoSchedule\"}]",
                        ""));
    }

    @Test
    void theLabelCountsWhateverItsValue() {
        assertEquals(
                new NodeDuty(false, true, ""),
                node("\"node.kubernetes.io/exclude-from-external-load-balancers\": \"\"", "", ""));
    }

    @Test
    void theConditionIsReadAsItIs() {
        assertEquals(
                "True",
                node(
                                "",
                                "",
                                "{\"type\": \"Ready\", \"status\": \"False\"}, {\"type\": \"ServiceRoutesWithdrawn\", \"status\": \"True\"}")
                        .drained());
    }
}
