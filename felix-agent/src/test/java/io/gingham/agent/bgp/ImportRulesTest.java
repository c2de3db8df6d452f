package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImportRulesTest {

    private final ClusterNode self = node("n1", "192.0.2.1", "10.244.1.0/24");
    private final ClusterNode other = node("n2", "192.0.2.2", "10.244.2.0/24");
    private final ImportRules withMesh = ImportRules.of(self, List.of(self, other), true);
    private final ImportRules withoutMesh = ImportRules.of(self, List.of(self, other), false);

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

    private static ClusterNode node(String name, String address, String block) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse(address)),
                List.of(IpPrefix.parse(block)),
                Optional.empty(),
                "");
    }
}
