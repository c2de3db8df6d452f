package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodBlocksTest {

    private static final ClusterNode NODE =
            new ClusterNode(
                    "n1",
                    List.of(IpAddress.parse("192.0.2.1")),
                    List.of(IpPrefix.parse("10.244.1.0/24"), IpPrefix.parse("fd00:1::/64")),
                    Optional.empty(),
                    "");

    @Test
    void arePoolsNodesBlocksAndWhatTheOperatorNames() {
        PodBlocks blocks =
                PodBlocks.of(
                        NodeBlocks.of(List.of(NODE)),
                        Map.of("p", new IPPoolSpec("10.244.0.0/16", null, null)),
                        Map.of("default", configuration("198.51.100.0/28", "2001:db8::/64")));
        assertEquals(
                "[10.244.0.0/16, 198.51.100.0/28, 2001:db8::/64, fd00:1::/64]",
                blocks.blocks().toString());
        assertTrue(blocks.contains(IpAddress.parse("10.244.9.1")));
        assertTrue(blocks.contains(IpAddress.parse("198.51.100.15")));
        assertFalse(blocks.contains(IpAddress.parse("198.51.100.16")));
        assertFalse(blocks.contains(IpPrefix.parse("0.0.0.0/0")));
    }

    @Test
    void whatCannotBeReadIsSaidAndLeftOut() {
        PodBlocks blocks =
                PodBlocks.of(
                        NodeBlocks.of(List.of()),
                        Map.of("p", new IPPoolSpec("10.244.0.0", null, null)),
                        Map.of("default", configuration("300.0.0.0/8", "198.51.100.0/28")));
        assertEquals("[198.51.100.0/28]", blocks.blocks().toString());
        assertEquals(1, blocks.problems().size());
        assertTrue(
                blocks.problems()
                        .getFirst()
                        .startsWith("BGPConfiguration default: hostRouteBlocks: "),
                blocks.problems().toString());
    }

    private static BGPConfigurationSpec configuration(String... blocks) {
        return BGPConfigurationSpec.ofHostRouteBlocks(List.of(blocks));
    }
}
