package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static io.gingham.bgp.rib.Routes.peer;
import static io.gingham.bgp.rib.Routes.route;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// One test per step; each pair differs in that step and would be decided the other way by the
/// later ones.
class DecisionProcessTest {

    private static final RibPeer LOW = peer(1, 64601);
    private static final RibPeer HIGH = peer(2, 64602);
    private static final RibPeer INSIDE = peer(1, 64512);

    private static void wins(DecisionRule rule, Route winner, Route loser) {
        for (List<Route> order : List.of(List.of(winner, loser), List.of(loser, winner))) {
            DecisionProcess.Decision decision = DecisionProcess.decide(order).orElseThrow();
            assertEquals(winner, decision.winner());
            assertEquals(Optional.of(rule), decision.decidedBy());
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
                List.of(first, second, third),
                DecisionProcess.ranked(List.of(third, first, second)));
        assertEquals(List.of(), DecisionProcess.ranked(List.of()));
    }

    @Test
    void ourOwnRouteWins() {
        Route own = new Route(Routes.PREFIX, low(), new RouteSource.Local());
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
            Route winner = DecisionProcess.decide(routes).orElseThrow().winner();
            Collections.shuffle(routes, random);
            assertEquals(
                    winner,
                    DecisionProcess.decide(routes).orElseThrow().winner(),
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
        assertEquals(c, DecisionProcess.decide(List.of(a, b, c)).orElseThrow().winner());
        assertEquals(IpAddress.parse("10.0.0.2"), c.attributes().nextHop().orElseThrow());
    }
}
