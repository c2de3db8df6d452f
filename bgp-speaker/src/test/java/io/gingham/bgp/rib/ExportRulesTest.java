package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.PREFIX;
import static io.gingham.bgp.rib.Routes.attributes;
import static io.gingham.bgp.rib.Routes.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.ClusterList;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.bgp.message.PathAttribute.OnlyToCustomer;
import io.gingham.bgp.message.PathAttribute.OriginatorId;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.RouteExplanation.Verdict;
import io.gingham.delta.Delta;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Reflection (RFC 4456), route servers (RFC 7947), roles (RFC 9234), long stale routes (RFC 9494)
/// and next hops: what goes out, and what does not come in.
class ExportRulesTest {

    private static final PeerTreatment PLAIN = PeerTreatment.PLAIN;
    private static final IpAddress CLUSTER = IpAddress.parse("10.0.0.100");

    private final TestRib world = TestRib.of(false);
    private final Rib rib = world.rib;

    private RibPeer up(int number, long as, PeerTreatment treatment) {
        return world.up(peer(number, as).with(treatment));
    }

    private static PeerTreatment with(NextHopMode mode) {
        return new PeerTreatment(false, Optional.empty(), false, mode, 0, false, false, 1);
    }

    private void announce(RibPeer from, PathAttributes attributes) {
        rib.receive(from.name(), Update.announce(attributes, List.of(PREFIX)));
    }

    private Optional<PathAttributes> told(RibPeer to) {
        return world.told(to).stream()
                .filter(update -> !update.announced().isEmpty())
                .map(Update::attributes)
                .findFirst();
    }

    private String refusal() {
        return rib.look().explain(PREFIX).candidates().getFirst().verdict().text();
    }

    @Test
    void aClientsRouteGoesToAllAndSaysWhereItWas() {
        RibPeer client = up(11, 64512, PLAIN.withClient());
        RibPeer other = up(12, 64512, PLAIN.withClient());
        RibPeer outsider = up(13, 64512, PLAIN);
        announce(client, attributes("10.0.0.11").with(new PathAttribute.LocalPref(70)));
        for (RibPeer each : List.of(other, outsider)) {
            PathAttributes heard = told(each).orElseThrow();
            assertEquals(
                    Optional.of(new OriginatorId(client.address())),
                    heard.find(OriginatorId.class));
            assertEquals(
                    Optional.of(new ClusterList(List.of(CLUSTER))), heard.find(ClusterList.class));
            assertEquals(70, heard.localPref());
            assertEquals(Optional.of(client.address()), heard.nextHop());
        }
        assertEquals(Optional.empty(), told(client));
    }

    @Test
    void aNonClientsRouteGoesToClientsOnly() {
        RibPeer client = up(11, 64512, PLAIN.withClient());
        RibPeer from = up(12, 64512, PLAIN);
        RibPeer other = up(13, 64512, PLAIN);
        IpAddress first = IpAddress.parse("9.9.9.9");
        announce(
                from,
                attributes("10.0.0.12")
                        .with(new OriginatorId(first))
                        .with(new ClusterList(List.of(first))));
        PathAttributes heard = told(client).orElseThrow();
        assertEquals(
                Optional.of(new ClusterList(List.of(CLUSTER, first))),
                heard.find(ClusterList.class));
        assertEquals(Optional.of(new OriginatorId(first)), heard.find(OriginatorId.class));
        assertEquals(Optional.empty(), told(other));
    }

    @Test
    void whatReflectorsWroteDoesNotLeaveTheSystem() {
        RibPeer client = up(11, 64512, PLAIN.withClient());
        RibPeer outside = up(1, 64601, PLAIN);
        announce(client, attributes("10.0.0.11").with(new OriginatorId(client.address())));
        PathAttributes heard = told(outside).orElseThrow();
        assertTrue(heard.find(OriginatorId.class).isEmpty());
        assertTrue(heard.find(ClusterList.class).isEmpty());
    }

    @Test
    void aRouteThatWasHereIsNotTakenBack() {
        RibPeer from = up(11, 64512, PLAIN);
        announce(from, attributes("10.0.0.11").with(new OriginatorId(CLUSTER)));
        assertEquals("refused: we are its originator (ORIGINATOR_ID)", refusal());
        announce(from, attributes("10.0.0.11").with(new ClusterList(List.of(CLUSTER))));
        assertEquals("refused: our cluster is in its CLUSTER_LIST", refusal());
    }

    @Test
    void aPeerThatKnowsUsByAnotherAsIsToldThatOne() {
        RibPeer plain = up(1, 64601, PLAIN);
        RibPeer other =
                world.up(
                        new RibPeer(
                                "other",
                                IpAddress.parse("10.0.0.2"),
                                new AsNumber(64602),
                                true,
                                RouterId.parse("10.0.0.2"),
                                IpAddress.parse("10.0.0.100"),
                                plain.families(),
                                plain.nextHops(),
                                false,
                                PLAIN,
                                Optional.empty(),
                                Optional.of(new AsNumber(65100))));
        announce(plain, attributes("10.0.0.1", 64601));
        assertEquals("65100 64601", told(other).orElseThrow().asPath().toString());
        announce(plain, attributes("10.0.0.1", 64601, 65100));
        assertEquals("best", refusal(), "the plain peer knows nobody of that number");
        announce(other, attributes("10.0.0.2", 64602, 65100));
        assertTrue(
                rib.look().explain(PREFIX).candidates().stream()
                        .anyMatch(
                                each ->
                                        each.verdict()
                                                .text()
                                                .equals("refused: our own AS is in the path")));
    }

    @Test
    void ourOwnAsMayStandInAPathAsOftenAsWasAllowed() {
        RibPeer from =
                up(
                        1,
                        64601,
                        new PeerTreatment(
                                false,
                                Optional.empty(),
                                false,
                                NextHopMode.DEFAULT,
                                1,
                                false,
                                false,
                                1));
        announce(from, attributes("10.0.0.1", 64601, 64512));
        assertEquals("best", refusal());
        announce(from, attributes("10.0.0.1", 64601, 64512, 64512));
        assertEquals("refused: our own AS is in the path", refusal());
    }

    @Test
    void aRouteServersClientSeesTheOriginalRoute() {
        RibPeer from = up(1, 64601, PLAIN);
        RibPeer client =
                up(
                        2,
                        64602,
                        new PeerTreatment(
                                false,
                                Optional.empty(),
                                true,
                                NextHopMode.DEFAULT,
                                0,
                                false,
                                false,
                                1));
        announce(from, attributes("10.0.0.1", 64601).with(new PathAttribute.Med(7)));
        PathAttributes heard = told(client).orElseThrow();
        assertEquals("64601", heard.asPath().toString());
        assertEquals(Optional.of(from.address()), heard.nextHop());
        assertEquals(7, heard.med());
    }

    @Test
    void aRouteServersRouteNeedNotBeginWithItsAs() {
        RibPeer server = up(1, 64601, PLAIN.withRole(RoleType.ROUTE_SERVER_CLIENT));
        announce(server, attributes("10.0.0.7", 64700));
        assertEquals("best", refusal());
    }

    @Test
    void nextHopsAreAsConfigured() {
        RibPeer from = up(1, 64601, PLAIN);
        RibPeer self = up(11, 64512, with(NextHopMode.SELF));
        RibPeer kept = up(2, 64602, with(NextHopMode.UNCHANGED));
        announce(from, attributes("10.0.0.1", 64601));
        assertEquals(Optional.of(Routes.OUR_ADDRESS), told(self).orElseThrow().nextHop());
        assertEquals(Optional.of(from.address()), told(kept).orElseThrow().nextHop());
    }

    private RibPeer filtered(int number, long as, NextHopMode mode, RouteFilter filter) {
        RibPeer to = up(number, as, with(mode));
        rib.changeFilters(to.name(), RouteFilter.ACCEPT_ALL, filter);
        return to;
    }

    @Test
    void aNextHopThatAnExportFilterSetIsTold() {
        RibPeer from = up(1, 64601, PLAIN);
        IpAddress other = IpAddress.parse("10.0.0.77");
        RouteFilter sets = (_, _, given) -> Optional.of(given.with(new NextHop(other)));
        List<RibPeer> all =
                List.of(
                        filtered(2, 64602, NextHopMode.DEFAULT, sets),
                        filtered(3, 64603, NextHopMode.SELF, sets),
                        filtered(4, 64604, NextHopMode.UNCHANGED, sets),
                        filtered(11, 64512, NextHopMode.DEFAULT, sets));
        announce(from, attributes("10.0.0.1", 64601));
        for (RibPeer each : all) {
            assertEquals(Optional.of(other), told(each).orElseThrow().nextHop(), each.name());
            assertEquals(
                    Optional.of(other),
                    rib.look()
                            .advertised(each.name(), RouteQuery.ALL)
                            .routes()
                            .getFirst()
                            .attributes()
                            .nextHop());
        }
    }

    @Test
    void aNextHopThatAnExportFilterOnlyLetThroughIsNotTold() {
        RibPeer from = up(1, 64601, PLAIN);
        RouteFilter marks = (_, _, given) -> Optional.of(given.with(new PathAttribute.Med(5)));
        RibPeer to = filtered(2, 64602, NextHopMode.DEFAULT, marks);
        announce(from, attributes("10.0.0.1", 64601));
        PathAttributes heard = told(to).orElseThrow();
        assertEquals(Optional.of(Routes.OUR_ADDRESS), heard.nextHop());
        assertEquals(5, heard.med());
    }

    @Test
    void routesThatAFilterMakesEqualMayHaveOtherNextHops() {
        IpAddress theirs = IpAddress.parse("10.0.0.1");
        IpPrefix second = IpPrefix.parse("10.8.0.0/16");
        RibPeer from = up(1, 64601, PLAIN);
        RouteFilter sets = (_, _, given) -> Optional.of(given.with(new NextHop(theirs)));
        RibPeer to = filtered(2, 64602, NextHopMode.DEFAULT, sets);
        announce(from, attributes("10.0.0.1", 64601));
        rib.receive(from.name(), Update.announce(attributes("10.0.0.9", 64601), List.of(second)));
        Map<IpPrefix, IpAddress> hops = new HashMap<>();
        for (Update update : world.told(to)) {
            for (Nlri nlri : update.announced()) {
                hops.put(nlri.prefix(), update.attributes().nextHop().orElseThrow());
            }
        }
        assertEquals(Map.of(PREFIX, Routes.OUR_ADDRESS, second, theirs), hops);
    }

    @Test
    void nobodyIsToldToSendToItselfByAFilter() {
        RibPeer from = up(1, 64601, PLAIN);
        IpAddress itself = IpAddress.parse("10.0.0.2");
        RibPeer to =
                filtered(
                        2,
                        64602,
                        NextHopMode.DEFAULT,
                        (_, _, given) -> Optional.of(given.with(new NextHop(itself))));
        announce(from, attributes("10.0.0.1", 64601));
        assertEquals(Optional.empty(), told(to));
    }

    @Test
    void whatAProviderSaysGoesToCustomersOnly() {
        RibPeer provider = up(1, 64601, PLAIN.withRole(RoleType.CUSTOMER));
        RibPeer lateral = up(2, 64602, PLAIN.withRole(RoleType.PEER));
        RibPeer customer = up(3, 64603, PLAIN.withRole(RoleType.PROVIDER));
        announce(provider, attributes("10.0.0.1", 64601));
        assertEquals(Optional.empty(), told(lateral));
        assertEquals(
                Optional.of(new OnlyToCustomer(new AsNumber(64601))),
                told(customer).orElseThrow().find(OnlyToCustomer.class));
    }

    @Test
    void whatWeSayDownOrSidewaysIsMarked() {
        RibPeer plain = up(1, 64601, PLAIN);
        RibPeer lateral = up(2, 64602, PLAIN.withRole(RoleType.PEER));
        RibPeer provider = up(3, 64603, PLAIN.withRole(RoleType.CUSTOMER));
        announce(plain, attributes("10.0.0.1", 64601));
        assertEquals(
                Optional.of(new OnlyToCustomer(Routes.OUR_AS)),
                told(lateral).orElseThrow().find(OnlyToCustomer.class));
        assertTrue(told(provider).orElseThrow().find(OnlyToCustomer.class).isEmpty());
    }

    @Test
    void aLeakIsNotTaken() {
        RibPeer customer = up(3, 64603, PLAIN.withRole(RoleType.PROVIDER));
        announce(
                customer,
                attributes("10.0.0.3", 64603).with(new OnlyToCustomer(new AsNumber(64603))));
        assertEquals("refused: it is a route leak (ONLY_TO_CUSTOMER)", refusal());
        RibPeer lateral = up(2, 64602, PLAIN.withRole(RoleType.PEER));
        announce(
                lateral,
                attributes("10.0.0.2", 64602).with(new OnlyToCustomer(new AsNumber(64700))));
        assertTrue(refusal().startsWith("refused"));
        announce(
                lateral,
                attributes("10.0.0.2", 64602).with(new OnlyToCustomer(new AsNumber(64602))));
        assertEquals("best", refusal());
    }

    @Test
    void longStaleRoutesAreForThoseWhoKnowThem() {
        PeerTreatment knows =
                new PeerTreatment(
                        false, Optional.empty(), false, NextHopMode.DEFAULT, 0, true, false, 1);
        RibPeer from = up(1, 64601, PLAIN);
        RibPeer old = up(2, 64602, PLAIN);
        RibPeer modern = up(3, 64603, knows);
        announce(
                from,
                attributes("10.0.0.1", 64601)
                        .with(new PathAttribute.Communities(List.of(Community.LLGR_STALE))));
        assertEquals(Optional.empty(), told(old));
        assertTrue(told(modern).orElseThrow().has(Community.LLGR_STALE));
    }

    @Test
    void anExplanationNamesTheStepThatDecided() {
        RibPeer good = up(1, 64601, PLAIN);
        RibPeer longer = up(2, 64602, PLAIN);
        RibPeer looping = up(3, 64603, PLAIN);
        announce(longer, attributes("10.0.0.2", 64602, 64700));
        announce(good, attributes("10.0.0.1", 64601));
        announce(looping, attributes("10.0.0.3", 64603, 64512));
        List<String> verdicts =
                rib.look().explain(PREFIX).candidates().stream()
                        .map(each -> each.route().from() + ": " + each.verdict().text())
                        .toList();
        assertEquals(
                List.of(
                        "peer-1: best",
                        "peer-2: beaten by AS path length: 2, the best has 1",
                        "peer-3: refused: our own AS is in the path"),
                verdicts);
    }

    @Test
    void pathsThatAreUsedTogetherAreReportedTogether() {
        TestRib wide = new TestRib(new Rib(Routes.SETTINGS.withMultipath(2), false));
        for (int i = 1; i <= 3; i++) {
            RibPeer from = wide.up(peer(i, 64600 + i));
            wide.rib.receive(
                    from.name(),
                    Update.announce(attributes("10.0.0." + i, 64600 + i), List.of(PREFIX)));
        }
        BestPath path = ((Delta.Put<IpPrefix, BestPath>) wide.rib.takeChanges().getFirst()).value();
        assertEquals(
                List.of(Hop.of(IpAddress.parse("10.0.0.1")), Hop.of(IpAddress.parse("10.0.0.2"))),
                path.nextHops());
        assertEquals(
                new Verdict.Multipath(),
                wide.rib.look().explain(PREFIX).candidates().get(1).verdict());
        assertEquals(
                List.of("peer-1 best", "peer-2 beside", "peer-3 unused"),
                wide.rib.look().routes().stream()
                        .map(
                                route ->
                                        route.from()
                                                + (route.best()
                                                        ? " best"
                                                        : route.beside() ? " beside" : " unused"))
                        .toList());
        wide.rib.receive("peer-2", Update.withdraw(List.of(PREFIX)));
        assertEquals(1, wide.rib.takeChanges().size(), "the second way is another one now");
    }
}
