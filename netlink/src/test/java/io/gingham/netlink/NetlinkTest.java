package io.gingham.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against the kernel that runs the tests.
class NetlinkTest {

    private static final MacAddress MAC = MacAddress.parse("ee:ee:ee:ee:ee:ee");

    private final TestNamespaces namespaces = new TestNamespaces();
    private final NetworkNamespace host = namespaces.createWithLoopback("host");
    private final NetworkNamespace pod = namespaces.createWithLoopback("pod");
    private final Netlink netlink = Netlink.open(host);
    private final Netlink inPod = Netlink.open(pod);

    /// A new namespace has `lo`, and the tunnel devices of modules this machine has loaded.
    private final int linksBefore = netlink.links().size();

    @AfterEach
    void close() {
        netlink.close();
        inPod.close();
        namespaces.close();
    }

    @Test
    void aVethsPeerIsBornInTheOtherNamespace() {
        Link made = netlink.createVeth("cali1", MAC, "eth0", pod, 1400);

        assertEquals("veth", made.kind());
        assertEquals(MAC, made.mac());
        assertEquals(1400, made.mtu());
        assertFalse(made.up());
        Link peer = inPod.link("eth0").orElseThrow();
        assertEquals(peer.index(), made.peerIndex());
        assertEquals(1400, peer.mtu());
        assertEquals(Optional.of(made), netlink.link("cali1"));
        assertEquals(linksBefore + 1, netlink.links().size());
    }

    @Test
    void aTakenPeerNameIsRefusedAndNothingIsMade() {
        netlink.createVeth("cali1", MAC, "eth0", pod, 1400);

        NetlinkException e =
                assertThrows(
                        NetlinkException.class,
                        () -> netlink.createVeth("cali2", MAC, "eth0", pod, 1400));

        assertEquals(Errno.EEXIST, e.errno());
        assertTrue(netlink.link("cali2").isEmpty());
    }

    @Test
    void anImpossibleNameIsRefusedBeforeTheKernelIsAsked() {
        for (String name : List.of("", "a/b", "a b", "0123456789abcdef", "..")) {
            assertThrows(
                    NetlinkException.class, () -> netlink.createVeth(name, MAC, "eth0", pod, 1400));
            assertFalse(netlink.deleteLink(name));
        }
    }

    @Test
    void deletingALinkTakesItsPeerAndASecondTimeIsFine() {
        netlink.createVeth("cali1", MAC, "eth0", pod, 1400);

        assertTrue(netlink.deleteLink("cali1"));
        assertFalse(netlink.deleteLink("cali1"));
        assertTrue(inPod.link("eth0").isEmpty());
    }

    @Test
    void aLinkChangesItsStateMtuAndMac() {
        Link made = netlink.createVeth("cali1", MAC, "eth0", pod, 1400);

        netlink.setMtu(made.index(), 1300);
        netlink.setMac(made.index(), MacAddress.parse("02:00:00:00:00:07"));
        netlink.setUp(made.index());

        Link now = netlink.link("cali1").orElseThrow();
        assertEquals(1300, now.mtu());
        assertEquals(MacAddress.parse("02:00:00:00:00:07"), now.mac());
        assertTrue(now.up());
        netlink.setDown(made.index());
        assertFalse(netlink.link("cali1").orElseThrow().up());
    }

    @Test
    void addressesComeAndGo() {
        int link = up("cali1");
        Address v4 = Address.host(link, IpAddress.parse("10.1.1.1"));
        Address v6 = Address.host(link, IpAddress.parse("2001:db8::1"));

        netlink.putAddress(v4);
        netlink.putAddress(v4);
        netlink.putAddress(v6);

        List<IpAddress> seen = netlink.addresses(link).stream().map(Address::address).toList();
        assertTrue(seen.containsAll(List.of(v4.address(), v6.address())), seen.toString());
        assertTrue(netlink.deleteAddress(v4));
        assertFalse(netlink.deleteAddress(v4));
        assertTrue(netlink.deleteAddress(v6));
        assertFalse(netlink.deleteAddress(v6));
    }

    @Test
    void routesOfEveryKindAreAsAskedAfterwards() {
        int link = up("cali1");
        netlink.putAddress(Address.of(link, IpAddress.parse("10.1.0.1"), 24));
        netlink.putAddress(Address.of(link, IpAddress.parse("2001:db8::1"), 64));
        IpAddress gateway = IpAddress.parse("10.1.0.2");
        List<Route> wanted =
                List.of(
                        Route.onLink(IpPrefix.parse("10.2.0.0/16"), link),
                        Route.via(IpPrefix.parse("10.3.0.0/16"), gateway, link).withMetric(9),
                        Route.blackhole(IpPrefix.parse("10.4.0.0/26")),
                        Route.to(
                                IpPrefix.parse("10.5.0.0/16"),
                                new RouteTarget.Via(IpAddress.parse("192.0.2.9"), link, true)),
                        Route.to(
                                IpPrefix.parse("10.6.0.0/16"),
                                new RouteTarget.Multipath(
                                        List.of(hop("10.1.0.2", link), hop("10.1.0.3", link)))),
                        Route.via(IpPrefix.parse("10.7.0.0/16"), gateway, link).withTable(1000),
                        Route.onLink(IpPrefix.parse("2001:db8:2::/64"), link),
                        Route.via(
                                IpPrefix.parse("2001:db8:3::/64"),
                                IpAddress.parse("2001:db8::2"),
                                link),
                        Route.blackhole(IpPrefix.parse("2001:db8:4::/64")));

        for (Route route : wanted) {
            netlink.addRoute(route.withProtocol(80));
            netlink.putRoute(route.withProtocol(80));
        }

        List<Route> actual = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            actual.addAll(netlink.routes(RouteFilter.all(family).withProtocol(80)));
        }
        assertEquals(
                wanted.stream().map(r -> r.withProtocol(80).toString()).sorted().toList(),
                actual.stream().map(Route::toString).sorted().toList());
        for (Route route : wanted) {
            assertTrue(netlink.deleteRoute(route.withProtocol(80)), route::toString);
            assertFalse(netlink.deleteRoute(route.withProtocol(80)), route::toString);
        }
    }

    @Test
    void aGatewayWithoutALinkIsFoundByTheKernel() {
        int link = up("cali1");
        netlink.putAddress(Address.of(link, IpAddress.parse("10.1.0.1"), 24));
        Route asked = Route.via(IpPrefix.parse("10.3.0.0/16"), IpAddress.parse("10.1.0.2"), 0);

        netlink.putRoute(asked);

        Route made =
                netlink.routes(RouteFilter.main(IpFamily.IPV4)).stream()
                        .filter(route -> route.destination().equals(asked.destination()))
                        .findFirst()
                        .orElseThrow();
        assertTrue(asked.isSatisfiedBy(made));
        assertEquals(new RouteTarget.Via(IpAddress.parse("10.1.0.2"), link, false), made.target());
    }

    @Test
    void deletingLeavesARouteOfAnotherProtocolAlone() {
        Route foreign = Route.blackhole(IpPrefix.parse("10.4.0.0/26")).withProtocol(4);
        netlink.addRoute(foreign);

        assertFalse(netlink.deleteRoute(foreign.withProtocol(80)));
        assertEquals(
                List.of(foreign), netlink.routes(RouteFilter.main(IpFamily.IPV4).withProtocol(4)));
    }

    @Test
    void anEmptyTableHasNoRoutes() {
        for (IpFamily family : IpFamily.values()) {
            assertEquals(List.of(), netlink.routes(RouteFilter.all(family).withTable(4711)));
        }
    }

    @Test
    void aRefusalSaysWhatWasAskedAndWhatTheKernelSaid() {
        Route route = Route.via(IpPrefix.parse("10.3.0.0/16"), IpAddress.parse("10.1.0.2"), 0);

        NetlinkException e = assertThrows(NetlinkException.class, () -> netlink.addRoute(route));

        assertEquals(
                "add route 10.3.0.0/16 via 10.1.0.2 dev 0 proto 3: ENETUNREACH (101): Nexthop has"
                        + " invalid gateway",
                e.getMessage());
    }

    @Test
    void aLargeBatchHasAResultForEach() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            IpPrefix prefix = IpPrefix.host(IpAddress.ipv4(0x0a000000 + i / 2));
            requests.add(new Request.AddRoute(Route.blackhole(prefix).withProtocol(80)));
        }

        List<@Nullable NetlinkException> results = netlink.execute(requests);

        for (int i = 0; i < 1000; i++) {
            NetlinkException result = results.get(i);
            assertEquals(
                    i % 2 == 0 ? "ok" : "EEXIST", result == null ? "ok" : result.errno().name());
        }
        assertEquals(500, netlink.routes(RouteFilter.main(IpFamily.IPV4).withProtocol(80)).size());
    }

    @Test
    void dumpsStayWholeWhileLinksComeAndGo() throws Exception {
        Thread churn =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try (Netlink other = Netlink.open(host)) {
                                        for (int i = 0; i < 40; i++) {
                                            other.createVeth("churn" + i, MAC, "p" + i, pod, 1400);
                                        }
                                    }
                                });
        up("cali1");
        while (churn.isAlive()) {
            assertTrue(netlink.links().stream().anyMatch(link -> link.name().equals("cali1")));
        }
        churn.join();
        assertEquals(linksBefore + 41, netlink.links().size());
    }

    @Test
    void neighboursComeAndGo() {
        int link = up("cali1");
        Neighbour neighbour = Neighbour.permanent(link, IpAddress.parse("10.1.1.9"), MAC);
        Neighbour proxy =
                new Neighbour(link, IpAddress.parse("fe80::1"), new MacAddress(0), 0, true);

        netlink.putNeighbour(neighbour);
        netlink.putNeighbour(proxy);

        assertTrue(netlink.neighbours().contains(neighbour));
        assertEquals(
                List.of(proxy.address()),
                netlink.proxyNeighbours().stream().map(Neighbour::address).toList());
        assertTrue(netlink.deleteNeighbour(neighbour));
        assertFalse(netlink.deleteNeighbour(neighbour));
        assertTrue(netlink.deleteNeighbour(proxy));
    }

    private int up(String name) {
        Link made = netlink.createVeth(name, MAC, "eth0", pod, 1400);
        inPod.setUp(inPod.link("eth0").orElseThrow().index());
        netlink.setUp(made.index());
        return made.index();
    }

    private static RouteTarget.NextHop hop(String gateway, int link) {
        return new RouteTarget.NextHop(
                new RouteTarget.Via(IpAddress.parse(gateway), link, false), 1);
    }
}
