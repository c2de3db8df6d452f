package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static io.gingham.bgp.rib.Routes.destination;
import static io.gingham.bgp.rib.Routes.peer;
import static io.gingham.bgp.rib.Routes.route;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One test per step; each pair differs in that step and would be decided the other way by the
/// later ones.
class DecisionProcessTest {

    private static final RibPeer LOW = peer(1, 64601);
    private static final RibPeer HIGH = peer(2, 64602);
    private static final RibPeer INSIDE = peer(1, 64512);

    private static final DecisionProcess PROCESS = new DecisionProcess(Routes.SETTINGS);

    private static void wins(DecisionRule rule, Route winner, Route loser) {
        wins(PROCESS, rule, winner, loser);
    }

    private static void wins(
            DecisionProcess process, DecisionRule rule, Route winner, Route loser) {
        for (List<Route> order : List.of(List.of(winner, loser), List.of(loser, winner))) {
            Destination destination = destination(order.toArray(Route[]::new));
            assertEquals(winner, process.best(destination));
            Map<Route, DecisionProcess.Defeat> defeats = process.defeats(destination);
            assertEquals(Set.of(loser), defeats.keySet());
            assertEquals(rule, Objects.requireNonNull(defeats.get(loser)).rule());
        }
    }

    private static PathAttributes low() {
        return attributes("10.0.0.1", 64601);
    }

    private static PathAttributes high() {
        return attributes("10.0.0.2", 64602);
    }

    @Test
    void ranksByWhatWouldWinWithoutTheOnesBefore() {
        Route first = route(HIGH, high().with(new PathAttribute.LocalPref(200)));
        Route second = route(LOW, low());
        Route third = route(peer(3, 64603), attributes("10.0.0.3", 64603, 64700));
        assertEquals(
                List.of(first, second, third), PROCESS.ranked(destination(third, first, second)));
        assertEquals(List.of(), PROCESS.ranked(destination()));
    }

    @Test
    void ourOwnRouteWins() {
        Route own = Routes.own(low());
        Route other = route(LOW, low().with(new PathAttribute.LocalPref(900)));
        wins(DecisionRule.LOCALLY_ORIGINATED, own, other);
    }

    @Test
    void theHigherLocalPrefWins() {
        wins(
                DecisionRule.HIGHEST_LOCAL_PREF,
                route(HIGH, high().with(new PathAttribute.LocalPref(101))),
                route(LOW, low())); // 100 by default
    }

    @Test
    void theShorterAsPathWins() {
        wins(
                DecisionRule.SHORTEST_AS_PATH,
                route(HIGH, high()),
                route(LOW, attributes("10.0.0.1", 64601, 64700)));
    }

    @Test
    void theLowerOriginWins() {
        wins(
                DecisionRule.LOWEST_ORIGIN,
                route(HIGH, high()),
                route(LOW, low().with(new PathAttribute.Origin(OriginType.EGP))));
    }

    @Test
    void theLowerMedWinsAmongRoutesOfOneSystem() {
        RibPeer other = peer(2, 64601);
        wins(
                DecisionRule.LOWEST_MED,
                route(other, low().with(new PathAttribute.Med(5))),
                route(LOW, low().with(new PathAttribute.Med(10))));
    }

    @Test
    void medsOfDifferentSystemsAreNotCompared() {
        wins(
                DecisionRule.LOWEST_ROUTER_ID,
                route(LOW, low().with(new PathAttribute.Med(10))),
                route(HIGH, high().with(new PathAttribute.Med(5))));
    }

    @Test
    void aMissingMedIsTheLowest() {
        RibPeer other = peer(2, 64601);
        wins(
                DecisionRule.LOWEST_MED,
                route(other, low()),
                route(LOW, low().with(new PathAttribute.Med(1))));
    }

    @Test
    void anExternalRouteBeatsAnInternalOne() {
        wins(DecisionRule.EXTERNAL_OVER_INTERNAL, route(HIGH, high()), route(INSIDE, high()));
    }

    @Test
    void theLowerRouterIdWins() {
        wins(DecisionRule.LOWEST_ROUTER_ID, route(LOW, low()), route(HIGH, high()));
    }

    @Test
    void medsOfDifferentSystemsAreComparedWhereThatIsWanted() {
        wins(
                new DecisionProcess(Routes.SETTINGS.withAlwaysCompareMed(true)),
                DecisionRule.LOWEST_MED,
                route(HIGH, high().with(new PathAttribute.Med(5))),
                route(LOW, low().with(new PathAttribute.Med(10))));
    }

    @Test
    void aLongStaleRouteIsTheLastChoice() {
        wins(
                DecisionRule.NOT_LONG_STALE,
                route(HIGH, high()),
                route(
                        LOW,
                        low().with(new PathAttribute.LocalPref(900))
                                .with(
                                        new PathAttribute.Communities(
                                                List.of(Community.LLGR_STALE)))));
    }

    @Test
    void theNearerNextHopWins() {
        NextHops far =
                (hop, _) -> OptionalLong.of(hop.equals(IpAddress.parse("10.0.0.1")) ? 20 : 10);
        wins(
                new DecisionProcess(Routes.SETTINGS.withNextHops(far)),
                DecisionRule.LOWEST_INTERIOR_COST,
                route(HIGH, high()),
                route(LOW, low()));
    }

    @Test
    void aRouteOverAnUnknownNextHopIsNotUsed() {
        NextHops none = (_, _) -> OptionalLong.empty();
        DecisionProcess process = new DecisionProcess(Routes.SETTINGS.withNextHops(none));
        assertNull(process.best(destination(route(LOW, low()))));
        assertEquals(
                List.of(Routes.own(low()).received),
                process.ranked(destination(Routes.own(low()))).stream()
                        .map(route -> route.received)
                        .toList());
    }

    @Test
    void theOriginatorsIdCountsForAReflectedRoute() {
        PathAttributes reflected =
                high().with(new PathAttribute.OriginatorId(IpAddress.parse("1.1.1.1")));
        RibPeer other = peer(12, 64512);
        wins(DecisionRule.LOWEST_ROUTER_ID, route(other, reflected), route(INSIDE, high()));
    }

    @Test
    void theShorterClusterListWins() {
        IpAddress id = IpAddress.parse("9.9.9.9");
        PathAttributes once =
                high().with(new PathAttribute.OriginatorId(id))
                        .with(new PathAttribute.ClusterList(List.of(id)));
        PathAttributes twice = once.with(new PathAttribute.ClusterList(List.of(id, id)));
        wins(
                DecisionRule.SHORTEST_CLUSTER_LIST,
                route(peer(12, 64512), once),
                route(INSIDE, twice));
    }

    @Test
    void equallyGoodRoutesAreUsedTogether() {
        DecisionProcess process = new DecisionProcess(Routes.SETTINGS.withMultipath(2));
        Route first = route(LOW, low());
        Route second = route(HIGH, high());
        Route third = route(peer(3, 64603), attributes("10.0.0.3", 64603));
        Route worse = route(peer(4, 64604), attributes("10.0.0.4", 64604, 64700));
        assertEquals(
                List.of(first, second),
                process.equallyGood(destination(worse, third, second, first)));
        assertEquals(List.of(), process.equallyGood(destination()));
    }

    @Test
    void withoutRelaxOnlyPathsThroughTheSameAsesAreEqual() {
        DecisionProcess strict =
                new DecisionProcess(Routes.SETTINGS.withMultipath(4).withAsPathRelax(false));
        Route first = route(LOW, low());
        Route other = route(HIGH, high());
        Route same = route(peer(3, 64601), attributes("10.0.0.3", 64601));
        assertEquals(List.of(first, same), strict.equallyGood(destination(other, same, first)));
    }

    @Test
    void theLowerPeerAddressWins() {
        RouterId id = RouterId.parse("9.9.9.9");
        RibPeer low = peer(1, 64601);
        RibPeer high = peer(2, 64602);
        wins(
                DecisionRule.LOWEST_PEER_ADDRESS,
                route(with(low, id), low()),
                route(with(high, id), high()));
    }

    private static RibPeer with(RibPeer peer, RouterId id) {
        return new RibPeer(
                peer.name(),
                peer.address(),
                peer.asNumber(),
                peer.external(),
                id,
                peer.localAddress());
    }

    @Test
    void theOrderOfArrivalNeverMatters() {
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<Route> routes = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                long as = 64601L + random.nextInt(2);
                routes.add(
                        route(
                                peer(i, as),
                                Routes.attributes("10.0.0." + i, as)
                                        .with(new PathAttribute.Med(random.nextInt(3)))
                                        .with(new PathAttribute.LocalPref(random.nextInt(2)))));
            }
            Route winner = PROCESS.best(destination(routes.toArray(Route[]::new)));
            Collections.shuffle(routes, random);
            assertEquals(
                    winner,
                    PROCESS.best(destination(routes.toArray(Route[]::new))),
                    "seed " + seed + ", round " + round);
        }
    }

    @Test
    void theMedOfAWorseRouteStillRulesOutItsSystemsOthers() {
        // The case a comparison of pairs gets wrong: a beats b by MED, b beats c, c beats a by
        // router ID.
        Route a =
                route(peer(3, 64601), attributes("10.0.0.3", 64601).with(new PathAttribute.Med(1)));
        Route b =
                route(peer(1, 64601), attributes("10.0.0.1", 64601).with(new PathAttribute.Med(2)));
        Route c = route(peer(2, 64602), attributes("10.0.0.2", 64602));
        assertEquals(c, PROCESS.best(destination(a, b, c)));
        assertEquals(IpAddress.parse("10.0.0.2"), c.attributes().nextHop().orElseThrow());
    }
}
