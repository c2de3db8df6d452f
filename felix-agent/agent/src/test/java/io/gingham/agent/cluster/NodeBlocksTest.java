package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.NodeBlocks.Block;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeBlocksTest {

    private final NodeBlocks blocks =
            NodeBlocks.of(
                    List.of(
                            node("n1", "10.244.1.0/24", "fd00:1::/64"),
                            node("n2", "10.244.2.0/24"),
                            node("wide", "10.244.0.0/16"),
                            node("young")));

    private static ClusterNode node(String name, String... podCidrs) {
        return new ClusterNode(name, List.of(), prefixes(podCidrs), Optional.empty(), "");
    }

    private static List<IpPrefix> prefixes(String... texts) {
        return Arrays.stream(texts).map(IpPrefix::parse).toList();
    }

    private static Optional<Block> block(String node, String prefix) {
        return Optional.of(new Block(node, IpPrefix.parse(prefix)));
    }

    @Test
    void aNodeHoldsItsPodCidrs() {
        assertEquals(prefixes("10.244.1.0/24", "fd00:1::/64"), blocks.of("n1"));
        assertEquals(prefixes("10.244.1.0/24", "fd00:1::/64"), blocks.podCidrs("n1"));
    }

    @Test
    void aNodeWithoutAPodCidrAndOneThatIsNotKnownHoldNothing() {
        assertEquals(List.of(), blocks.of("young"));
        assertEquals(List.of(), blocks.of("stranger"));
        assertFalse(blocks.holds("stranger", IpAddress.parse("10.244.1.7")));
    }

    @Test
    void anAddressIsTheNodesThatHoldsTheLongestBlockAroundIt() {
        assertEquals(block("n2", "10.244.2.0/24"), blocks.holder(IpAddress.parse("10.244.2.7")));
        assertEquals(block("wide", "10.244.0.0/16"), blocks.holder(IpAddress.parse("10.244.9.7")));
        assertEquals(block("n1", "fd00:1::/64"), blocks.holder(IpAddress.parse("fd00:1::7")));
        assertEquals(Optional.empty(), blocks.holder(IpAddress.parse("198.51.100.7")));
        assertEquals(Optional.empty(), blocks.holder(IpAddress.parse("fd00:2::7")));
    }

    @Test
    void ofEqualBlocksTheFirstNodesCounts() {
        NodeBlocks twice =
                NodeBlocks.of(List.of(node("b", "10.244.1.0/24"), node("a", "10.244.1.0/24")));

        assertEquals(block("b", "10.244.1.0/24"), twice.holder(IpAddress.parse("10.244.1.7")));
        assertTrue(twice.holds("a", IpAddress.parse("10.244.1.7")));
    }

    @Test
    void aPrefixMustLieInOneBlockAsAWhole() {
        assertEquals(block("n1", "10.244.1.0/24"), blocks.holder(IpPrefix.parse("10.244.1.64/26")));
        assertEquals(block("n1", "10.244.1.0/24"), blocks.holder(IpPrefix.parse("10.244.1.0/24")));
        assertEquals(
                block("wide", "10.244.0.0/16"), blocks.holder(IpPrefix.parse("10.244.0.0/22")));
        assertEquals(Optional.empty(), blocks.holder(IpPrefix.parse("10.0.0.0/8")));
        assertTrue(blocks.holds("n1", IpPrefix.parse("10.244.1.128/25")));
        assertFalse(blocks.holds("n1", IpPrefix.parse("10.244.0.0/23")));
    }

    @Test
    void allAreInTheNodesOrder() {
        assertEquals(
                "[n1, n1, n2, wide]", blocks.all().stream().map(Block::node).toList().toString());
    }
}
