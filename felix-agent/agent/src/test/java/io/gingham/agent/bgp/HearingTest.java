package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteView;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HearingTest {

    private static final Set<String> ALL = Set.of("n2", "n3");

    private final Hearing hearing = new Hearing();
    private final List<String> names = new ArrayList<>(List.of("n1", "n2", "n3"));
    private final List<RouteView> routes = new ArrayList<>();
    private int looks;

    private Set<String> at(int seconds, Set<String> heardOf) {
        return hearing.next(
                heardOf,
                names,
                NodeBlocks.of(names.stream().map(HearingTest::node).toList()),
                () -> {
                    looks++;
                    return routes;
                },
                Duration.ofSeconds(seconds).toNanos());
    }

    private static ClusterNode node(String name) {
        return new ClusterNode(
                name,
                List.of(),
                List.of(IpPrefix.parse("10.244." + name.substring(1) + ".0/24")),
                Optional.empty(),
                "");
    }

    private void told(String from, String prefix) {
        routes.add(
                new RouteView(
                        IpPrefix.parse(prefix), from, 0, PathAttributes.EMPTY, true, false, false));
    }

    @Test
    void atTheStartNobodyIsWaitedFor() {
        assertEquals(ALL, at(0, ALL));
        assertFalse(hearing.waits());
        assertEquals(0, looks);
    }

    @Test
    void aNodeThatRoutersToldOfIsHeardOnceItTellsItsBlocksItself() {
        assertEquals(Set.of(), at(0, Set.of()));
        told("tor", "10.244.2.0/24");
        told("tor", "10.244.3.0/24");
        assertEquals(Set.of(), at(10, ALL));
        assertTrue(hearing.waits());
        told("mesh/n2", "10.244.2.0/24");
        assertEquals(Set.of("n2"), at(11, ALL));
        assertTrue(hearing.waits());
        told("mesh/n2", "10.244.3.0/24");
        assertEquals(ALL, at(12, ALL), "a reflector tells of the other");
        assertFalse(hearing.waits());
    }

    @Test
    void oneThatTellsNothingIsWaitedForAMinute() {
        at(0, Set.of());
        assertEquals(Set.of(), at(10, ALL));
        assertEquals(Set.of(), at(69, ALL));
        assertEquals(ALL, at(70, ALL));
        assertFalse(hearing.waits());
    }

    @Test
    void aNodeThatIsNewIsHeardAtOnce() {
        at(0, ALL);
        names.add("n4");
        assertEquals(Set.of("n2", "n3", "n4"), at(10, Set.of("n2", "n3", "n4")));
        assertFalse(hearing.waits());
    }

    @Test
    void oneThatIsHeardNoMoreIsTheRoutersAgain() {
        at(0, ALL);
        assertEquals(Set.of("n2"), at(10, Set.of("n2")));
        assertEquals(Set.of("n2"), at(20, ALL), "and has to tell its blocks anew");
    }
}
