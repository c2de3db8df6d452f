package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpTables;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.SimWorld.Node;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens in a mesh, a collector that only reads messages ends up with the tables that
/// the speaker has.
class BmpSimulationTest {

    private static final Duration QUIET = Duration.ofSeconds(400);

    private static final CollectorConfig COLLECTOR =
            new CollectorConfig(
                    IpAddress.parse("192.0.2.9"),
                    5000,
                    EnumSet.allOf(BmpView.class),
                    Duration.ofSeconds(60),
                    CollectorConfig.DEFAULT_RETRY);

    private static void watch(Mesh mesh, int node) {
        watch(mesh, node, RouteFilter.ACCEPT_ALL);
    }

    /// @param filter of what comes from the peers
    private static void watch(Mesh mesh, int node, RouteFilter filter) {
        SpeakerConfig config = mesh.config(node);
        mesh.nodes
                .get(node)
                .core
                .reconfigure(
                        config.withPeers(
                                        config.peers().stream()
                                                .map(
                                                        peer ->
                                                                peer.withFilters(
                                                                        filter,
                                                                        RouteFilter.ACCEPT_ALL))
                                                .toList())
                                .withMonitoring(new BmpConfig("n" + node, List.of(COLLECTOR))));
    }

    /// Takes some prefixes, and those otherwise than they came.
    private static RouteFilter some(Mesh mesh) {
        int odd = mesh.world.random().nextInt(2);
        long preference = mesh.world.random().nextInt(100);
        return (prefix, _, attributes) ->
                (prefix.hashCode() & 1) == odd
                        ? Optional.empty()
                        : Optional.of(attributes.with(new PathAttribute.LocalPref(preference)));
    }

    private static FakeCollectors.Asked last(Mesh mesh, int node) {
        return mesh.nodes.get(node).collectors.asked.getLast();
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void aCollectorKnowsTheTablesWhateverHappens(long seed) {
        System.out.println("simulation seed " + seed);
        Mesh mesh =
                new Mesh(
                        new SimWorld(seed),
                        4,
                        peer ->
                                peer.withAddPath(
                                        new PeerAddPath(seed % 2 == 1, (int) (seed % 2) * 3)));
        mesh.world.run(Duration.ofSeconds(seed % 3));
        watch(mesh, 0);
        last(mesh, 0).accept();
        for (int round = 0; round < 40; round++) {
            mesh.changePrefixes(1);
            mesh.changePrefixes(0);
            switch (mesh.world.random().nextInt(6)) {
                case 0 -> mesh.world.cutOne();
                case 1 -> mesh.world.corruptOne();
                case 2 -> {
                    // A collector that comes late, in the midst of it.
                    last(mesh, 0).events.ended("cut by the test");
                    mesh.world.run(Duration.ofSeconds(31));
                    last(mesh, 0).accept();
                }
                case 3 -> watch(mesh, 0, some(mesh));
                case 4 -> mesh.refresh(0);
                default -> {}
            }
            mesh.world.run(Duration.ofMillis(mesh.world.random().nextInt(4_000)));
        }
        mesh.world.run(QUIET);
        BmpTables seen = BmpTables.of(last(mesh, 0).heard.toByteArray());
        knowsTheTables(mesh, seen);
        assertEquals(
                "n0", seen.initiation == null ? "" : seen.initiation.information().get(1).text());
    }

    private static void knowsTheTables(Mesh mesh, BmpTables seen) {
        Node node = mesh.nodes.getFirst();
        List<RouteView> usable = node.core.look().routes(RouteQuery.ALL).routes();
        assertEquals(mesh.size - 1, seen.up().size());
        for (int i = 1; i < mesh.size; i++) {
            String name = "node-" + i;
            BmpTables.Session session = seen.session(Mesh.address(i));
            assertEquals(
                    table(node.core.look().received(name, RouteQuery.ALL).routes()),
                    session.table(BmpView.PRE_POLICY));
            assertEquals(
                    table(usable.stream().filter(each -> each.from().equals(name)).toList()),
                    session.table(BmpView.POST_POLICY));
            assertEquals(
                    table(node.core.look().advertised(name, RouteQuery.ALL).routes()),
                    session.table(BmpView.ADJ_RIB_OUT));
            for (BmpView view : Set.of(BmpView.PRE_POLICY, BmpView.POST_POLICY)) {
                assertEquals(
                        Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST),
                        session.ended(view));
            }
        }
        Map<String, PathAttributes> best =
                usable.stream()
                        .filter(RouteView::best)
                        .collect(
                                Collectors.toMap(
                                        each -> each.prefix().toString(),
                                        BmpSimulationTest::withHop,
                                        (a, _) -> a,
                                        TreeMap::new));
        assertEquals(best, seen.locRib().table(BmpView.LOC_RIB));
        BmpTables.Session locRib = seen.locRib();
        if (locRib.statistics != null) {
            assertEquals(best.size(), locRib.statistics.of(8));
        }
    }

    private static Map<String, PathAttributes> table(List<RouteView> routes) {
        Map<String, PathAttributes> table = new TreeMap<>();
        routes.forEach(
                each ->
                        table.put(
                                BmpTables.key(new Nlri(each.prefix(), each.pathId())),
                                each.attributes()));
        return table;
    }

    private static PathAttributes withHop(RouteView route) {
        PathAttributes attributes = route.attributes();
        IpAddress none =
                route.prefix().address().isIpv4() ? BmpTables.OURSELVES : IpAddress.ipv6(0, 0);
        return attributes.nextHop().isPresent()
                ? attributes
                : attributes.with(new PathAttribute.NextHop(none));
    }

    @Test
    void theOpensOfBothSidesGoOnAsTheyWere() {
        Mesh mesh = Mesh.of(111, 2);
        mesh.world.run(QUIET);
        watch(mesh, 0);
        last(mesh, 0).accept();
        mesh.world.run(Duration.ofSeconds(1));
        BmpTables.Session session =
                BmpTables.of(last(mesh, 0).heard.toByteArray()).session(Mesh.address(1));
        assertEquals(Mesh.address(0), session.up.local());
        assertEquals(179, session.up.localPort());
        assertEquals(40_000, session.up.remotePort());
        assertEquals(
                IpAddress.parse("10.0.0.1").ipv4Bits(),
                BmpTables.open(session.up.sent()).routerId().bits());
        assertEquals(
                IpAddress.parse("10.0.0.2").ipv4Bits(),
                BmpTables.open(session.up.received()).routerId().bits());
    }

    @Test
    void aSlowCollectorIsLeftAndToldAllAnew() {
        Mesh mesh = Mesh.of(112, 2);
        mesh.world.run(QUIET);
        watch(mesh, 0);
        FakeCollectors.Asked slow = last(mesh, 0);
        slow.accept();
        mesh.world.run(Duration.ofSeconds(1));
        slow.backlog = 32L << 20;
        mesh.changePrefixes(1);
        mesh.world.run(Duration.ofSeconds(20));
        assertTrue(slow.gone, "the connection is given up");
        CollectorStatus waiting = mesh.nodes.getFirst().core.collectors().getFirst();
        assertEquals(1, waiting.overflows());
        assertEquals(CollectorStatus.State.WAITING, waiting.state());
        mesh.world.run(Duration.ofSeconds(31));
        FakeCollectors.Asked again = last(mesh, 0);
        assertTrue(again != slow, "it is tried again");
        again.accept();
        mesh.world.run(QUIET);
        knowsTheTables(mesh, BmpTables.of(again.heard.toByteArray()));
        assertEquals(
                CollectorStatus.State.UP,
                mesh.nodes.getFirst().core.collectors().getFirst().state());
    }

    @Test
    void aDumpGoesOnAsFarAsTheCollectorReads() {
        Mesh mesh = Mesh.of(113, 2);
        mesh.world.run(QUIET);
        watch(mesh, 0);
        FakeCollectors.Asked collector = last(mesh, 0);
        collector.backlog = 1L << 20;
        collector.accept();
        mesh.world.run(Duration.ofSeconds(5));
        assertEquals(
                CollectorStatus.State.DUMPING,
                mesh.nodes.getFirst().core.collectors().getFirst().state());
        assertTrue(
                BmpTables.of(collector.heard.toByteArray())
                        .session(Mesh.address(1))
                        .ended(BmpView.PRE_POLICY)
                        .isEmpty());
        collector.backlog = 0;
        collector.events.writable();
        mesh.world.run(Duration.ofSeconds(1));
        knowsTheTables(mesh, BmpTables.of(collector.heard.toByteArray()));
    }

    /// Between a change and its being said a second collector comes: it knows no peer yet.
    @Test
    void aCollectorHearsNothingBeforeItIsIntroduced() {
        Mesh mesh = Mesh.of(117, 2);
        mesh.world.run(QUIET);
        CollectorConfig second =
                new CollectorConfig(
                        IpAddress.parse("192.0.2.10"),
                        5000,
                        EnumSet.allOf(BmpView.class),
                        Duration.ZERO,
                        CollectorConfig.DEFAULT_RETRY);
        Node node = mesh.nodes.getFirst();
        node.core.reconfigure(
                mesh.config(0).withMonitoring(new BmpConfig("n0", List.of(COLLECTOR, second))));
        FakeCollectors.Asked first = node.collectors.asked.getFirst();
        first.accept();
        mesh.world.run(Duration.ofSeconds(1));
        mesh.changePrefixes(0);
        last(mesh, 0).accept();
        mesh.world.run(QUIET);
        knowsTheTables(mesh, BmpTables.of(first.heard.toByteArray()));
        knowsTheTables(mesh, BmpTables.of(last(mesh, 0).heard.toByteArray()));
    }

    @Test
    void attemptsAreFurtherAndFurtherApart() {
        Mesh mesh = Mesh.of(114, 2);
        watch(mesh, 0);
        List<FakeCollectors.Asked> asked = mesh.nodes.getFirst().collectors.asked;
        for (int seconds : new int[] {30, 60, 120, 240, 480, 720, 720}) {
            int before = asked.size();
            asked.getLast().events.ended("can't connect: refused");
            mesh.world.run(Duration.ofSeconds(seconds - 1));
            assertEquals(before, asked.size(), "not before " + seconds + " s");
            mesh.world.run(Duration.ofSeconds(2));
            assertEquals(before + 1, asked.size(), "after " + seconds + " s");
        }
    }

    @Test
    void aNotificationIsPassedOnWithThePeersEnd() {
        Mesh mesh = Mesh.of(115, 2);
        mesh.world.run(QUIET);
        watch(mesh, 0);
        last(mesh, 0).accept();
        mesh.world.run(Duration.ofSeconds(1));
        mesh.nodes.get(0).core.reset("node-1", "for a test");
        mesh.world.run(Duration.ofSeconds(60));
        mesh.nodes.get(1).core.reset("node-0", "for a test");
        mesh.world.run(Duration.ofSeconds(60));
        mesh.world.cutOne();
        mesh.world.run(Duration.ofSeconds(60));
        BmpTables seen = BmpTables.of(last(mesh, 0).heard.toByteArray());
        assertEquals(List.of(1, 3, 4), seen.downs.stream().map(each -> each.reason()).toList());
        assertEquals(6, seen.downs.getFirst().data()[19], "Cease");
    }

    @Test
    void aCollectorThatIsTakenAwayIsToldSo() {
        Mesh mesh = Mesh.of(116, 2);
        watch(mesh, 0);
        last(mesh, 0).accept();
        mesh.world.run(Duration.ofSeconds(5));
        mesh.nodes.get(0).core.reconfigure(mesh.config(0));
        BmpTables seen = BmpTables.of(last(mesh, 0).heard.toByteArray());
        assertTrue(seen.termination != null && seen.termination.reason() == 0);
        assertTrue(last(mesh, 0).gone);
        assertEquals(List.of(), mesh.nodes.get(0).core.collectors());
    }
}
