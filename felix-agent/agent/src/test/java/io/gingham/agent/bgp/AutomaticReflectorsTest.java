package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.crds.v3.BGPConfigurationSpec.RouteReflectors;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AutomaticReflectorsTest {

    private static final AsNumber AS = new AsNumber(64512);

    private static ClusterNode node(int number, String zone) {
        return new ClusterNode(
                        "node" + number,
                        List.of(
                                IpAddress.parse(
                                        "10.0.%d.%d".formatted(number / 200, 1 + number % 200))),
                        List.of(),
                        Optional.empty(),
                        "")
                .withLabels(
                        zone.isEmpty() ? Map.of() : Map.of("topology.kubernetes.io/zone", zone));
    }

    /// Spread over so many zones.
    private static List<ClusterNode> nodes(int count, int zones) {
        return IntStream.range(0, count)
                .mapToObj(number -> node(number, "z" + number % zones))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static AutomaticReflectors of(RouteReflectors wanted, List<ClusterNode> nodes) {
        return AutomaticReflectors.of(Optional.of(wanted), nodes, node -> AS);
    }

    private static RouteReflectors above(int threshold, int count) {
        return new RouteReflectors(threshold, count, null, null);
    }

    @Test
    void upToTheThresholdItIsAFullMesh() {
        assertEquals(AutomaticReflectors.NONE, of(above(10, 3), nodes(10, 1)));
        assertEquals(3, of(above(10, 3), nodes(11, 1)).chosen().size());
        RouteReflectors usual = new RouteReflectors(null, null, null, null);
        assertEquals(AutomaticReflectors.NONE, of(usual, nodes(100, 1)));
        assertEquals(3, of(usual, nodes(101, 1)).chosen().size());
        assertEquals(
                AutomaticReflectors.NONE,
                AutomaticReflectors.of(Optional.empty(), nodes(500, 1), node -> AS));
    }

    @Test
    void everyNodeChoosesTheSameInWhateverOrderItSeesThem() {
        long seed = System.nanoTime();
        List<ClusterNode> nodes = nodes(200, 7);
        Set<String> chosen = of(above(100, 5), nodes).chosen();
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(nodes, new Random(seed + round));
            assertEquals(chosen, of(above(100, 5), nodes).chosen(), "seed " + (seed + round));
        }
    }

    @Test
    void theyAreOfDifferentZonesAsFarAsThereAre() {
        for (int zones : List.of(1, 2, 3, 4, 9)) {
            List<ClusterNode> nodes = nodes(120, zones);
            Set<String> chosen = of(above(100, 4), nodes).chosen();
            Map<String, Long> byZone =
                    nodes.stream()
                            .filter(node -> chosen.contains(node.name()))
                            .collect(
                                    Collectors.groupingBy(
                                            node ->
                                                    node.labels()
                                                            .getOrDefault(
                                                                    "topology.kubernetes.io/zone",
                                                                    ""),
                                            Collectors.counting()));
            assertEquals(4, chosen.size());
            assertEquals(Math.min(zones, 4), byZone.size(), zones + " zones: " + byZone);
            assertTrue(
                    Collections.max(byZone.values()) - Collections.min(byZone.values()) <= 1,
                    byZone::toString);
        }
    }

    /// Each change of the choice is a change of every node's sessions.
    @Test
    void aNodeThatComesOrGoesChangesOneOrTwo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<ClusterNode> nodes = nodes(300, 5);
        Set<String> chosen = of(above(100, 3), nodes).chosen();
        int changes = 0;
        for (int round = 0; round < 100; round++) {
            nodes.remove(random.nextInt(nodes.size()));
            nodes.add(node(1000 + round, "z" + round % 5));
            Set<String> next = of(above(100, 3), nodes).chosen();
            Set<String> kept = new HashSet<>(next);
            kept.retainAll(chosen);
            assertTrue(kept.size() >= 1, "seed " + seed + ": " + chosen + " became " + next);
            changes += 3 - kept.size();
            chosen = next;
        }
        assertTrue(changes < 20, "seed " + seed + ": " + changes + " of 300 places changed");
    }

    @Test
    void oneThatCannotServeIsReplacedAndComesBack() {
        List<ClusterNode> nodes = nodes(120, 3);
        Set<String> chosen = of(above(100, 3), nodes).chosen();
        String lost = chosen.iterator().next();
        List<ClusterNode> without =
                nodes.stream()
                        .map(node -> node.name().equals(lost) ? node.withAvailable(false) : node)
                        .toList();
        Set<String> others = of(above(100, 3), without).chosen();
        assertEquals(3, others.size());
        assertFalse(others.contains(lost));
        assertEquals(chosen, of(above(100, 3), nodes).chosen());
        // The API server hears of nobody: that is no reason to have none.
        List<ClusterNode> none = nodes.stream().map(node -> node.withAvailable(false)).toList();
        assertEquals(chosen, of(above(100, 3), none).chosen());
    }

    @Test
    void aSelectorNarrowsTheChoice() {
        List<ClusterNode> nodes = nodes(120, 3);
        RouteReflectors some =
                new RouteReflectors(100, 3, "topology.kubernetes.io/zone == 'z2'", null);
        assertTrue(
                of(some, nodes).chosen().stream()
                        .allMatch(name -> Integer.parseInt(name.substring(4)) % 3 == 2));
        AutomaticReflectors nobody = of(new RouteReflectors(100, 3, "has(none)", null), nodes);
        assertEquals(Set.of(), nobody.chosen());
        assertTrue(nobody.problems().getFirst().contains("selects no node"), nobody::toString);
        AutomaticReflectors wrong = of(new RouteReflectors(100, 3, "zone ==", null), nodes);
        assertTrue(wrong.problems().getFirst().contains("is no selector"), wrong::toString);
    }

    @Test
    void nodesOfSeveralAsNumbersStayAMesh() {
        AutomaticReflectors mixed =
                AutomaticReflectors.of(
                        Optional.of(above(1, 1)),
                        nodes(3, 1),
                        node -> node.name().equals("node1") ? new AsNumber(65001) : AS);
        assertEquals(Set.of(), mixed.chosen());
        assertTrue(mixed.problems().getFirst().contains("more than one AS number"));
    }
}
