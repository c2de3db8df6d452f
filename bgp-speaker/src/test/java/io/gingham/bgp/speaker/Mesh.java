package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.RouterId;
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
import java.util.function.UnaryOperator;

/// A simulated mesh inside one AS, as the nodes of a cluster are; each has prefixes of its own.
final class Mesh {

    static final long AS = 64512;

    final SimWorld world;
    final List<Node> nodes = new ArrayList<>();
    final List<Set<IpPrefix>> own = new ArrayList<>();
    final int size;
    private final UnaryOperator<PeerConfig> settings;

    /// @param settings what all give to each of their peers
    Mesh(SimWorld world, int size, UnaryOperator<PeerConfig> settings) {
        this.world = world;
        this.size = size;
        this.settings = settings;
        for (int i = 0; i < size; i++) {
            own.add(new TreeSet<>(Set.of(prefix(i, 0))));
            nodes.add(world.boot(address(i), config(i), new TreeMap<>()));
            nodes.get(i).originate(own.get(i));
        }
    }

    static Mesh of(long seed, int size) {
        System.out.println("simulation seed " + seed);
        return new Mesh(new SimWorld(seed), size, peer -> peer);
    }

    static IpAddress address(int i) {
        return IpAddress.parse("10.0.0." + (i + 1));
    }

    private static IpAddress address6(int i) {
        return IpAddress.parse("fd00::" + (i + 1));
    }

    static IpPrefix prefix(int i, int block) {
        return IpPrefix.parse("10.1." + i + "." + block * 64 + "/26");
    }

    static IpPrefix prefix6(int i, int block) {
        return IpPrefix.parse("2001:db8:" + i + ":" + block + "::/64");
    }

    static SpeakerConfig config(int i, long as, List<PeerConfig> peers) {
        return SpeakerConfig.of(new AsNumber(as), RouterId.of(address(i)), peers);
    }

    static PeerConfig peer(int i, long as) {
        return PeerConfig.of("node-" + i, address(i), new AsNumber(as));
    }

    SpeakerConfig config(int i) {
        List<PeerConfig> peers = new ArrayList<>();
        for (int other = 0; other < size; other++) {
            if (other != i) {
                PeerFamilies both = PeerFamilies.both(address6(i));
                peers.add(settings.apply(peer(other, AS).withFamilies(both)));
            }
        }
        return config(i, AS, peers);
    }

    void restart(int i) {
        Node before = nodes.get(i);
        world.kill(before);
        world.run(Duration.ofMillis(world.random().nextInt(3_000)));
        bootAgain(i);
    }

    /// In the place of the one that was killed; its kernel is still there.
    void bootAgain(int i) {
        Node after = world.boot(address(i), config(i).withRestarting(true), nodes.get(i).kernel);
        nodes.set(i, after);
        after.originate(own.get(i));
    }

    /// One of the four of each family comes or goes.
    void changePrefixes(int i) {
        int block = world.random().nextInt(4);
        boolean ipv6 = world.random().nextBoolean();
        IpPrefix prefix = ipv6 ? prefix6(i, block) : prefix(i, block);
        if (!own.get(i).remove(prefix)) {
            own.get(i).add(prefix);
        }
        nodes.get(i).originate(own.get(i));
    }

    void refresh(int i) {
        int from = (i + 1 + world.random().nextInt(size - 1)) % size;
        nodes.get(i).refresh("node-" + from);
    }

    /// No node misses a prefix of another's, or has one too many.
    void nothingIsLost(String when) {
        Set<IpPrefix> all = new HashSet<>();
        own.forEach(all::addAll);
        for (int i = 0; i < size; i++) {
            Set<IpPrefix> expected = new HashSet<>(all);
            expected.removeAll(own.get(i));
            assertEquals(expected, nodes.get(i).kernel.keySet(), when);
        }
    }

    void everybodyKnowsEverything() {
        for (int i = 0; i < size; i++) {
            Map<IpPrefix, IpAddress> expected = new TreeMap<>();
            for (int other = 0; other < size; other++) {
                if (other != i) {
                    for (IpPrefix prefix : own.get(other)) {
                        boolean ipv4 = prefix.address().isIpv4();
                        expected.put(prefix, ipv4 ? address(other) : address6(other));
                    }
                }
            }
            Map<IpPrefix, IpAddress> seen = new TreeMap<>();
            nodes.get(i).kernel.forEach((prefix, path) -> seen.put(prefix, path.nextHop()));
            assertEquals(expected, seen, "what node " + i + " knows");
            assertTrue(
                    nodes.get(i).core.peers().stream().allMatch(PeerStatus::established),
                    () -> "sessions of a node: " + nodes);
            assertTrue(
                    nodes.get(i).core.routes().stream().noneMatch(route -> route.stale()),
                    "nothing old is left");
        }
        assertEquals(size * (size - 1) / 2, world.connections(), "one connection for each pair");
    }

    /// Each speaker, told the same from its start, has done the same.
    void replaysToTheSame() {
        for (Node node : nodes) {
            Replay again = node.replay();
            again.run();
            assertEquals(node.told, again.told);
            assertEquals(node.core.routes(), again.core.routes());
            assertEquals(statuses(node.core), statuses(again.core));
        }
    }

    /// Without what goes with the clock: the replay stops at the last event.
    private static List<String> statuses(SpeakerCore core) {
        return core.peers().stream()
                .map(
                        p ->
                                "%s %s %d flaps, in %s, out %s, %s"
                                        .formatted(
                                                p.name(),
                                                p.state(),
                                                p.flaps(),
                                                p.messagesIn(),
                                                p.messagesOut(),
                                                p.lastError()))
                .toList();
    }
}
