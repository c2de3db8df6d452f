package io.gingham.dataplane.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// In a namespace with two uplinks to another one.
class NextHopTrackerKernelTest {

    private static final IpAddress LEFT = IpAddress.parse("192.0.2.9");
    private static final IpAddress RIGHT = IpAddress.parse("198.51.100.9");
    private static final IpAddress SIX = IpAddress.parse("2001:db8::9");

    private final TestNamespaces namespaces = new TestNamespaces();
    private final NetworkNamespace node = namespaces.createWithLoopback("hops");
    private final NetworkNamespace router = namespaces.createWithLoopback("hops-router");
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger disturbances = new AtomicInteger();
    private final Netlink kernel = Netlink.open(node);
    private NextHopTracker tracker = open();

    private NextHopTracker open() {
        return node.call(
                () ->
                        NextHopTracker.open(
                                71,
                                kernel.port(),
                                changes::incrementAndGet,
                                disturbances::incrementAndGet));
    }

    @BeforeEach
    void wire() {
        for (String side : new String[] {"left", "right"}) {
            String peer = side + "-r";
            ip(node, "link add " + side + " type veth peer name " + peer);
            ip(node, "link set " + peer + " netns " + router.path());
            ip(node, "link set " + side + " up");
            ip(router, "link set " + peer + " up");
        }
        ip(node, "addr add 192.0.2.1/24 dev left");
        ip(node, "addr add 2001:db8::1/64 dev left nodad");
        ip(node, "addr add 198.51.100.1/24 dev right");
        tracker.close();
        tracker = open();
    }

    @AfterEach
    void leaveNothing() {
        tracker.close();
        kernel.close();
        namespaces.close();
    }

    private void ip(NetworkNamespace where, String arguments) {
        namespaces.run(where, ("ip " + arguments).split(" "));
    }

    private boolean isReachable(IpAddress hop) {
        return tracker.isReachable(hop, Optional.empty());
    }

    private boolean isReachable(String link) {
        return tracker.isReachable(IpAddress.parse("fe80::9"), Optional.of(link));
    }

    private static void await(String what, BooleanSupplier met) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!met.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void whatIsOnALinkThatIsUpCanBeReached() {
        assertTrue(isReachable(LEFT));
        assertTrue(isReachable(RIGHT));
        assertTrue(isReachable(SIX));
        assertTrue(isReachable(IpAddress.parse("fe80::1")), "link-local");
        assertFalse(isReachable(IpAddress.parse("203.0.113.1")));
        // A gateway leads there, but it is no neighbour: the kernel would refuse a route via it.
        ip(node, "route add default via 192.0.2.9");
        assertFalse(isReachable(IpAddress.parse("203.0.113.2")));
        assertEquals(2, tracker.unreachable().size());
        assertEquals(0, changes.get());
    }

    @Test
    void aLinkThatGoesDownTakesItsNextHopsAlongAndBringsThemBack() {
        assertTrue(isReachable(LEFT) && isReachable(RIGHT));
        assertTrue(isReachable(SIX));
        ip(node, "link set left down");
        await("down was not noticed", () -> !isReachable(LEFT));
        assertTrue(isReachable(RIGHT));
        await("nobody was told", () -> changes.get() > 0);
        int before = changes.get();
        ip(node, "link set left up");
        await("up was not noticed", () -> isReachable(LEFT));
        await("nobody was told", () -> changes.get() > before);
        assertEquals(Set.of(), minus(tracker.unreachable(), SIX));
    }

    /// IPv6 addresses are gone with the link, unless the kernel keeps them.
    private static Set<IpAddress> minus(Set<IpAddress> all, IpAddress one) {
        all.remove(one);
        return all;
    }

    @Test
    void whatOthersDoToOwnRoutesIsToldAndWhatTheWriterDoesIsNot() {
        assertTrue(isReachable(LEFT));
        Route ours =
                Route.to(IpPrefix.parse("203.0.113.0/24"), new RouteTarget.Via(LEFT, 0, false))
                        .withProtocol(71);
        kernel.addRoute(ours);
        ip(node, "route add 203.0.114.0/24 via 192.0.2.9 proto static");
        ip(node, "route del 203.0.114.0/24");
        kernel.deleteRoute(ours);
        kernel.addRoute(ours);
        ip(node, "route add 203.0.115.0/24 dev right");
        await("the events before it were heard", () -> isReachable(IpAddress.parse("203.0.115.1")));
        assertEquals(0, disturbances.get());
        ip(node, "route del 203.0.113.0/24");
        await("a deletion was not told", () -> disturbances.get() == 1);
        kernel.addRoute(ours);
        ip(node, "route replace 203.0.113.0/24 via 198.51.100.9 proto 71");
        await("a change was not told", () -> disturbances.get() == 2);
    }

    /// The kernel drops IPv4 routes over a link that is set down without a word.
    @Test
    void aNextHopThatIsBackCallsForALookAtWhatLeadsThere() {
        assertTrue(isReachable(LEFT));
        ip(node, "link set left down");
        await("down was not noticed", () -> !isReachable(LEFT));
        assertEquals(0, disturbances.get());
        ip(node, "link set left up");
        await("a look was not called for", () -> disturbances.get() > 0);
    }

    @Test
    void aLinkWithoutCarrierLeadsNowhere() {
        assertTrue(isReachable(LEFT));
        ip(router, "link set left-r down");
        await("the lost carrier was not noticed", () -> !isReachable(LEFT));
        ip(router, "link set left-r up");
        await("the carrier was not noticed", () -> isReachable(LEFT));
    }

    @Test
    void aLinkLocalNextHopIsThereAsLongAsItsLinkIs() {
        assertTrue(isReachable("left") && isReachable("right"));
        assertFalse(isReachable("late"));
        assertEquals(0, tracker.linkIndex("late"));
        ip(router, "link set left-r down");
        await("the lost carrier was not noticed", () -> !isReachable("left"));
        assertTrue(isReachable("right"));
        ip(router, "link set left-r up");
        await("the carrier was not noticed", () -> isReachable("left"));
        ip(node, "link set right down");
        await("down was not noticed", () -> !isReachable("right"));
        ip(node, "link set right name late");
        ip(node, "link set late up");
        await("the new name was not noticed", () -> isReachable("late"));
        assertFalse(isReachable("right"));
        int before = changes.get();
        ip(node, "link del late");
        await("the end of the link was not noticed", () -> !isReachable("late"));
        await("nobody was told", () -> changes.get() > before);
    }

    @Test
    void aLinkThatIsBackMayHaveCostTheKernelRoutes() {
        int before = disturbances.get();
        ip(node, "link set left down");
        ip(node, "link set left up");
        assertTrue(isReachable("right"));
        await("left is there", () -> isReachable(LEFT));
        assertEquals(0, disturbances.get() - before, "nobody had asked for what is on it");
        ip(node, "link set left down");
        ip(node, "link set left up");
        await("nobody was told of the next hop's link", () -> disturbances.get() - before == 1);
        ip(node, "link set right down");
        ip(node, "link set right up");
        await("nobody was told of the peer's link", () -> disturbances.get() - before == 2);
    }

    @Test
    void addressesAndRoutesThatComeAndGoAreNoticed() {
        IpAddress late = IpAddress.parse("203.0.113.9");
        assertFalse(isReachable(late));
        ip(node, "addr add 203.0.113.1/24 dev right");
        await("the address was not noticed", () -> isReachable(late));
        ip(node, "addr del 203.0.113.1/24 dev right");
        await("its end was not noticed", () -> !isReachable(late));
        ip(node, "route add 203.0.113.9/32 dev right");
        await("the route was not noticed", () -> isReachable(late));
        // A static route goes without a word when its link is set down, and does not come back.
        ip(node, "link set right down");
        await("down was not noticed", () -> !isReachable(late));
        ip(node, "link set right up");
        await("up was not noticed", () -> isReachable(RIGHT));
        assertFalse(isReachable(late));
        ip(node, "link del right");
        await("the end of the link was not noticed", () -> !isReachable(RIGHT));
    }

    @Test
    void whatNobodyAskedForChangesNothing() {
        assertTrue(isReachable(LEFT));
        for (int i = 0; i < 50; i++) {
            ip(node, "route add 10.0.0." + i + "/32 dev right");
        }
        IpAddress marker = IpAddress.parse("203.0.113.9");
        assertFalse(isReachable(marker));
        ip(node, "route add 203.0.113.9/32 dev right");
        await("the route was not noticed", () -> isReachable(marker));
        assertEquals(1, changes.get());
    }
}
