package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FibSyncTest {

    private static final IpPrefix OWN = IpPrefix.parse("10.244.1.0/24");
    private static final IpPrefix OTHER = IpPrefix.parse("10.244.2.0/24");
    private static final IpAddress HOP = IpAddress.parse("192.0.2.2");

    private static final int LINK = 7;

    private final FakeKernel kernel = new FakeKernel().addLink(LINK);

    @BeforeEach
    void connectTheNextHop() {
        Route subnet =
                Route.onLink(IpPrefix.parse("192.0.2.0/24"), LINK)
                        .withProtocol(Route.PROTOCOL_KERNEL);
        assertEquals(
                Collections.singletonList(null),
                kernel.execute(List.of(new Request.AddRoute(subnet))));
    }

    @Test
    void routesLearnedPrefixesAndBlackholesItsOwn() {
        FibSync fib = fib();
        fib.learn(List.of(Delta.put(OTHER, HOP)));
        assertEquals(Set.of(), fib.sync());
        assertEquals(Set.of(Route.blackhole(OWN), Route.via(OTHER, HOP, 0)), routes());
        assertEquals(2, fib.routesWritten());
    }

    @Test
    void routesIpv6BesideIpv4() {
        IpPrefix own = IpPrefix.parse("2001:db8:1::/64");
        IpPrefix other = IpPrefix.parse("2001:db8:2::/64");
        IpAddress hop = IpAddress.parse("2001:db8::2");
        Route subnet =
                Route.onLink(IpPrefix.parse("2001:db8::/64"), LINK)
                        .withProtocol(Route.PROTOCOL_KERNEL);
        assertEquals(
                Collections.singletonList(null),
                kernel.execute(List.of(new Request.AddRoute(subnet))));
        FibSync fib = new FibSync(kernel);
        fib.ownBlocks(List.of(OWN, own));
        fib.learn(List.of(Delta.put(OTHER, HOP), Delta.put(other, hop), Delta.put(other, hop)));
        assertEquals(Set.of(), fib.sync());
        assertEquals(4, fib.routesWritten());
        assertEquals(Set.of(), fib.sync());
        assertEquals(4, fib.routesWritten());
        fib.learn(List.of(Delta.put(other, HOP)));
        fib.converged();
        fib.sync();
        assertEquals(5, fib.routesWritten(), "a next hop of the other family is none");
    }

    @Test
    void writesNothingWhenTheKernelIsRight() {
        FibSync first = fib();
        first.learn(List.of(Delta.put(OTHER, HOP)));
        first.sync();
        FibSync second = fib();
        assertTrue(second.findsRoutesOfAnEarlierAgent());
        second.learn(List.of(Delta.put(OTHER, HOP)));
        second.sync();
        second.converged();
        second.sync();
        assertEquals(0, second.routesWritten());
    }

    @Test
    void keepsRoutesOfAnEarlierAgentUntilConverged() {
        FibSync first = fib();
        first.learn(List.of(Delta.put(OTHER, HOP)));
        first.sync();
        FibSync second = fib();
        second.sync();
        assertEquals(2, routes().size());
        second.converged();
        second.sync();
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
    }

    @Test
    void aNewSpeakersSilenceRemovesNothingUntilItHasConverged() {
        FibSync fib = fib();
        fib.converged();
        fib.learn(List.of(Delta.put(OTHER, HOP)));
        fib.sync();
        fib.startAnew();
        fib.sync();
        assertEquals(2, routes().size());
        fib.converged();
        fib.sync();
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
    }

    @Test
    void aBlackholeAloneShowsAnEarlierAgentToo() {
        fib().sync();
        assertTrue(fib().findsRoutesOfAnEarlierAgent());
    }

    @Test
    void aFreshNodeFindsNothing() {
        assertFalse(fib().findsRoutesOfAnEarlierAgent());
    }

    @Test
    void saysWhatTheKernelRefusesAndTriesItAgain() {
        FibSync fib = fib();
        fib.learn(List.of(Delta.put(OTHER, IpAddress.parse("198.51.100.1"))));
        assertEquals(1, fib.sync().size());
        fib.learn(List.of(Delta.put(OTHER, HOP)));
        assertEquals(Set.of(), fib.sync());
    }

    @Test
    void takesTheNextBestWhereTheBestCantBeReached() {
        IpAddress unreachable = IpAddress.parse("198.51.100.1");
        IpAddress second = IpAddress.parse("198.51.100.2");
        FibSync fib = new FibSync(kernel, prefix -> List.of(unreachable, second, HOP));
        fib.learn(List.of(Delta.put(OTHER, unreachable)));
        Set<String> refusals = fib.sync();
        assertEquals(Set.of(Route.via(OTHER, HOP, 0)), routes());
        assertEquals(2, refusals.size());
        assertTrue(refusals.iterator().next().contains("10.244.2.0/24 via 198.51.100.1"));
        assertEquals(1, fib.routesWritten());
        // The best is asked for again, and the other one stands meanwhile.
        assertEquals(2, fib.sync().size());
        assertEquals(Set.of(Route.via(OTHER, HOP, 0)), routes());
        assertEquals(1, fib.routesWritten());
    }

    @Test
    void theBestIsTakenAsSoonAsItCanBeReached() {
        IpAddress best = IpAddress.parse("198.51.100.1");
        FibSync fib = new FibSync(kernel, prefix -> List.of(best, HOP));
        fib.learn(List.of(Delta.put(OTHER, best)));
        fib.sync();
        kernel.execute(
                List.of(
                        new Request.AddRoute(
                                Route.onLink(IpPrefix.parse("198.51.100.0/24"), LINK)
                                        .withProtocol(Route.PROTOCOL_KERNEL))));
        assertEquals(Set.of(), fib.sync());
        assertEquals(Set.of(Route.via(OTHER, best, 0)), routes());
    }

    @Test
    void aForeignRouteInItsPlaceIsNoReasonForAnotherNextHop() {
        FibSync fib =
                new FibSync(
                        kernel,
                        prefix -> {
                            throw new AssertionError("asked for another next hop of " + prefix);
                        });
        Route foreign = Route.via(OTHER, HOP, 0).withProtocol(Route.PROTOCOL_STATIC);
        kernel.execute(List.of(new Request.AddRoute(foreign)));
        fib.learn(List.of(Delta.put(OTHER, HOP)));
        assertEquals(1, fib.sync().size());
    }

    @Test
    void removesWhatIsWithdrawn() {
        FibSync fib = fib();
        fib.converged();
        fib.learn(List.of(Delta.put(OTHER, HOP)));
        fib.sync();
        fib.learn(List.of(Delta.remove(OTHER)));
        fib.sync();
        assertEquals(Set.of(Route.blackhole(OWN)), routes());
    }

    private FibSync fib() {
        FibSync fib = new FibSync(kernel);
        fib.ownBlocks(List.of(OWN));
        return fib;
    }

    private Set<Route> routes() {
        Set<Route> routes = new java.util.HashSet<>();
        kernel.routes(new RouteFilter(IpFamily.IPV4, Route.MAIN_TABLE, FibSync.ROUTE_PROTOCOL))
                .forEach(route -> routes.add(route.withProtocol(Route.PROTOCOL_BOOT)));
        return routes;
    }
}
