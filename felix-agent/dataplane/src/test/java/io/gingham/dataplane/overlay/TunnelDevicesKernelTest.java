package io.gingham.dataplane.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.overlay.WantedTunnel.FarEnd;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.FdbEntry;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Tunnel;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// In a namespace of the kernel that runs the tests.
class TunnelDevicesKernelTest {

    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress SECOND = MacAddress.parse("02:00:00:00:00:02");
    private static final MacAddress THIRD = MacAddress.parse("02:00:00:00:00:03");
    private static final Tunnel TUNNEL =
            new Tunnel.Vxlan(4096, IpAddress.parse("192.0.2.1"), 4789, false);
    private static final IpAddress INSIDE = IpAddress.parse("10.244.1.0");
    private static final Map<IpAddress, FarEnd> TWO =
            Map.of(
                    IpAddress.parse("10.244.2.0"),
                    new FarEnd(SECOND, IpAddress.parse("192.0.2.2")),
                    IpAddress.parse("10.244.3.0"),
                    new FarEnd(THIRD, IpAddress.parse("192.0.2.3")));

    private final TestNamespaces namespaces = new TestNamespaces();
    private final NetworkNamespace node = namespaces.createWithLoopback("devices");
    private final Netlink netlink = Netlink.open(node);
    private final Counting kernel = new Counting(TunnelKernel.of(netlink));
    private final TunnelDevices devices = new TunnelDevices(kernel);

    /// The kernel, and what it was told.
    private record Counting(TunnelKernel real, List<Request> told) implements TunnelKernel {

        Counting(TunnelKernel real) {
            this(real, new ArrayList<>());
        }

        @Override
        public Optional<Link> link(String name) {
            return real.link(name);
        }

        @Override
        public List<Address> addresses(int linkIndex) {
            return real.addresses(linkIndex);
        }

        @Override
        public List<Neighbour> neighbours() {
            return real.neighbours();
        }

        @Override
        public List<FdbEntry> forwardingEntries(int linkIndex) {
            return real.forwardingEntries(linkIndex);
        }

        @Override
        public List<@Nullable NetlinkException> execute(List<? extends Request> requests) {
            told.addAll(requests);
            return real.execute(requests);
        }
    }

    @AfterEach
    void close() {
        netlink.close();
        namespaces.close();
    }

    private static WantedTunnel wanted(Tunnel tunnel, int mtu, Map<IpAddress, FarEnd> ends) {
        return new WantedTunnel(
                TunnelDevices.VXLAN, tunnel, Optional.of(MAC), mtu, Optional.of(INSIDE), ends);
    }

    private Link link() {
        return netlink.link(TunnelDevices.VXLAN).orElseThrow();
    }

    private Map<IpAddress, MacAddress> neighbours() {
        return netlink.neighbours().stream()
                .filter(neighbour -> neighbour.linkIndex() == link().index())
                .filter(neighbour -> neighbour.state() == Neighbour.PERMANENT)
                .collect(Collectors.toMap(Neighbour::address, Neighbour::mac));
    }

    private Set<FdbEntry> entries() {
        return new HashSet<>(netlink.forwardingEntries(link().index()));
    }

    private void assertStands(WantedTunnel wanted) {
        assertEquals(Optional.of(wanted.tunnel()), link().tunnel());
        assertEquals(wanted.mac(), Optional.of(link().mac()));
        assertEquals(wanted.mtu(), link().mtu());
        assertTrue(link().up());
        assertEquals(
                List.of(INSIDE),
                netlink.addresses(link().index()).stream()
                        .map(Address::address)
                        .filter(address -> !address.isLinkLocal())
                        .toList());
        assertEquals(
                wanted.ends().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().mac())),
                neighbours());
        assertEquals(
                wanted.ends().values().stream()
                        .map(end -> new FdbEntry(link().index(), end.mac(), end.node()))
                        .collect(Collectors.toSet()),
                entries());
    }

    @Test
    void makesTheDeviceWithItsAddressAndFarEnds() {
        WantedTunnel wanted = wanted(TUNNEL, 1450, TWO);
        TunnelDevices.Put put = devices.put(wanted, false);
        assertTrue(put.repaired());
        assertEquals(link().index(), put.link());
        assertStands(wanted);
    }

    @Test
    void whatIsRightIsNotWritten() {
        WantedTunnel wanted = wanted(TUNNEL, 1450, TWO);
        devices.put(wanted, false);
        kernel.told().clear();

        devices.put(wanted, false);
        assertFalse(devices.put(wanted, true).repaired());
        devices.removeOthers(List.of(wanted));
        assertFalse(new TunnelDevices(kernel).put(wanted, true).repaired());

        assertEquals(List.of(), kernel.told());
    }

    @Test
    void aFarEndThatComesIsTwoRequestsAndOneThatGoesTwoLater() {
        devices.put(wanted(TUNNEL, 1450, TWO), false);
        IpAddress fourth = IpAddress.parse("10.244.4.0");
        FarEnd end =
                new FarEnd(MacAddress.parse("02:00:00:00:00:04"), IpAddress.parse("192.0.2.4"));
        WantedTunnel other = wanted(TUNNEL, 1450, Map.of(fourth, end));
        kernel.told().clear();

        devices.put(other, false);
        assertEquals(2, kernel.told().size(), kernel.told()::toString);
        assertEquals(3, neighbours().size(), "routes may lead there still");

        devices.removeOthers(List.of(other));
        assertStands(other);
        assertEquals(6, kernel.told().size(), kernel.told()::toString);
    }

    @Test
    void aNodeThatMovesGetsAnotherDestination() {
        devices.put(wanted(TUNNEL, 1450, TWO), false);
        IpAddress gateway = IpAddress.parse("10.244.2.0");
        WantedTunnel moved =
                wanted(
                        TUNNEL,
                        1450,
                        Map.of(gateway, new FarEnd(SECOND, IpAddress.parse("198.51.100.2"))));
        devices.put(moved, false);
        devices.removeOthers(List.of(moved));
        assertStands(moved);
    }

    @Test
    void whatOthersChangedIsRepairedByALook() {
        WantedTunnel wanted = wanted(TUNNEL, 1450, TWO);
        devices.put(wanted, false);
        for (String change :
                List.of(
                        "ip link set vxlan.gingham down",
                        "ip link set vxlan.gingham mtu 1300",
                        "ip link set vxlan.gingham address 02:00:00:00:00:99",
                        "ip addr add 10.9.9.9/24 dev vxlan.gingham",
                        "ip addr del 10.244.1.0/32 dev vxlan.gingham",
                        "ip neigh del 10.244.2.0 dev vxlan.gingham",
                        "ip neigh add 10.244.9.0 lladdr 02:00:00:00:00:09 dev vxlan.gingham",
                        "bridge fdb del 02:00:00:00:00:02 dev vxlan.gingham dst 192.0.2.2",
                        "bridge fdb add 02:00:00:00:00:09 dev vxlan.gingham dst 192.0.2.9",
                        "ip link del vxlan.gingham")) {
            namespaces.run(node, change.split(" "));
            devices.put(wanted, true);
            devices.removeOthers(List.of(wanted));
            assertStands(wanted);
        }
    }

    @Test
    void aDeviceThatWentIsFoundOutByTheNextChange() {
        devices.put(wanted(TUNNEL, 1450, Map.of()), false);
        namespaces.run(node, "ip", "link", "del", "vxlan.gingham");
        WantedTunnel wanted = wanted(TUNNEL, 1450, TWO);
        assertThrows(NetlinkException.class, () -> devices.put(wanted, false));
        assertTrue(devices.put(wanted, false).repaired());
        assertStands(wanted);
    }

    @Test
    void otherSettingsMakeTheDeviceAnew() {
        devices.put(wanted(TUNNEL, 1450, TWO), false);
        WantedTunnel other =
                wanted(
                        new Tunnel.Vxlan(4096, IpAddress.parse("192.0.2.7"), 4789, false),
                        1400,
                        TWO);
        assertTrue(devices.put(other, false).repaired());
        assertStands(other);
    }

    @Test
    void whatNobodyWantsIsRemovedWhoeverMadeIt() {
        devices.put(wanted(TUNNEL, 1450, TWO), false);
        new TunnelDevices(TunnelKernel.of(netlink)).removeOthers(List.of());
        assertEquals(Optional.empty(), netlink.link(TunnelDevices.VXLAN));
        TunnelDevices.clear(netlink);
    }

    @Test
    void aDeviceOfAnotherKindIsNotTouched() {
        namespaces.run(node, "ip", "link", "add", "vxlan.gingham", "type", "veth");
        NetlinkException e =
                assertThrows(
                        NetlinkException.class,
                        () -> devices.put(wanted(TUNNEL, 1450, TWO), false));
        assertTrue(String.valueOf(e.getMessage()).contains("kind 'veth'"), e.getMessage());
        devices.removeOthers(List.of());
        assertEquals("veth", link().kind());
    }

    @Test
    void theTunnelOfAnotherPluginIsNamed() {
        namespaces.run(
                node,
                "ip link add vxlan.calico type vxlan id 4096 local 192.0.2.1 dstport 4789 nolearning"
                        .split(" "));
        NetlinkException e =
                assertThrows(
                        NetlinkException.class,
                        () -> devices.put(wanted(TUNNEL, 1450, TWO), false));
        assertTrue(
                String.valueOf(e.getMessage()).contains("another device has the same tunnel"),
                e.getMessage());
    }

    @Test
    void aKernelWithoutTheKindSaysSo() {
        WantedTunnel ipip =
                new WantedTunnel(
                        TunnelDevices.IPIP,
                        new Tunnel.Ipip(IpAddress.parse("192.0.2.1")),
                        Optional.empty(),
                        1480,
                        Optional.of(INSIDE),
                        Map.of());
        try {
            devices.put(ipip, false);
            assertEquals("ipip", netlink.link(TunnelDevices.IPIP).orElseThrow().kind());
        } catch (NetlinkException e) {
            assertTrue(
                    String.valueOf(e.getMessage()).contains("the kernel lacks this kind"),
                    e.getMessage());
        }
    }
}
