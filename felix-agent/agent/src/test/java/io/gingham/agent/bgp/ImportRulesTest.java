package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.agent.services.ServiceRanges;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImportRulesTest {

    private final ClusterNode self = node("n1", "192.0.2.1", "10.244.1.0/24");
    private final ClusterNode other = node("n2", "192.0.2.2", "10.244.2.0/24");
    private final ImportRules withMesh = rules(true, "10.243.0.0/16");
    private final ImportRules withoutMesh = rules(false, "10.243.0.0/16");

    @Test
    void aRouterMayTellOfTheWorld() {
        assertTrue(withMesh.accepts(IpPrefix.parse("0.0.0.0/0"), false));
        assertTrue(withMesh.accepts(IpPrefix.parse("198.51.100.0/24"), false));
        assertTrue(withMesh.accepts(IpPrefix.parse("10.244.0.0/16"), false));
    }

    @Test
    void nobodyMayDrawTheNodesOwnTrafficAway() {
        assertFalse(withMesh.accepts(IpPrefix.parse("10.244.1.0/24"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("10.244.1.0/24"), true));
        assertFalse(withMesh.accepts(IpPrefix.parse("10.244.1.7/32"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("192.0.2.1/32"), true));
    }

    @Test
    void aRouterMayNotTellOfOtherNodesPodsWhereTheyDoSoThemselves() {
        assertFalse(withMesh.accepts(IpPrefix.parse("10.244.2.0/25"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("10.244.2.0/24"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("192.0.2.2/32"), false));
        assertTrue(withMesh.accepts(IpPrefix.parse("10.244.2.0/24"), true));
        assertTrue(withoutMesh.accepts(IpPrefix.parse("10.244.2.0/24"), false));
    }

    @Test
    void aNodeMayHaveAPodWithAnAddressOfAnothersBlock() {
        assertTrue(withMesh.accepts(IpPrefix.parse("10.244.1.7/32"), true));
    }

    @Test
    void specialRangesAreNeverRouted() {
        assertFalse(withMesh.accepts(IpPrefix.parse("127.0.0.1/32"), true));
        assertFalse(withMesh.accepts(IpPrefix.parse("224.0.0.0/4"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("0.0.0.0/1"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("169.254.1.1/32"), true));
    }

    /// The case `cni/address-outside-pools` of the public reports: Calico exports only what lies in
    /// an IPPool.
    @Test
    void aNodeTellsOfPodsOnly() {
        assertFalse(withMesh.accepts(IpPrefix.parse("0.0.0.0/0"), true));
        assertFalse(withMesh.accepts(IpPrefix.parse("198.51.100.7/32"), true));
        assertTrue(withMesh.accepts(IpPrefix.parse("10.243.9.7/32"), true));
        assertTrue(withMesh.accepts(IpPrefix.parse("10.243.9.0/26"), true));
        assertFalse(withMesh.accepts(IpPrefix.parse("10.242.0.0/15"), true));
    }

    @Test
    void aPoolOverTheInfrastructureMakesItNobodysPod() {
        ImportRules wide = rules(true, "0.0.0.0/0");
        assertTrue(wide.accepts(IpPrefix.parse("198.51.100.7/32"), true));
        // Nodes, the API server, and all that holds one of them or a connected network.
        for (String text :
                List.of(
                        "192.0.2.2/32",
                        "192.0.2.2/31",
                        "203.0.113.1/32",
                        "203.0.113.0/29",
                        "192.0.2.0/24",
                        "192.0.0.0/16",
                        "0.0.0.0/0",
                        "127.0.0.1/32")) {
            assertFalse(wide.accepts(IpPrefix.parse(text), true), text);
        }
        // A pool inside the nodes' network is a way to give pods addresses of it.
        assertTrue(wide.accepts(IpPrefix.parse("192.0.2.77/32"), true));
    }

    /// A range as a node announces it, or one address; never one of a host's, nor what hides the
    /// nodes' network.
    @Test
    void aReflectorHearsOfServicesFromNodes() {
        ImportRules reflector =
                rules(
                        true,
                        "10.243.0.0/16",
                        new ServiceRanges(
                                List.of(
                                        IpPrefix.parse("10.96.0.0/12"),
                                        IpPrefix.parse("192.0.2.0/24"),
                                        IpPrefix.parse("203.0.113.0/24"))));
        assertTrue(reflector.accepts(IpPrefix.parse("10.96.0.0/12"), true));
        assertTrue(reflector.accepts(IpPrefix.parse("10.96.0.1/32"), true));
        assertTrue(reflector.accepts(IpPrefix.parse("192.0.2.77/32"), true));
        assertFalse(withMesh.accepts(IpPrefix.parse("10.96.0.1/32"), true));
        for (String text :
                List.of("10.96.0.0/13", "192.0.2.2/32", "192.0.2.0/24", "203.0.113.1/32")) {
            assertFalse(reflector.accepts(IpPrefix.parse(text), true), text);
        }
    }

    @Test
    void aRouterTellsOfNothingNearerThanAConnectedNetwork() {
        assertTrue(withMesh.accepts(IpPrefix.parse("192.0.0.0/16"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("192.0.2.0/24"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("192.0.2.0/25"), false));
        assertTrue(withMesh.accepts(IpPrefix.parse("192.0.2.128/25"), false));
        assertTrue(withMesh.accepts(IpPrefix.parse("203.0.113.0/29"), false));
        assertFalse(withMesh.accepts(IpPrefix.parse("203.0.113.1/32"), false));
    }

    @Test
    void itIsSaidWhyARouteIsNotBelieved() {
        assertSays("this node's own block", "10.244.1.7/32");
        assertSays("a node that tells of it itself", "10.244.2.0/25");
        assertSays("the API server", "203.0.113.1/32");
        assertSays("the address of a node", "192.0.2.2/32");
        assertSays("connected to that network", "192.0.2.0/24");
        assertSays("connected to that network", "192.0.2.0/25");
        assertSays("never routed", "169.254.1.1/32");
        assertEquals(Optional.empty(), withMesh.refusal(IpPrefix.parse("0.0.0.0/0"), false));
        assertEquals(Optional.empty(), withMesh.refusal(IpPrefix.parse("10.243.9.7/32"), true));
        assertTrue(
                withMesh.refusal(IpPrefix.parse("198.51.100.7/32"), true)
                        .orElseThrow()
                        .contains("about pods only"));
    }

    private void assertSays(String why, String prefix) {
        String said = withMesh.refusal(IpPrefix.parse(prefix), false).orElseThrow();
        assertTrue(said.contains(why), said);
    }

    private ImportRules rules(boolean mesh, String pool) {
        return rules(mesh, pool, ServiceRanges.NONE);
    }

    private ImportRules rules(boolean mesh, String pool, ServiceRanges services) {
        List<ClusterNode> nodes = List.of(self, other);
        NodeBlocks blocks = NodeBlocks.of(nodes);
        PodBlocks podBlocks =
                PodBlocks.of(blocks, Map.of("p", new IPPoolSpec(pool, null, null)), Map.of());
        return ImportRules.of(
                self,
                nodes,
                blocks,
                mesh ? Set.of(other.name()) : Set.of(),
                podBlocks,
                Set.of(IpAddress.parse("203.0.113.1")),
                Set.of(IpPrefix.parse("192.0.2.0/24")),
                services);
    }

    private static ClusterNode node(String name, String address, String block) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse(address)),
                List.of(IpPrefix.parse(block)),
                Optional.empty(),
                "");
    }
}
