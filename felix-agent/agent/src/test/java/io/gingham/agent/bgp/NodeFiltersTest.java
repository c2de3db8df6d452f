package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.agent.services.ServiceRanges;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeFiltersTest {

    private static final List<IpPrefix> PODS = List.of(IpPrefix.parse("10.244.0.0/16"));
    private static final ServiceRanges SERVICES =
            new ServiceRanges(
                    List.of(IpPrefix.parse("10.96.0.0/12"), IpPrefix.parse("203.0.113.0/24")));
    private static final RouteOrigin LEARNED = new RouteOrigin.Peer("tor", true);

    private final NodeFilters.ExportToNode toNode =
            new NodeFilters.ExportToNode(PODS, ServiceRanges.NONE, false);

    private boolean tells(String prefix, RouteOrigin origin) {
        return tells(toNode, prefix, origin);
    }

    private static boolean tells(RouteFilter filter, String prefix, RouteOrigin origin) {
        IpPrefix parsed = IpPrefix.parse(prefix);
        boolean told = filter.apply(parsed, origin, PathAttributes.EMPTY).isPresent();
        assertEquals(told, filter.refusal(parsed, origin, PathAttributes.EMPTY).isEmpty());
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
    void aReflectorHearsOfTheNodesServicesToo() {
        RouteFilter toReflector = new NodeFilters.ExportToNode(PODS, SERVICES, false);
        assertEquals(true, tells(toReflector, "10.96.0.0/12", RouteOrigin.LOCAL));
        assertEquals(true, tells(toReflector, "203.0.113.7/32", RouteOrigin.LOCAL));
        assertEquals(false, tells(toReflector, "203.0.113.0/25", RouteOrigin.LOCAL));
        assertEquals(false, tells(toReflector, "203.0.113.7/32", LEARNED));
        RouteFilter amongReflectors = new NodeFilters.ExportToNode(PODS, SERVICES, true);
        assertEquals(true, tells(amongReflectors, "203.0.113.7/32", LEARNED));
        assertEquals(false, tells(amongReflectors, "198.51.100.0/24", LEARNED));
    }

    @Test
    void aRouterHearsOfAReflectorWhatTheNodesTold() {
        RouteFilter passing = new NodeFilters.Export(PODS, SERVICES);
        assertEquals(true, tells(passing, "10.244.2.0/24", LEARNED));
        assertEquals(true, tells(passing, "203.0.113.7/32", LEARNED));
        assertEquals(false, tells(passing, "198.51.100.0/24", LEARNED));
        RouteFilter podsOnly = new NodeFilters.Export(PODS, ServiceRanges.NONE);
        assertEquals(false, tells(podsOnly, "203.0.113.7/32", LEARNED));
        assertEquals(true, tells(podsOnly, "203.0.113.7/32", RouteOrigin.LOCAL));
        assertEquals(false, tells(NodeFilters.Export.OWN, "10.244.2.0/24", LEARNED));
    }

    @Test
    void theSameBlocksAreTheSameFilter() {
        assertEquals(
                toNode,
                new NodeFilters.ExportToNode(PODS, ServiceRanges.NONE, false),
                "so that a reconfiguration sees no change");
    }
}
