package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.speaker.SimWorld.Node;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many speakers without sockets on a clock of their own: cut cables, kills, restarts, moving
/// prefixes. After some quiet time everybody knows everything and nothing else.
class SimulationTest {

    private static final Duration QUIET = Duration.ofMinutes(10);

    private static IpAddress address(int i) {
        return IpAddress.parse("10.0.0." + (i + 1));
    }

    private static IpPrefix prefix(int i, int block) {
        return IpPrefix.parse("10.1." + i + "." + block * 64 + "/26");
    }

    private static SpeakerConfig config(int i, long as, List<PeerConfig> peers) {
        return SpeakerConfig.of(new AsNumber(as), RouterId.of(address(i)), peers);
    }

    private static PeerConfig peer(int i, long as) {
        return PeerConfig.of("node-" + i, address(i), new AsNumber(as));
    }

    /// A mesh inside one AS, as the nodes of a cluster are.
    private static final class Mesh {
        final SimWorld world;
        final List<Node> nodes = new ArrayList<>();
        final List<Set<IpPrefix>> own = new ArrayList<>();
        final int size;

        Mesh(long seed, int size) {
            System.out.println("simulation seed " + seed);
            this.world = new SimWorld(seed);
            this.size = size;
            for (int i = 0; i < size; i++) {
                own.add(new TreeSet<>(Set.of(prefix(i, 0))));
                nodes.add(world.boot(address(i), config(i), new TreeMap<>()));
                nodes.get(i).core.originate(own.get(i));
            }
        }

        SpeakerConfig config(int i) {
            List<PeerConfig> peers = new ArrayList<>();
            for (int other = 0; other < size; other++) {
                if (other != i) {
                    peers.add(peer(other, 64512));
                }
            }
            return SimulationTest.config(i, 64512, peers);
        }

        void restart(int i) {
            Node before = nodes.get(i);
            world.kill(before);
            world.run(Duration.ofMillis(world.random().nextInt(3_000)));
            Node after = world.boot(address(i), config(i).withRestarting(true), before.kernel);
            nodes.set(i, after);
            after.core.originate(own.get(i));
        }

        void changePrefixes(int i) {
            int block = world.random().nextInt(4);
            if (!own.get(i).remove(prefix(i, block))) {
                own.get(i).add(prefix(i, block));
            }
            nodes.get(i).core.originate(own.get(i));
        }

        void everybodyKnowsEverything() {
            for (int i = 0; i < size; i++) {
                Map<IpPrefix, IpAddress> expected = new TreeMap<>();
                for (int other = 0; other < size; other++) {
                    if (other != i) {
                        IpAddress via = address(other);
                        own.get(other).forEach(prefix -> expected.put(prefix, via));
                    }
                }
                Map<IpPrefix, IpAddress> seen = new TreeMap<>();
                nodes.get(i).kernel.forEach((prefix, path) -> seen.put(prefix, path.nextHop()));
                assertEquals(expected, seen, "what node " + i + " knows");
                assertTrue(
                        nodes.get(i).core.peers().stream().allMatch(PeerStatus::established),
                        () -> "sessions of a node: " + nodes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aMeshAgreesAfterAnyTrouble(long seed) {
        Mesh mesh = new Mesh(seed, 5);
        for (int round = 0; round < 60; round++) {
            int node = mesh.world.random().nextInt(mesh.size);
            switch (mesh.world.random().nextInt(4)) {
                case 0 -> mesh.world.cutOne();
                case 1 -> mesh.changePrefixes(node);
                case 2 -> mesh.restart(node);
                default -> {}
            }
            mesh.world.run(Duration.ofMillis(mesh.world.random().nextInt(4_000)));
        }
        mesh.world.run(QUIET);
        mesh.everybodyKnowsEverything();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void aRestartLosesNoRouteAnywhere(long seed) {
        Mesh mesh = new Mesh(seed, 4);
        mesh.world.run(QUIET);
        mesh.everybodyKnowsEverything();
        int restarted = (int) (seed % 4);
        Node before = mesh.nodes.get(restarted);
        mesh.world.kill(before);
        Set<IpPrefix> all = new HashSet<>();
        mesh.own.forEach(all::addAll);
        Node after = null;
        for (int step = 0; step < 3_000; step++) {
            mesh.world.run(Duration.ofMillis(20));
            if (step == 100) {
                after =
                        mesh.world.boot(
                                before.address,
                                mesh.config(restarted).withRestarting(true),
                                before.kernel);
                after.core.originate(mesh.own.get(restarted));
                mesh.nodes.set(restarted, after);
            }
            for (int i = 0; i < mesh.size; i++) {
                Set<IpPrefix> expected = new HashSet<>(all);
                expected.removeAll(mesh.own.get(i));
                assertEquals(expected, mesh.nodes.get(i).kernel.keySet(), "at step " + step);
            }
        }
        mesh.everybodyKnowsEverything();
    }

    @Test
    void bothSidesOfAPairMayRestartAtOnce() {
        Mesh mesh = new Mesh(21, 2);
        mesh.world.run(QUIET);
        List<Node> before = List.copyOf(mesh.nodes);
        before.forEach(mesh.world::kill);
        for (int i = 0; i < 2; i++) {
            Node after =
                    mesh.world.boot(
                            address(i), mesh.config(i).withRestarting(true), before.get(i).kernel);
            mesh.nodes.set(i, after);
            after.core.originate(mesh.own.get(i));
        }
        mesh.world.run(Duration.ofSeconds(30));
        assertTrue(mesh.nodes.getFirst().core.converged().isDone());
        mesh.everybodyKnowsEverything();
    }

    /// Each node an AS of its own, in a ring: routes go around, the shorter way, and never in
    /// circles.
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void aRingOfSystemsHasNoLoops(long seed) {
        System.out.println("simulation seed " + seed);
        SimWorld world = new SimWorld(seed);
        int size = 7;
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int left = (i + size - 1) % size;
            int right = (i + 1) % size;
            nodes.add(
                    world.boot(
                            address(i),
                            config(
                                    i,
                                    64600 + i,
                                    List.of(peer(left, 64600 + left), peer(right, 64600 + right))),
                            new TreeMap<>()));
            nodes.get(i).core.originate(Set.of(prefix(i, 0)));
        }
        for (int round = 0; round < 30; round++) {
            world.cutOne();
            world.run(Duration.ofMillis(world.random().nextInt(3_000)));
        }
        world.run(QUIET);
        for (int i = 0; i < size; i++) {
            for (int to = 0; to < size; to++) {
                if (i != to) {
                    BestPath path = nodes.get(i).kernel.get(prefix(to, 0));
                    assertTrue(path != null, i + " knows a way to " + to);
                    int around = Math.floorMod(i - to, size);
                    assertEquals(
                            Math.min(around, size - around),
                            path.attributes().asPath().length(),
                            i + " to " + to + " by " + path.attributes().asPath());
                }
            }
        }
    }
}
