package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.StatusDraft;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Hop;
import io.gingham.dataplane.routes.RoutePlan;
import io.gingham.delta.Delta;
import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutesPartTest {

    private static final IpPrefix OWN = IpPrefix.parse("10.244.1.0/24");
    private static final IpPrefix OTHER = IpPrefix.parse("10.244.2.0/24");
    private static final IpAddress HOP = IpAddress.parse("192.0.2.2");
    private static final IpAddress SECOND = IpAddress.parse("192.0.2.3");
    private static final IpAddress FAR = IpAddress.parse("198.51.100.1");

    private static final int LINK = 7;

    private final FakeKernel kernel = new FakeKernel().addLink(LINK);
    private Set<IpAddress> unreachable = Set.of();

    @BeforeEach
    void connectTheNextHop() {
        connect("192.0.2.0/24");
    }

    private void connect(String network) {
        Route subnet =
                Route.onLink(IpPrefix.parse(network), LINK).withProtocol(Route.PROTOCOL_KERNEL);
        assertEquals(
                Collections.singletonList(null),
                kernel.execute(List.of(new Request.AddRoute(subnet))));
    }

    /// Of a speaker that has begun, with a block of this node's.
    private RoutesPart part() {
        RoutesPart part =
                new RoutesPart("n1", new FakeFeed(new PolicyInbox()), kernel, () -> unreachable);
        part.begin();
        part.ownBlocks(List.of(OWN));
        return part;
    }

    private static Delta<IpPrefix, BestPath> via(IpPrefix prefix, IpAddress... hops) {
        return Delta.put(
                prefix,
                new BestPath(
                        hops[0],
                        "tor",
                        hops[0],
                        true,
                        PathAttributes.EMPTY,
                        Stream.of(hops).map(Hop::of).toList()));
    }

    private static void learn(RoutesPart part, Delta<IpPrefix, BestPath> change) {
        part.learned(List.of(change));
    }

    private Set<Route> routes() {
        Set<Route> routes = new HashSet<>();
        for (IpFamily family : IpFamily.values()) {
            kernel.routes(new RouteFilter(family, Route.MAIN_TABLE, RoutesPart.ROUTE_PROTOCOL))
                    .forEach(route -> routes.add(route.withProtocol(Route.PROTOCOL_BOOT)));
        }
        return routes;
    }

    private static long written(RoutesPart part) {
        StatusDraft draft = new StatusDraft();
        part.show(draft);
        return draft.finish("n1", 1, 1, List.of()).kernel().routes();
    }

    @Test
    void routesLearnedPrefixesAndBlackholesItsOwn() {
        RoutesPart part = part();
        learn(part, via(OTHER, HOP));
        part.run(false);
        assertEquals(Set.of(Route.blackhole(OWN), Route.via(OTHER, HOP, 0)), routes());
        assertEquals(2, written(part));
    }

    @Test
    void nothingIsWrittenBeforeTheSpeakerHasBegun() {
        RoutesPart part =
                new RoutesPart("n1", new FakeFeed(new PolicyInbox()), kernel, () -> unreachable);
        learn(part, via(OTHER, HOP));
        part.run(true);
        assertEquals(Set.of(), routes());
    }

    @Test
    void routesIpv6BesideIpv4() {
        IpPrefix own = IpPrefix.parse("2001:db8:1::/64");
        IpPrefix other = IpPrefix.parse("2001:db8:2::/64");
        IpAddress hop = IpAddress.parse("2001:db8::2");
        connect("2001:db8::/64");
        RoutesPart part = part();
        part.ownBlocks(List.of(OWN, own));
        part.learned(List.of(via(OTHER, HOP), via(other, hop), via(other, hop)));
        part.run(false);
        assertEquals(4, written(part));
        part.run(false);
        assertEquals(4, written(part));
        learn(part, via(other, HOP));
        part.converged();
        part.run(false);
        assertEquals(5, written(part), "a next hop of the other family is none");
    }

    @Test
    void writesNothingWhenTheKernelIsRight() {
        RoutesPart first = part();
        learn(first, via(OTHER, HOP));
        first.run(false);
        RoutesPart second = part();
        assertTrue(second.findsOld());
        learn(second, via(OTHER, HOP));
        second.run(false);
        second.converged();
        second.run(false);
        second.run(true);
        assertEquals(0, written(second));
    }

    @Test
    void whatIsWithheldIsTakenFromTheKernelAndComesBackWhenItIsNoLonger() {
        RoutesPart part = part();
        IpPrefix service = IpPrefix.parse("10.96.0.1/32");
        IpPrefix pods = IpPrefix.parse("10.100.0.0/26");
        IpPrefix fabric = IpPrefix.parse("10.0.0.0/8");
        part.learned(List.of(via(service, HOP), via(pods, HOP), via(fabric, HOP)));
        part.converged();
        part.run(false);
        assertEquals(4, routes().size());
        part.withhold(
                new RoutePlan.Withheld(
                        List.of(IpPrefix.parse("10.96.0.0/12"), IpPrefix.parse("10.240.0.0/12")),
                        List.of(OWN, IpPrefix.parse("10.100.0.0/16"))));
        part.run(false);
        Set<Route> without =
                Set.of(Route.blackhole(OWN), Route.via(pods, HOP, 0), Route.via(fabric, HOP, 0));
        assertEquals(without, routes());
        learn(part, via(service, HOP));
        part.run(true);
        assertEquals(without, routes());
        part.withhold(RoutePlan.Withheld.NOTHING);
        part.run(false);
        assertEquals(4, routes().size());
    }

    @Test
    void aChangeIsOneRequestAndNoLookAtTheKernel() {
        RoutesPart part = part();
        for (int i = 0; i < 100; i++) {
            learn(part, via(IpPrefix.parse("10.245." + i + ".0/24"), HOP));
        }
        part.run(false);
        int before = kernel.executed().size();
        learn(part, via(OTHER, HOP));
        part.run(false);
        assertEquals(before + 1, kernel.executed().size());
        part.run(false);
        assertEquals(before + 1, kernel.executed().size());
    }

    @Test
    void keepsRoutesOfAnEarlierAgentUntilConverged() {
        RoutesPart first = part();
        learn(first, via(OTHER, HOP));
        first.run(false);
        RoutesPart second = part();
        second.run(false);
        second.run(true);
        assertEquals(2, routes().size());
        second.converged();
        second.run(false);
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
    }

    @Test
    void aNewSpeakersSilenceRemovesNothingUntilItHasConverged() {
        RoutesPart part = part();
        part.converged();
        learn(part, via(OTHER, HOP));
        part.run(false);
        part.startAnew();
        part.run(false);
        assertEquals(2, routes().size());
        part.converged();
        part.run(false);
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
    }

    @Test
    void aBlackholeAloneShowsAnEarlierAgentToo() {
        part().run(false);
        assertTrue(part().findsOld());
    }

    @Test
    void aFreshNodeFindsNothing() {
        assertFalse(part().findsOld());
    }

    @Test
    void saysWhatTheKernelRefusesAndTriesItAgain() {
        RoutesPart part = part();
        learn(part, via(OTHER, FAR));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> part.run(false));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith(
                                "1 routes are refused by the kernel, the first: route to 10.244.2.0/24 via 198.51.100.1: "),
                e.getMessage());
        List<Problem> problems = part.health("").problems();
        assertEquals("route-refused", problems.getFirst().id());
        connect("198.51.100.0/24");
        part.run(false);
        assertEquals(List.of(), part.health("").problems());
        assertEquals(Set.of(Route.blackhole(OWN), Route.via(OTHER, FAR, 0)), routes());
    }

    @Test
    void oneRefusedRouteDoesNotStopTheOthers() {
        RoutesPart part = part();
        IpPrefix third = IpPrefix.parse("10.244.3.0/24");
        part.learned(List.of(via(OTHER, FAR), via(third, HOP)));
        assertThrows(IllegalStateException.class, () -> part.run(false));
        assertTrue(routes().contains(Route.via(third, HOP, 0)));
    }

    @Test
    void nextHopsWithoutAWayAreSaid() {
        unreachable = Set.of(FAR);
        Problem problem = part().health("").problems().getFirst();
        assertEquals("next-hop-unreachable", problem.id());
        assertTrue(problem.sentence().startsWith("next hop 198.51.100.1 can't be reached"));
    }

    @Test
    void aForeignRouteInItsPlaceStays() {
        RoutesPart part = part();
        Route foreign = Route.via(OTHER, HOP, 0).withProtocol(Route.PROTOCOL_STATIC);
        kernel.execute(List.of(new Request.AddRoute(foreign)));
        learn(part, via(OTHER, HOP));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> part.run(false));
        assertTrue(
                String.valueOf(e.getMessage()).contains("a route of another protocol is there"),
                e.getMessage());
        kernel.execute(List.of(new Request.DeleteRoute(foreign)));
        part.run(false);
        assertTrue(routes().contains(Route.via(OTHER, HOP, 0)));
    }

    @Test
    void removesWhatIsWithdrawn() {
        RoutesPart part = part();
        part.converged();
        learn(part, via(OTHER, HOP));
        part.run(false);
        learn(part, Delta.remove(OTHER));
        part.run(false);
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
    }

    @Test
    void severalNextHopsAreUsedAtOnce() {
        RoutesPart part = part();
        learn(part, via(OTHER, SECOND, HOP));
        part.run(false);
        Route expected =
                Route.to(
                        OTHER,
                        new RouteTarget.Multipath(
                                List.of(
                                        new RouteTarget.NextHop(
                                                new RouteTarget.Via(HOP, 0, false), 1),
                                        new RouteTarget.NextHop(
                                                new RouteTarget.Via(SECOND, 0, false), 1))));
        assertTrue(routes().contains(expected), routes().toString());
        learn(part, via(OTHER, SECOND));
        part.run(false);
        assertTrue(routes().contains(Route.via(OTHER, SECOND, 0)), routes().toString());
    }

    @Test
    void anOwnBlockWinsOverWhatAPeerSays() {
        RoutesPart part = part();
        learn(part, via(OWN, HOP));
        part.run(false);
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
        part.ownBlocks(new ArrayList<>());
        part.run(false);
        assertEquals(Set.of(Route.via(OWN, HOP, 0)), routes());
    }

    @Test
    void aRefreshHealsWhatOthersRemoved() {
        RoutesPart part = part();
        learn(part, via(OTHER, HOP));
        part.run(false);
        kernel.execute(
                List.of(
                        new Request.DeleteRoute(
                                Route.via(OTHER, HOP, 0).withProtocol(RoutesPart.ROUTE_PROTOCOL))));
        part.run(false);
        assertFalse(routes().contains(Route.via(OTHER, HOP, 0)));
        part.run(true);
        assertTrue(routes().contains(Route.via(OTHER, HOP, 0)));
        kernel.execute(
                List.of(
                        new Request.DeleteRoute(
                                Route.via(OTHER, HOP, 0).withProtocol(RoutesPart.ROUTE_PROTOCOL))));
        assertEquals(Duration.ZERO, part.disturbed());
        part.run(false);
        assertTrue(routes().contains(Route.via(OTHER, HOP, 0)), "in doubt the kernel is read");
    }
}
