package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.speaker.SimWorld.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many speakers without sockets on a clock of their own, of both families: cut cables, garbage,
/// kills, restarts, refreshes, moving prefixes. After some quiet time everybody knows everything
/// and nothing else.
class SimulationTest {

    private static final Duration QUIET = Duration.ofMinutes(10);

    private static void trouble(Mesh mesh) {
        int node = mesh.world.random().nextInt(mesh.size);
        switch (mesh.world.random().nextInt(7)) {
            case 0 -> mesh.world.cutOne();
            case 1, 2 -> mesh.changePrefixes(node);
            case 3 -> mesh.restart(node);
            case 4 -> mesh.world.corruptOne();
            case 5 -> mesh.refresh(node);
            default -> {}
        }
        mesh.world.run(Duration.ofMillis(mesh.world.random().nextInt(4_000)));
    }

    private static void agreesAfterTrouble(Mesh mesh, int rounds) {
        for (int round = 0; round < rounds; round++) {
            trouble(mesh);
        }
        mesh.world.run(QUIET);
        mesh.everybodyKnowsEverything();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aMeshAgreesAfterAnyTrouble(long seed) {
        agreesAfterTrouble(Mesh.of(seed, 5), 60);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void aMeshThatDelaysItsOpensAgreesToo(long seed) {
        System.out.println("simulation seed " + seed);
        PeerTimers delayed = PeerTimers.DEFAULT.withDelayOpen(Duration.ofSeconds(3));
        agreesAfterTrouble(new Mesh(new SimWorld(seed), 4, peer -> peer.withTimers(delayed)), 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void aMeshWhoseRoutesLiveLongAgreesToo(long seed) {
        System.out.println("simulation seed " + seed);
        GracefulRestartConfig longLived =
                GracefulRestartConfig.DEFAULT
                        .withRestartTime(Duration.ofSeconds(1))
                        .withLongLived(Duration.ofHours(1));
        agreesAfterTrouble(
                new Mesh(new SimWorld(seed), 4, peer -> peer.withGracefulRestart(longLived)), 40);
    }

    /// Connections take seconds to be made, so that nearly all are made twice.
    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64, 65, 66, 67, 68})
    void collisionsEndInOneConnection(long seed) {
        System.out.println("simulation seed " + seed);
        Mesh mesh = new Mesh(new SimWorld(seed, 3_000), 4, peer -> peer);
        mesh.world.run(QUIET);
        mesh.everybodyKnowsEverything();
        agreesAfterTrouble(mesh, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void aRestartLosesNoRouteAnywhere(long seed) {
        Mesh mesh = Mesh.of(seed, 4);
        mesh.changePrefixes(1);
        mesh.world.run(QUIET);
        mesh.everybodyKnowsEverything();
        int restarted = (int) (seed % 4);
        mesh.world.kill(mesh.nodes.get(restarted));
        for (int step = 0; step < 3_000; step++) {
            mesh.world.run(Duration.ofMillis(20));
            if (step == 100) {
                mesh.bootAgain(restarted);
            }
            mesh.nothingIsLost("at step " + step);
        }
        mesh.everybodyKnowsEverything();
    }

    /// RFC 8538: not even a protocol error costs a route.
    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73, 74, 75})
    void aNotificationLosesNoRouteAnywhere(long seed) {
        Mesh mesh = Mesh.of(seed, 4);
        mesh.changePrefixes(2);
        mesh.world.run(QUIET);
        for (int step = 0; step < 4_000; step++) {
            if (step % 1_000 == 0) {
                mesh.world.corruptOne();
            }
            mesh.world.run(Duration.ofMillis(20));
            mesh.nothingIsLost("at step " + step);
        }
        mesh.world.run(QUIET);
        mesh.everybodyKnowsEverything();
        assertTrue(
                mesh.nodes.stream()
                        .flatMap(node -> node.core.peers().stream())
                        .anyMatch(peer -> peer.messagesIn().notifications() > 0),
                "there were notifications");
    }

    @Test
    void bothSidesOfAPairMayRestartAtOnce() {
        Mesh mesh = Mesh.of(21, 2);
        mesh.world.run(QUIET);
        List.copyOf(mesh.nodes).forEach(mesh.world::kill);
        mesh.bootAgain(0);
        mesh.bootAgain(1);
        mesh.world.run(Duration.ofSeconds(30));
        assertTrue(mesh.nodes.getFirst().core.converged().isDone());
        mesh.everybodyKnowsEverything();
    }

    @ParameterizedTest
    @ValueSource(longs = {81, 82, 83})
    void whatASpeakerHeardReplaysToTheSameRoutes(long seed) {
        Mesh mesh = Mesh.of(seed, 4);
        for (int round = 0; round < 40; round++) {
            trouble(mesh);
        }
        mesh.replaysToTheSame();
        mesh.world.run(QUIET);
        mesh.replaysToTheSame();
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
                            Mesh.address(i),
                            Mesh.config(
                                    i,
                                    64600 + i,
                                    List.of(
                                            Mesh.peer(left, 64600 + left),
                                            Mesh.peer(right, 64600 + right))),
                            new TreeMap<>()));
            nodes.get(i).originate(Set.of(Mesh.prefix(i, 0)));
        }
        for (int round = 0; round < 30; round++) {
            world.cutOne();
            world.run(Duration.ofMillis(world.random().nextInt(3_000)));
        }
        world.run(QUIET);
        for (int i = 0; i < size; i++) {
            for (int to = 0; to < size; to++) {
                if (i != to) {
                    BestPath path = nodes.get(i).kernel.get(Mesh.prefix(to, 0));
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

    /// RFC 9234: a customer of two providers, with no filter at all, is no way between them.
    @ParameterizedTest
    @ValueSource(longs = {91, 92, 93})
    void routesDoNotLeakThroughACustomer(long seed) {
        System.out.println("simulation seed " + seed);
        SimWorld world = new SimWorld(seed);
        PeerRelation toProvider = PeerRelation.PLAIN.withRole(RoleType.CUSTOMER, true);
        PeerRelation toCustomer = PeerRelation.PLAIN.withRole(RoleType.PROVIDER, true);
        List<PeerConfig> providers =
                List.of(
                        Mesh.peer(0, 64600).withRelation(toProvider),
                        Mesh.peer(2, 64602).withRelation(toProvider));
        List<PeerConfig> customer = List.of(Mesh.peer(1, 64601).withRelation(toCustomer));
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SpeakerConfig config = Mesh.config(i, 64600 + i, i == 1 ? providers : customer);
            nodes.add(world.boot(Mesh.address(i), config, new TreeMap<>()));
            nodes.get(i).originate(Set.of(Mesh.prefix(i, 0)));
        }
        for (int round = 0; round < 20; round++) {
            world.cutOne();
            world.run(Duration.ofMillis(world.random().nextInt(5_000)));
            assertNull(nodes.get(0).kernel.get(Mesh.prefix(2, 0)));
            assertNull(nodes.get(2).kernel.get(Mesh.prefix(0, 0)));
        }
        world.run(QUIET);
        assertEquals(Set.of(Mesh.prefix(1, 0)), nodes.get(0).kernel.keySet());
        assertEquals(Set.of(Mesh.prefix(0, 0), Mesh.prefix(2, 0)), nodes.get(1).kernel.keySet());
    }

    /// Both sides say that they are the provider: no session, and both say why.
    @Test
    void rolesThatDoNotFitAreNoSession() {
        SimWorld world = new SimWorld(95);
        PeerRelation provider = PeerRelation.PLAIN.withRole(RoleType.PROVIDER, false);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            PeerConfig other = Mesh.peer(1 - i, 64601 - i).withRelation(provider);
            SpeakerConfig config = Mesh.config(i, 64600 + i, List.of(other));
            nodes.add(world.boot(Mesh.address(i), config, new TreeMap<>()));
        }
        world.run(QUIET);
        for (Node node : nodes) {
            PeerStatus peer = node.core.peers().getFirst();
            assertTrue(peer.lastError().contains("2/11"), peer.lastError());
        }
    }

    /// RFC 4271 section 4.4, also with the shortest hold time and all the jitter.
    @Test
    void keepalivesAreAtLeastASecondApart() {
        PeerTimers shortest = PeerTimers.DEFAULT.withHoldTime(Duration.ofSeconds(3));
        Mesh mesh = new Mesh(new SimWorld(97), 2, peer -> peer.withTimers(shortest));
        mesh.world.run(Duration.ofSeconds(100));
        PeerStatus peer = mesh.nodes.getFirst().core.peers().getFirst();
        assertTrue(peer.messagesOut().keepalives() <= 102, peer.toString());
        assertEquals(0, peer.flaps());
    }
}
