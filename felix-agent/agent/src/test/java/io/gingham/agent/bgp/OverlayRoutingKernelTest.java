package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Hop;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.delta.Delta;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Three nodes: the first and the third on one network, the second behind a router that drops what
/// pods send, unless it is encapsulated.
///
/// ```
///   n1 ── 192.0.2.0/24, 2001:db8:1::/64 ── n3
///    └────────────── router ──────────────┘
///                      └── 198.51.100.0/24, 2001:db8:2::/64 ── n2
/// ```
class OverlayRoutingKernelTest {

    private final TestNamespaces namespaces = new TestNamespaces();
    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private final NetworkNamespace router = namespaces.createWithLoopback("router");
    private final TunnelledNode n1 = node(1, "192.0.2.1", "2001:db8:1::1");
    private final TunnelledNode n2 = node(2, "198.51.100.2", "2001:db8:2::2");
    private final TunnelledNode n3 = node(3, "192.0.2.3", "2001:db8:1::3");
    private final List<TunnelledNode> nodes = List.of(n1, n2, n3);

    private TunnelledNode node(int number, String ipv4, String ipv6) {
        return new TunnelledNode(namespaces, cluster, number, ipv4, ipv6);
    }

    @BeforeEach
    void wire() {
        TunnelledNode.forward(router);
        n1.ip("link add lan type veth peer name lan netns " + n3.namespace.path());
        for (TunnelledNode near : List.of(n1, n3)) {
            near.ip("link set lan up");
            near.ip("addr add " + near.object.addresses().get(0) + "/24 dev lan");
            near.ip("addr add " + near.object.addresses().get(1) + "/64 dev lan nodad");
        }
        connect(n1, "203.0.113.0", "203.0.113.1", "2001:db8:f1::");
        connect(n3, "203.0.113.4", "203.0.113.5", "2001:db8:f3::");
        n1.ip("route add 198.51.100.0/24 via 203.0.113.0 src 192.0.2.1");
        n3.ip("route add 198.51.100.0/24 via 203.0.113.4 src 192.0.2.3");
        n1.ip("-6 route add 2001:db8:2::/64 via 2001:db8:f1:: src 2001:db8:1::1");
        n3.ip("-6 route add 2001:db8:2::/64 via 2001:db8:f3:: src 2001:db8:1::3");
        routed("192.0.2.1/32 via 203.0.113.1");
        routed("192.0.2.3/32 via 203.0.113.5");
        routed("-6 2001:db8:1::1/128 via 2001:db8:f1::1");
        routed("-6 2001:db8:1::3/128 via 2001:db8:f3::1");
        n2.ip("link add up0 type veth peer name to-n2 netns " + router.path());
        n2.ip("link set up0 up");
        n2.ip("addr add 198.51.100.2/24 dev up0");
        n2.ip("addr add 2001:db8:2::2/64 dev up0 nodad");
        onRouter("link set to-n2 up");
        onRouter("addr add 198.51.100.1/24 dev to-n2");
        onRouter("addr add 2001:db8:2::1/64 dev to-n2 nodad");
        n2.ip("route add default via 198.51.100.1");
        n2.ip("-6 route add default via 2001:db8:2::1");
        // It knows the way to pods, and lets none of their packets pass.
        for (int i = 1; i <= 3; i++) {
            TunnelledNode node = nodes.get(i - 1);
            String via = i == 2 ? "198.51.100.2" : i == 1 ? "203.0.113.1" : "203.0.113.5";
            routed(node.object.podCidrs().getFirst() + " via " + via);
        }
        onRouter("rule add from 10.244.0.0/16 blackhole");
        onRouter("-6 rule add from fd00:244::/32 blackhole");
        nodes.forEach(node -> cluster.nodes.add(node.object));
    }

    /// @param there the router's end; /31
    private void connect(TunnelledNode node, String there, String here, String six) {
        String name = "to-" + node.object.name();
        node.ip("link add up0 type veth peer name " + name + " netns " + router.path());
        node.ip("link set up0 up");
        onRouter("link set " + name + " up");
        node.ip("addr add " + here + "/31 dev up0");
        onRouter("addr add " + there + "/31 dev " + name);
        node.ip("addr add " + six + "1/127 dev up0 nodad");
        onRouter("addr add " + six + "/127 dev " + name + " nodad");
    }

    private void onRouter(String arguments) {
        namespaces.run(router, ("ip " + arguments).split(" "));
    }

    private void routed(String route) {
        boolean six = route.startsWith("-6 ");
        onRouter((six ? "-6 " : "") + "route add " + (six ? route.substring(3) : route));
    }

    @AfterEach
    void close() {
        nodes.forEach(TunnelledNode::close);
        namespaces.close();
    }

    private void pools(String mode) {
        cluster.pools.put("four", new IPPoolSpec("10.244.0.0/16", true, null).withVxlan(mode));
        cluster.pools.put("six", new IPPoolSpec("fd00:244::/32", true, null).withVxlan(mode));
    }

    private void run(boolean refresh) {
        nodes.forEach(node -> node.run(refresh));
    }

    private void assertAllPodsReachEachOther() {
        for (TunnelledNode from : nodes) {
            for (TunnelledNode to : nodes) {
                if (from != to) {
                    assertReaches(from.pod, to);
                }
            }
        }
    }

    private static void assertReaches(NetworkNamespace from, TunnelledNode to) {
        assertTrue(TunnelledNode.reaches(from, to.pod4), () -> from + " to " + to.pod4);
        assertTrue(TunnelledNode.reaches(from, to.pod6), () -> from + " to " + to.pod6);
    }

    @Test
    void withoutTheOverlayTheRouterDropsWhatPodsSend() {
        pools("Never");
        run(true);
        n1.ip("route add 10.244.2.0/24 via 203.0.113.0");
        n2.ip("route add 10.244.1.0/24 via 198.51.100.1");
        assertTrue(TunnelledNode.pings(n1.namespace, IpAddress.parse("198.51.100.2")));
        assertFalse(TunnelledNode.pings(n1.pod, n2.pod4));
    }

    @Test
    void podsReachEachOtherAcrossTheRouter() {
        pools("Always");
        run(false);
        assertAllPodsReachEachOther();
        assertTrue(n1.show("route show 10.244.3.0/24").contains("dev vxlan.gingham"));
        assertTrue(n1.show("-6 route show fd00:244:3::/64").contains("dev vxlan6.gingham"));
    }

    @Test
    void theNodeItselfReachesPodsAndIsAnsweredThroughTheTunnel() {
        pools("Always");
        run(false);
        assertReaches(n1.namespace, n2);
        assertReaches(n2.namespace, n1);
        assertTrue(n1.show("route get " + n2.pod4).contains("src 10.244.1.0"));
        assertTrue(n1.show("-6 route get " + n2.pod6).contains("src fd00:244:1::"));
    }

    @Test
    void strictReversePathFiltersArePassed() {
        nodes.forEach(
                node ->
                        namespaces.run(
                                node.namespace,
                                "sh",
                                "-c",
                                "echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter"));
        pools("CrossSubnet");
        run(false);
        assertAllPodsReachEachOther();
    }

    @Test
    void crossSubnetTakesTheDirectWayToNodesOfTheSameNetwork() {
        pools("CrossSubnet");
        run(false);
        assertAllPodsReachEachOther();
        assertTrue(n1.show("route show 10.244.3.0/24").contains("via 192.0.2.3 dev lan"));
        assertTrue(n1.show("-6 route show fd00:244:3::/64").contains("via 2001:db8:1::3 dev lan"));
        assertTrue(n1.show("route show 10.244.2.0/24").contains("dev vxlan.gingham"));
    }

    @Test
    void packetsAsLargeAsTheDeviceAllowsPass() {
        pools("Always");
        run(false);
        // 1450 less IPv4's 20 and ICMP's 8; may not be fragmented.
        namespaces.run(n1.pod, ("ping -c 1 -W 5 -M do -s 1422 " + n2.pod4).split(" "));
        // 1430 less 40 and 8.
        namespaces.run(n1.pod, ("ping -6 -c 1 -W 5 -M do -s 1382 " + n2.pod6).split(" "));
    }

    @Test
    void whatBgpSaysOfAnEncapsulatedBlockDoesNotCount() {
        pools("Always");
        IpPrefix block = n2.object.podCidrs().getFirst();
        n1.routes.learned(List.of(via(block, "203.0.113.0")));
        run(false);
        assertReaches(n1.pod, n2);
        n1.routes.learned(List.of(via(block, "203.0.113.0")));
        run(true);
        assertReaches(n1.pod, n2);
    }

    private static Delta<IpPrefix, BestPath> via(IpPrefix prefix, String hop) {
        IpAddress address = IpAddress.parse(hop);
        return Delta.put(
                prefix,
                new BestPath(
                        address,
                        "tor",
                        address,
                        true,
                        PathAttributes.EMPTY,
                        List.of(Hop.of(address))));
    }

    @Test
    void whenThePoolIsEncapsulatedNoMoreBgpsRoutesComeBackAndTheDevicesGo() {
        pools("Always");
        n1.routes.learned(List.of(via(n3.object.podCidrs().getFirst(), "192.0.2.3")));
        run(false);
        pools("Never");
        run(false);
        assertTrue(n1.show("route show 10.244.3.0/24").contains("via 192.0.2.3 dev lan"));
        assertEquals("", n1.show("route show 10.244.2.0/24"));
        assertFalse(n1.show("link show").contains("gingham"));
    }

    @Test
    void aDeviceThatSomebodyDeletesOrSetsDownComesBackWithItsRoutes() {
        pools("Always");
        run(false);
        for (String harm :
                List.of(
                        "link del vxlan.gingham",
                        "link set vxlan.gingham down",
                        "link set vxlan6.gingham down",
                        "link del vxlan6.gingham")) {
            n1.ip(harm);
            // As the kernel's event does.
            n1.overlay.linksChanged();
            n1.run(false);
            assertReaches(n1.pod, n2);
        }
    }

    @Test
    void aNodeThatGoesLeavesNothing() {
        pools("Always");
        run(false);
        cluster.nodes.remove(n3.object);
        n1.run(false);
        assertFalse(n1.show("route").contains("10.244.3."));
        assertFalse(n1.show("neigh").contains("10.244.3."));
        assertFalse(
                namespaces
                        .run(n1.namespace, "bridge", "fdb", "show", "dev", "vxlan.gingham")
                        .contains("192.0.2.3"));
        assertReaches(n1.pod, n2);
    }

    @Test
    void anUplinksMtuIsFollowed() {
        pools("Always");
        run(false);
        n1.ip("link set lan mtu 1400");
        n1.overlay.linksChanged();
        n1.run(false);
        assertTrue(n1.show("link show vxlan.gingham").contains("mtu 1350"));
        assertTrue(n1.show("link show vxlan6.gingham").contains("mtu 1330"));
        assertEquals(1330, n1.overlay.podMtu());
    }

    @Test
    void podsGetTheUplinksMtuLessTheOverlay() {
        n1.ip("link set lan mtu 9000");
        assertEquals(1500, n1.overlay.podMtu(), "not all links are that wide");
        pools("Never");
        n1.run(false);
        assertEquals(9000, n1.overlay.podMtu());
        cluster.pools.put("four", new IPPoolSpec("10.244.0.0/16", true, null).withVxlan("Always"));
        n1.run(false);
        assertEquals(8950, n1.overlay.podMtu());
        pools("CrossSubnet");
        n1.run(false);
        assertEquals(8930, n1.overlay.podMtu());
    }

    @Test
    void beforeAnAgentKnowsTheClusterItGoesByTheDevicesThatAreThere() {
        pools("Always");
        n1.ip("link set lan mtu 1400");
        n1.run(false);
        cluster.inSync = false;
        assertEquals(1330, n1.anotherAgent().podMtu());
    }

    @Test
    void nothingIsDoneBeforeTheClusterIsKnown() {
        pools("Always");
        cluster.inSync = false;
        n1.overlay.run(true);
        assertFalse(n1.show("link show").contains("gingham"));
    }
}
