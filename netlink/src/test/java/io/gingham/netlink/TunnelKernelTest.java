package io.gingham.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.FdbEntry;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Tunnel;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// VXLAN devices and their tables, in the kernel that runs the tests.
class TunnelKernelTest {

    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:02");
    private static final Tunnel FOUR =
            new Tunnel.Vxlan(4096, IpAddress.parse("192.0.2.1"), 4789, false);
    private static final Tunnel SIX =
            new Tunnel.Vxlan(4096, IpAddress.parse("2001:db8::1"), 4789, false);

    private final TestNamespaces namespaces = new TestNamespaces();
    private final NetworkNamespace node = namespaces.createWithLoopback("tunnel");
    private final Netlink netlink = Netlink.open(node);

    @AfterEach
    void close() {
        netlink.close();
        namespaces.close();
    }

    private Link create(String name, Tunnel tunnel) {
        return netlink.createTunnel(name, Optional.of(MAC), 1450, tunnel);
    }

    @Test
    void aDeviceIsReadBackAsItWasMade() {
        for (Tunnel tunnel : List.of(FOUR, SIX)) {
            Link made = create("vx", tunnel);
            assertEquals("vxlan", made.kind());
            assertEquals(MAC, made.mac());
            assertEquals(1450, made.mtu());
            assertEquals(Optional.of(tunnel), made.tunnel());
            assertFalse(made.up());
            assertTrue(netlink.links().contains(made));
            assertTrue(netlink.deleteLink("vx"));
        }
    }

    @Test
    void bothFamiliesHaveADeviceWithTheSameNumber() {
        create("vx", FOUR);
        assertEquals(Optional.of(SIX), create("vx6", SIX).tunnel());
    }

    @Test
    void aSecondDeviceOfTheSameTunnelIsRefused() {
        create("vx", FOUR);
        netlink.setUp(netlink.link("vx").orElseThrow().index());
        NetlinkException e = assertThrows(NetlinkException.class, () -> create("other", FOUR));
        assertEquals(Errno.EEXIST, e.errno());
    }

    @Test
    void forwardingEntriesAreOfOneDevice() {
        int link = create("vx", FOUR).index();
        int link6 = create("vx6", SIX).index();
        FdbEntry entry = new FdbEntry(link, OTHER, IpAddress.parse("192.0.2.2"));
        FdbEntry entry6 = new FdbEntry(link6, OTHER, IpAddress.parse("2001:db8::2"));

        netlink.execute(new Request.PutFdbEntry(entry));
        netlink.execute(new Request.PutFdbEntry(entry));
        netlink.execute(new Request.PutFdbEntry(entry6));

        assertEquals(List.of(entry), netlink.forwardingEntries(link));
        assertEquals(List.of(entry6), netlink.forwardingEntries(link6));
    }

    @Test
    void aForwardingEntryGetsAnotherDestination() {
        int link = create("vx", FOUR).index();
        FdbEntry moved = new FdbEntry(link, OTHER, IpAddress.parse("192.0.2.3"));
        netlink.execute(
                new Request.PutFdbEntry(new FdbEntry(link, OTHER, IpAddress.parse("192.0.2.2"))));

        netlink.execute(new Request.PutFdbEntry(moved));

        assertEquals(List.of(moved), netlink.forwardingEntries(link));
        netlink.execute(new Request.DeleteFdbEntry(moved));
        assertEquals(List.of(), netlink.forwardingEntries(link));
        NetlinkException e =
                assertThrows(
                        NetlinkException.class,
                        () -> netlink.execute(new Request.DeleteFdbEntry(moved)));
        assertTrue(Absence.isMeantBy(e), e.getMessage());
    }

    @Test
    void neighboursOfADeviceArePermanent() {
        int link = create("vx", FOUR).index();
        netlink.setUp(link);
        for (String address : List.of("10.244.2.0", "fe80::5")) {
            Neighbour neighbour = Neighbour.permanent(link, IpAddress.parse(address), OTHER);
            netlink.putNeighbour(neighbour);
            assertTrue(netlink.neighbours().contains(neighbour), address);
        }
    }

    @Test
    void impossibleTunnelsAreNone() {
        IpAddress local = IpAddress.parse("192.0.2.1");
        assertThrows(IllegalArgumentException.class, () -> new Tunnel.Vxlan(0, local, 4789, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Tunnel.Vxlan(0x1000000, local, 4789, false));
        assertThrows(IllegalArgumentException.class, () -> new Tunnel.Vxlan(1, local, 0, false));
        assertThrows(
                IllegalArgumentException.class, () -> new Tunnel.Ipip(IpAddress.parse("fe80::1")));
    }
}
