package io.gingham.agent.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.agent.overlay.OverlayPlan.Hop;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.dataplane.overlay.WantedTunnel;
import io.gingham.dataplane.overlay.WantedTunnel.FarEnd;
import io.gingham.netlink.message.Tunnel;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverlayPlannerTest {

    private static final IpPrefix NEAR4 = IpPrefix.parse("10.244.2.0/24");
    private static final IpPrefix FAR4 = IpPrefix.parse("10.244.3.0/24");
    private static final IpPrefix NEAR6 = IpPrefix.parse("fd00:244:2::/64");
    private static final IpPrefix FAR6 = IpPrefix.parse("fd00:244:3::/64");

    private static final ClusterNode HERE =
            node("n1", "192.0.2.1 2001:db8:1::1", "10.244.1.0/24 fd00:244:1::/64");
    private static final ClusterNode NEAR =
            node("n2", "192.0.2.2 2001:db8:1::2", "10.244.2.0/24 fd00:244:2::/64");
    private static final ClusterNode FAR =
            node("n3", "198.51.100.3 2001:db8:3::3", "10.244.3.0/24 fd00:244:3::/64");

    private final Map<String, IPPoolSpec> pools = new TreeMap<>();
    private List<ClusterNode> nodes = List.of(HERE, NEAR, FAR);
    private Set<IpAddress> apiServers = Set.of();
    private Set<IpAddress> pods = Set.of();
    private Uplinks uplinks =
            new Uplinks(List.of(uplink("192.0.2.1", 24, 1500), uplink("2001:db8:1::1", 64, 1500)));

    private static Uplinks.Uplink uplink(String address, int length, int mtu) {
        IpAddress parsed = ip(address);
        return new Uplinks.Uplink(parsed, IpPrefix.containing(parsed, length), mtu);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static ClusterNode node(String name, String addresses, String podCidrs) {
        return new ClusterNode(
                name,
                words(addresses).map(IpAddress::parse).toList(),
                words(podCidrs).map(IpPrefix::parse).toList(),
                Optional.empty(),
                "");
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
    }

    private void pool(String cidr, @Nullable String vxlan, @Nullable String ipip) {
        pools.put(cidr, new IPPoolSpec(cidr, true, vxlan, ipip, null, null, null, null));
    }

    private OverlayPlan plan() {
        return new OverlayPlanner(
                        "n1",
                        nodes,
                        NodeBlocks.of(nodes),
                        PoolModes.of(pools),
                        uplinks,
                        apiServers,
                        pods)
                .plan();
    }

    private static Map<String, WantedTunnel> byName(OverlayPlan plan) {
        Map<String, WantedTunnel> tunnels = new TreeMap<>();
        plan.tunnels().forEach(tunnel -> tunnels.put(tunnel.name(), tunnel));
        return tunnels;
    }

    private static WantedTunnel tunnel(OverlayPlan plan, String name) {
        return Objects.requireNonNull(byName(plan).get(name));
    }

    @Test
    void withoutAModeThereIsNoTunnel() {
        pool("10.244.0.0/16", "Never", null);
        pool("fd00:244::/32", null, "Never");
        OverlayPlan plan = plan();
        assertEquals(OverlayPlan.none(List.of()), plan);
    }

    @Test
    void alwaysMeansEachOtherNode() {
        pool("10.244.0.0/16", "Always", "Never");
        OverlayPlan plan = plan();
        assertEquals(
                List.of(
                        new WantedTunnel(
                                "vxlan.gingham",
                                new Tunnel.Vxlan(4096, ip("192.0.2.1"), 4789, false),
                                Optional.of(TunnelNames.mac("n1")),
                                1450,
                                Optional.of(ip("10.244.1.0")),
                                Map.of(
                                        ip("10.244.2.0"),
                                        new FarEnd(TunnelNames.mac("n2"), ip("192.0.2.2")),
                                        ip("10.244.3.0"),
                                        new FarEnd(TunnelNames.mac("n3"), ip("198.51.100.3"))))),
                plan.tunnels());
        assertEquals(
                Map.of(
                        NEAR4,
                        new Hop("vxlan.gingham", ip("10.244.2.0")),
                        FAR4,
                        new Hop("vxlan.gingham", ip("10.244.3.0"))),
                plan.routes());
        assertEquals(Map.of(), plan.direct());
        assertEquals(Set.of(ip("192.0.2.2"), ip("198.51.100.3")), plan.carried());
        assertEquals(List.of(), plan.problems());
    }

    @Test
    void ipv6TravelsOverIpv6WithLinkLocalGateways() {
        pool("fd00:244::/32", "Always", null);
        OverlayPlan plan = plan();
        WantedTunnel tunnel = plan.tunnels().getFirst();
        assertEquals("vxlan6.gingham", tunnel.name());
        assertEquals(new Tunnel.Vxlan(4096, ip("2001:db8:1::1"), 4789, false), tunnel.tunnel());
        assertEquals(1430, tunnel.mtu());
        assertEquals(Optional.of(ip("fd00:244:1::")), tunnel.address());
        IpAddress gateway = TunnelNames.linkLocal(TunnelNames.mac("n3"));
        assertEquals(
                new FarEnd(TunnelNames.mac("n3"), ip("2001:db8:3::3")), tunnel.ends().get(gateway));
        assertEquals(new Hop("vxlan6.gingham", gateway), plan.routes().get(FAR6));
        assertTrue(gateway.isLinkLocal());
    }

    @Test
    void crossSubnetSparesNodesOfTheSameNetwork() {
        pool("10.244.0.0/16", "CrossSubnet", null);
        pool("fd00:244::/32", "CrossSubnet", null);
        OverlayPlan plan = plan();
        assertEquals(Set.of(FAR4, FAR6), plan.routes().keySet());
        assertEquals(Map.of(NEAR4, ip("192.0.2.2"), NEAR6, ip("2001:db8:1::2")), plan.direct());
        assertEquals(Set.of(ip("10.244.3.0")), tunnel(plan, "vxlan.gingham").ends().keySet());
    }

    @Test
    void aNodeWithAHostAddressIsOnNobodysNetwork() {
        uplinks = new Uplinks(List.of(uplink("192.0.2.1", 32, 9000)));
        pool("10.244.0.0/16", "CrossSubnet", null);
        OverlayPlan plan = plan();
        assertEquals(Set.of(NEAR4, FAR4), plan.routes().keySet());
        assertEquals(8950, plan.tunnels().getFirst().mtu());
    }

    @Test
    void ipipLeadsToTheNodesThemselves() {
        pool("10.244.0.0/16", null, "CrossSubnet");
        OverlayPlan plan = plan();
        assertEquals(
                List.of(
                        new WantedTunnel(
                                "ipip.gingham",
                                new Tunnel.Ipip(ip("192.0.2.1")),
                                Optional.empty(),
                                1480,
                                Optional.of(ip("10.244.1.0")),
                                Map.of())),
                plan.tunnels());
        assertEquals(Map.of(FAR4, new Hop("ipip.gingham", ip("198.51.100.3"))), plan.routes());
        assertEquals(Map.of(NEAR4, ip("192.0.2.2")), plan.direct());
    }

    @Test
    void eachPoolHasItsOwnMode() {
        pool("10.244.0.0/16", "Never", null);
        pool("10.244.3.0/24", "Always", null);
        assertEquals(Set.of(FAR4), plan().routes().keySet());
    }

    @Test
    void aPoolThatIsAPartOfABlockIsEncapsulatedAlone() {
        pool("10.244.3.64/26", "Always", null);
        assertEquals(Set.of(IpPrefix.parse("10.244.3.64/26")), plan().routes().keySet());
    }

    @Test
    void aBlockOutsideAllPoolsIsNotEncapsulated() {
        pool("10.99.0.0/16", "Always", null);
        OverlayPlan plan = plan();
        assertEquals(Map.of(), plan.routes());
        assertEquals(1, plan.tunnels().size(), "its own pods may come to be of the pool");
    }

    @Test
    void whatANodeLacksIsSaid() {
        pool("10.244.0.0/16", "Always", null);
        nodes = List.of(HERE, node("n2", "2001:db8:1::2", "10.244.2.0/24"), FAR);
        OverlayPlan plan = plan();
        assertEquals(Set.of(FAR4), plan.routes().keySet());
        assertProblem("node n2 has no IPv4 address", plan);

        nodes = List.of(node("n1", "", "10.244.1.0/24"), FAR);
        assertProblem("this node has no IPv4 address", plan());
        assertEquals(List.of(), plan().tunnels());

        nodes = List.of(node("n1", "192.0.2.77", "10.244.1.0/24"), FAR);
        assertProblem("no link of this node has its address 192.0.2.77", plan());

        nodes = List.of(FAR);
        assertProblem("this node has no IPv4 address", plan());
    }

    private static void assertProblem(String part, OverlayPlan plan) {
        assertTrue(
                plan.problems().stream().anyMatch(problem -> problem.contains(part)),
                () -> part + " is not in " + plan.problems());
    }

    @Test
    void aBlockThatHoldsNodesOrNetworksIsNotEncapsulated() {
        pool("0.0.0.0/0", "Always", null);
        for (String bad : List.of("192.0.0.0/16", "198.51.100.0/24", "203.0.113.0/24")) {
            apiServers = Set.of(ip("203.0.113.7"));
            nodes = List.of(HERE, node("n2", "192.0.2.2", bad), FAR);
            OverlayPlan plan = plan();
            assertEquals(Set.of(FAR4), plan.routes().keySet(), bad);
            assertProblem("the block " + bad + " of node n2 holds a node", plan);
        }
    }

    @Test
    void nodesWithTheSameBlockAreToldApartAndReported() {
        pool("10.244.0.0/16", "Always", null);
        nodes = List.of(HERE, FAR, node("n4", "192.0.2.4", "10.244.3.0/24"));
        OverlayPlan plan = plan();
        assertEquals(new Hop("vxlan.gingham", ip("10.244.3.0")), plan.routes().get(FAR4));
        assertEquals(
                new FarEnd(TunnelNames.mac("n3"), ip("198.51.100.3")),
                plan.tunnels().getFirst().ends().get(ip("10.244.3.0")));
        assertProblem("of node n4 is another node's too", plan);
    }

    @Test
    void aNodeWithThisNodesFirstAddressIsReported() {
        pool("10.244.0.0/16", "Always", null);
        nodes = List.of(HERE, node("n4", "192.0.2.4", "10.244.1.0/25"));
        OverlayPlan plan = plan();
        assertEquals(Map.of(), plan.routes());
        assertEquals(Map.of(), plan.tunnels().getFirst().ends());
        assertProblem("node n4 has the same address or MAC", plan);
    }

    @Test
    void aPodWithTheTunnelsAddressKeepsIt() {
        pool("10.244.0.0/16", "Always", null);
        pods = Set.of(ip("10.244.1.0"));
        OverlayPlan plan = plan();
        assertEquals(Optional.empty(), plan.tunnels().getFirst().address());
        assertProblem("a pod has the address 10.244.1.0", plan);
    }

    @Test
    void aSmallUplinkLeavesWhatTheFamilyNeeds() {
        uplinks =
                new Uplinks(
                        List.of(uplink("192.0.2.1", 24, 500), uplink("2001:db8:1::1", 64, 1280)));
        pool("10.244.0.0/16", "Always", null);
        pool("fd00:244::/32", "Always", null);
        Map<String, WantedTunnel> tunnels = byName(plan());
        assertEquals(576, Objects.requireNonNull(tunnels.get("vxlan.gingham")).mtu());
        assertEquals(1280, Objects.requireNonNull(tunnels.get("vxlan6.gingham")).mtu());
    }

    @Test
    void everyNodePlansTheSameOfEachOther() {
        pool("10.244.0.0/16", "Always", null);
        OverlayPlan far =
                new OverlayPlanner(
                                "n3",
                                nodes,
                                NodeBlocks.of(nodes),
                                PoolModes.of(pools),
                                new Uplinks(List.of(uplink("198.51.100.3", 24, 1500))),
                                apiServers,
                                pods)
                        .plan();
        WantedTunnel here = plan().tunnels().getFirst();
        FarEnd seen =
                Objects.requireNonNull(
                        far.tunnels().getFirst().ends().get(here.address().orElseThrow()));
        assertEquals(here.mac(), Optional.of(seen.mac()));
        assertEquals(here.tunnel(), new Tunnel.Vxlan(4096, seen.node(), 4789, false));
    }

    @Test
    void macsAreUnicastLocalDifferentAndForever() {
        assertEquals(MacAddress.parse("a6:84:61:72:b8:cf"), TunnelNames.mac("n1"));
        Set<MacAddress> all = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            MacAddress mac = TunnelNames.mac("node-" + i);
            if ((mac.toBytes()[0] & 3) != 2) {
                wrong.add(mac.toString());
            }
            all.add(mac);
        }
        assertEquals(List.of(), wrong);
        assertEquals(20_000, all.size());
        assertNotEquals(TunnelNames.mac("n1"), TunnelNames.mac("n2"));
    }

    @Test
    void theLinkLocalAddressIsTheOneOfTheMac() {
        assertEquals(
                ip("fe80::a8bb:ccff:fedd:eeff"),
                TunnelNames.linkLocal(MacAddress.parse("aa:bb:cc:dd:ee:ff")));
    }

    @Test
    void modesThatCantBeAreReported() {
        pools.put("a", new IPPoolSpec("10.1.0.0/16", null, "always", null, null, null, null, null));
        pools.put(
                "b",
                new IPPoolSpec("10.2.0.0/16", null, "Always", "Always", null, null, null, null));
        pools.put("c", new IPPoolSpec("fd00::/64", null, null, "Always", null, null, null, null));
        pools.put("d", new IPPoolSpec("none", null, "Always", null, null, null, null, null));
        PoolModes modes = PoolModes.of(pools);
        assertEquals(
                List.of(
                        "IPPool a: vxlanMode 'always' is not Always, CrossSubnet or Never: Never is used",
                        "IPPool b: vxlanMode and ipipMode exclude each other; VXLAN is used, set ipipMode to Never",
                        "IPPool c: IPIP carries IPv4 only, so its ipipMode does nothing; use vxlanMode"),
                modes.problems());
        assertEquals(
                Map.of(
                        IpPrefix.parse("10.1.0.0/16"),
                        PoolModes.Mode.NEVER,
                        IpPrefix.parse("10.2.0.0/16"),
                        new PoolModes.Mode(PoolModes.Kind.VXLAN, false),
                        IpPrefix.parse("fd00::/64"),
                        PoolModes.Mode.NEVER),
                modes.pools());
    }
}
