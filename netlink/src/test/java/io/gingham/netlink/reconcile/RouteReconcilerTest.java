package io.gingham.netlink.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.netlink.FakeKernel;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteReconcilerTest {

    private static final int OURS = 80;
    private static final int LINK = 7;

    private final FakeKernel kernel = new FakeKernel().addLink(LINK);
    private final RouteReconciler reconciler = reconciler(kernel);

    @Test
    void addsWhatIsMissingOnLinkRoutesFirst() {
        Route via = Route.via(prefix("10.1.0.0/16"), IpAddress.parse("192.0.2.1"), LINK);
        Route onLink = Route.onLink(prefix("192.0.2.1/32"), LINK);

        Reconciliation<Route.Key, Route> done = reconciler.reconcile(List.of(via, onLink));

        assertTrue(done.succeeded(), done::toString);
        assertEquals(
                List.of(onLink.key(), via.key()), done.applied().stream().map(Delta::key).toList());
    }

    @Test
    void aSecondRunChangesNothing() {
        List<Route> desired =
                List.of(
                        Route.onLink(prefix("192.0.2.1/32"), LINK),
                        Route.blackhole(prefix("2001:db8::/64")));
        reconciler.reconcile(desired);
        int before = kernel.executed().size();

        assertEquals(List.of(), reconciler.reconcile(desired).applied());
        assertEquals(before, kernel.executed().size());
    }

    @Test
    void removesWhatIsNoLongerDesiredAndLeavesForeignRoutesUntouched() {
        Route foreign = Route.blackhole(prefix("10.9.0.0/16")).withProtocol(4);
        kernel.execute(List.of(new Request.AddRoute(foreign)));
        reconciler.reconcile(List.of(Route.blackhole(prefix("10.8.0.0/16"))));

        Reconciliation<Route.Key, Route> done = reconciler.reconcile(List.of());

        assertEquals(1, done.applied().size());
        assertEquals(List.of(foreign), kernel.routes(RouteFilter.all(IpFamily.IPV4)));
    }

    @Test
    void aForeignRouteInTheSamePlaceIsReportedAndStays() {
        Route foreign = Route.blackhole(prefix("10.9.0.0/16")).withProtocol(4);
        kernel.execute(List.of(new Request.AddRoute(foreign)));
        Route wanted = Route.onLink(prefix("10.9.0.0/16"), LINK);
        Route other = Route.onLink(prefix("10.10.0.0/16"), LINK);

        Reconciliation<Route.Key, Route> done = reconciler.reconcile(List.of(wanted, other));

        NetlinkException refusal = done.failed().get(wanted.key());
        assertTrue(refusal != null && refusal.is(Errno.EEXIST), done::toString);
        assertEquals(1, done.applied().size());
        assertTrue(kernel.routes(RouteFilter.all(IpFamily.IPV4)).contains(foreign));
    }

    @Test
    void anEditedRouteIsPutRight() {
        Route wanted = Route.onLink(prefix("10.9.0.0/16"), LINK);
        reconciler.reconcile(List.of(wanted));
        Route edited = Route.blackhole(prefix("10.9.0.0/16")).withProtocol(OURS);
        kernel.execute(List.of(new Request.ReplaceRoute(edited)));

        reconciler.reconcile(List.of(wanted));

        assertEquals(
                List.of(wanted.withProtocol(OURS)), kernel.routes(RouteFilter.all(IpFamily.IPV4)));
    }

    @Test
    void whatFailedIsTriedAgainByTheNextRun() {
        Route via = Route.via(prefix("10.1.0.0/16"), IpAddress.parse("192.0.2.1"), 0);

        assertFalse(reconciler.reconcile(List.of(via)).succeeded());
        Route connected = Route.onLink(prefix("192.0.2.0/24"), LINK).withProtocol(2);
        kernel.execute(List.of(new Request.AddRoute(connected)));

        assertTrue(reconciler.reconcile(List.of(via)).succeeded());
    }

    @Test
    void twoRoutesForOnePlaceAreRefused() {
        Route one = Route.blackhole(prefix("10.9.0.0/16"));
        Route two = Route.onLink(prefix("10.9.0.0/16"), LINK);

        assertThrows(IllegalArgumentException.class, () -> reconciler.reconcile(List.of(one, two)));
    }

    /// Random desired states, one after the other: after each run both kernels hold exactly the
    /// desired routes, and a second run changes nothing.
    @Test
    void theRealKernelAndTheFakeFollowEveryDesiredState() {
        long seed = 99;
        System.out.println("reconcile seed " + seed);
        Random random = new Random(seed);
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace host = namespaces.createWithLoopback("host");
            NetworkNamespace pod = namespaces.create("pod");
            try (Netlink real = Netlink.open(host)) {
                int link = linkWithNetworks(real, pod);
                FakeKernel fake = new FakeKernel().addLink(link);
                fake.execute(
                        List.of(
                                new Request.AddRoute(connected("192.0.2.0/24", link)),
                                new Request.AddRoute(connected("2001:db8:ffff::/64", link))));
                for (int round = 0; round < 30; round++) {
                    List<Route> desired = randomRoutes(random, link);
                    assertFollows(real, desired);
                    assertFollows(fake, desired);
                }
            }
        }
    }

    private static void assertFollows(RouteKernel kernel, List<Route> desired) {
        Reconciliation<Route.Key, Route> done = reconciler(kernel).reconcile(desired);
        assertTrue(done.succeeded(), done::toString);
        List<Route> actual = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            actual.addAll(kernel.routes(RouteFilter.main(family).withProtocol(OURS)));
        }
        assertEquals(texts(desired), texts(actual));
        assertEquals(List.of(), reconciler(kernel).reconcile(desired).applied());
    }

    private static int linkWithNetworks(Netlink real, NetworkNamespace pod) {
        Link link = real.createVeth("cali1", MacAddress.parse("02:00:00:00:00:01"), "p", pod, 1500);
        pod.call(
                () -> {
                    try (Netlink inPod = Netlink.open()) {
                        inPod.setUp(inPod.link("p").orElseThrow().index());
                    }
                    return link;
                });
        real.setUp(link.index());
        real.addRoute(connected("192.0.2.0/24", link.index()));
        real.addRoute(connected("2001:db8:ffff::/64", link.index()));
        return link.index();
    }

    private static List<Route> randomRoutes(Random random, int link) {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (random.nextBoolean()) {
                boolean ipv4 = i % 2 == 0;
                IpPrefix prefix = prefix(ipv4 ? "10." + i + ".0.0/16" : "2001:db8:" + i + "::/48");
                String gateway = (ipv4 ? "192.0.2." : "2001:db8:ffff::") + (1 + random.nextInt(9));
                RouteTarget target =
                        switch (random.nextInt(3)) {
                            case 0 -> new RouteTarget.Blackhole();
                            case 1 -> new RouteTarget.OnLink(link);
                            default -> new RouteTarget.Via(IpAddress.parse(gateway), link, false);
                        };
                routes.add(Route.to(prefix, target).withProtocol(OURS));
            }
        }
        Collections.shuffle(routes, random);
        return routes;
    }

    private static List<String> texts(List<Route> routes) {
        return routes.stream().map(Route::toString).sorted().toList();
    }

    private static Route connected(String prefix, int link) {
        return Route.onLink(prefix(prefix), link).withProtocol(Route.PROTOCOL_STATIC);
    }

    private static RouteReconciler reconciler(RouteKernel kernel) {
        return new RouteReconciler(
                kernel, OURS, Route.MAIN_TABLE, Set.of(IpFamily.IPV4, IpFamily.IPV6));
    }

    private static IpPrefix prefix(String text) {
        return IpPrefix.parse(text);
    }
}
