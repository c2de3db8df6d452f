package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeFiltersTest {

    private static final RouteOrigin LEARNED = new RouteOrigin.Peer("tor", true);

    private final NodeFilters.ExportToNode toNode =
            new NodeFilters.ExportToNode(List.of(IpPrefix.parse("10.244.0.0/16")), false);

    private boolean tells(String prefix, RouteOrigin origin) {
        IpPrefix parsed = IpPrefix.parse(prefix);
        boolean told = toNode.apply(parsed, origin, PathAttributes.EMPTY).isPresent();
        assertEquals(told, toNode.refusal(parsed, origin, PathAttributes.EMPTY).isEmpty());
        return told;
    }

    @Test
    void anotherNodeHearsOfBlocksAndPods() {
        assertEquals(true, tells("10.244.1.0/24", RouteOrigin.LOCAL));
        assertEquals(true, tells("10.244.9.7/32", RouteOrigin.LOCAL));
    }

    @Test
    void anotherNodeDoesNotHearOfServicesNorOfWhatWasLearned() {
        assertEquals(false, tells("10.96.0.0/12", RouteOrigin.LOCAL));
        assertEquals(false, tells("203.0.113.7/32", RouteOrigin.LOCAL));
        assertEquals(false, tells("10.244.2.0/24", LEARNED));
    }

    @Test
    void theSameBlocksAreTheSameFilter() {
        assertEquals(
                toNode,
                new NodeFilters.ExportToNode(List.of(IpPrefix.parse("10.244.0.0/16")), false),
                "so that a reconfiguration sees no change");
    }
}
