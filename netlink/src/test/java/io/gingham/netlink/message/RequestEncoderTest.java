package io.gingham.netlink.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RequestEncoderTest {

    @Test
    void whatIsWrittenIsReadBack() {
        long seed = 4_711;
        System.out.println("round trip seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            Route route = route(random);
            assertEquals(route, decoded(RequestEncoder.encode(new Request.ReplaceRoute(route), i)));
        }
    }

    @Test
    void addressesAndNeighboursAreReadBack() {
        Address address = Address.of(7, IpAddress.parse("2001:db8::5"), 64);
        Neighbour neighbour =
                Neighbour.permanent(
                        7, IpAddress.parse("10.0.0.1"), MacAddress.parse("ee:ee:ee:ee:ee:ee"));

        assertEquals(address, decoded(RequestEncoder.encode(new Request.PutAddress(address), 1)));
        assertEquals(
                neighbour, decoded(RequestEncoder.encode(new Request.PutNeighbour(neighbour), 1)));
    }

    @Test
    void aVethRequestNestsThePeerWithItsNamespace() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);

        byte[] bytes =
                RequestEncoder.encode(
                        new Request.CreateVeth(
                                "cali1", MacAddress.parse("ee:ee:ee:ee:ee:ee"), "eth0", 1400, 1, 9),
                        5);

        assertEquals(
                "a4000000"
                        + "1000"
                        + "0506"
                        + "05000000"
                        + "00000000" // header: NEWLINK, seq 5
                        + "00000000000000000000000000000000" // struct ifinfomsg
                        + "0a000300"
                        + "63616c69310000"
                        + "00" // IFLA_IFNAME cali1
                        + "0a000100"
                        + "eeeeeeeeeeee"
                        + "0000" // IFLA_ADDRESS
                        + "08000400"
                        + "78050000" // IFLA_MTU 1400
                        + "08001f00"
                        + "01000000" // IFLA_NUM_TX_QUEUES
                        + "08002000"
                        + "01000000" // IFLA_NUM_RX_QUEUES
                        + "54001200" // IFLA_LINKINFO
                        + "09000100"
                        + "7665746800"
                        + "000000" // IFLA_INFO_KIND veth
                        + "44000200" // IFLA_INFO_DATA
                        + "40000100" // VETH_INFO_PEER
                        + "00000000000000000000000000000000"
                        + "09000300"
                        + "6574683000"
                        + "000000"
                        + "08000400"
                        + "78050000"
                        + "08001f00"
                        + "01000000"
                        + "08002000"
                        + "01000000"
                        + "08001c00"
                        + "09000000", // IFLA_NET_NS_FD
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void aVxlanDeviceIsToldItsNumberLocalAddressAndPort() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);

        byte[] bytes =
                RequestEncoder.encode(
                        new Request.CreateTunnel(
                                "vx",
                                Optional.of(MacAddress.parse("02:00:00:00:00:01")),
                                1450,
                                new Tunnel.Vxlan(4096, IpAddress.parse("192.0.2.1"), 4789, false)),
                        5);

        assertEquals(
                "70000000"
                        + "1000"
                        + "0506"
                        + "05000000"
                        + "00000000" // header: NEWLINK, create, exclusive, seq 5
                        + "00000000000000000000000000000000" // struct ifinfomsg
                        + "07000300"
                        + "767800"
                        + "00" // IFLA_IFNAME vx
                        + "0a000100"
                        + "020000000001"
                        + "0000" // IFLA_ADDRESS
                        + "08000400"
                        + "aa050000" // IFLA_MTU 1450
                        + "34001200" // IFLA_LINKINFO
                        + "0a000100"
                        + "76786c616e00"
                        + "0000" // IFLA_INFO_KIND vxlan
                        + "24000200" // IFLA_INFO_DATA
                        + "08000100"
                        + "00100000" // IFLA_VXLAN_ID 4096
                        + "08000400"
                        + "c0000201" // IFLA_VXLAN_LOCAL 192.0.2.1
                        + "05000700"
                        + "00000000" // IFLA_VXLAN_LEARNING off
                        + "06000f00"
                        + "12b50000", // IFLA_VXLAN_PORT 4789
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void anIpipDeviceIsToldItsLocalAddress() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);

        byte[] bytes =
                RequestEncoder.encode(
                        new Request.CreateTunnel(
                                "ip",
                                Optional.empty(),
                                1480,
                                new Tunnel.Ipip(IpAddress.parse("192.0.2.1"))),
                        5);

        assertEquals(
                "4c000000"
                        + "1000"
                        + "0506"
                        + "05000000"
                        + "00000000"
                        + "00000000000000000000000000000000"
                        + "07000300"
                        + "697000"
                        + "00" // IFLA_IFNAME ip
                        + "08000400"
                        + "c8050000" // IFLA_MTU 1480
                        + "1c001200" // IFLA_LINKINFO
                        + "09000100"
                        + "6970697000"
                        + "000000" // IFLA_INFO_KIND ipip
                        + "0c000200" // IFLA_INFO_DATA
                        + "08000200"
                        + "c0000201", // IFLA_IPTUN_LOCAL
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void aForwardingEntryIsTheDevicesOwnAndPermanent() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
        FdbEntry entry =
                new FdbEntry(
                        7, MacAddress.parse("02:00:00:00:00:01"), IpAddress.parse("192.0.2.2"));

        byte[] bytes = RequestEncoder.encode(new Request.PutFdbEntry(entry), 5);

        assertEquals(
                "30000000"
                        + "1c00"
                        + "0505"
                        + "05000000"
                        + "00000000" // header: NEWNEIGH, create, replace, seq 5
                        + "07000000"
                        + "07000000"
                        + "8000"
                        + "02"
                        + "00" // struct ndmsg: AF_BRIDGE, link 7, NUD_PERMANENT, NTF_SELF
                        + "08000100"
                        + "c0000202" // NDA_DST
                        + "0a000200"
                        + "020000000001"
                        + "0000", // NDA_LLADDR
                HexFormat.of().formatHex(bytes));
        assertEquals(entry, decoded(bytes));
    }

    @Test
    void tunnelsAreReadBack() {
        for (String local : List.of("192.0.2.1", "2001:db8::1")) {
            Tunnel tunnel = new Tunnel.Vxlan(0xffffff, IpAddress.parse(local), 65_535, true);
            byte[] bytes =
                    RequestEncoder.encode(
                            new Request.CreateTunnel("vx", Optional.empty(), 1430, tunnel), 1);
            assertEquals(Optional.of(tunnel), ((Link) decoded(bytes)).tunnel());
        }
    }

    private static RtMessage decoded(byte[] message) {
        return MessageDecoder.decode(Frame.split(ByteBuffer.wrap(message)).getFirst())
                .orElseThrow();
    }

    private static Route route(Random random) {
        boolean ipv4 = random.nextBoolean();
        IpAddress address = address(random, ipv4);
        IpPrefix destination = IpPrefix.containing(address, random.nextInt(ipv4 ? 33 : 129));
        return Route.to(destination, target(random, ipv4))
                .withTable(1 + random.nextInt(100_000))
                .withProtocol(random.nextInt(256))
                .withMetric(random.nextInt())
                .withSource(random.nextBoolean() ? address(random, ipv4) : none(ipv4))
                .withSizes(
                        random.nextBoolean() ? random.nextInt() : 0,
                        random.nextBoolean() ? random.nextInt() : 0);
    }

    private static RouteTarget target(Random random, boolean ipv4) {
        return switch (random.nextInt(6)) {
            case 0 -> new RouteTarget.Blackhole();
            case 1 -> new RouteTarget.Unreachable();
            case 2 -> new RouteTarget.Prohibit();
            case 3 -> new RouteTarget.OnLink(1 + random.nextInt(1000));
            case 4 -> via(random, ipv4);
            default ->
                    new RouteTarget.Multipath(
                            List.of(hop(random, ipv4), hop(random, ipv4), hop(random, ipv4)));
        };
    }

    private static RouteTarget.NextHop hop(Random random, boolean ipv4) {
        return new RouteTarget.NextHop(via(random, ipv4), 1 + random.nextInt(256));
    }

    private static RouteTarget.Via via(Random random, boolean ipv4) {
        boolean sameFamily = random.nextInt(4) > 0;
        return new RouteTarget.Via(
                address(random, ipv4 && sameFamily), random.nextInt(1000), random.nextBoolean());
    }

    private static IpAddress address(Random random, boolean ipv4) {
        return ipv4
                ? IpAddress.ipv4(random.nextInt())
                : IpAddress.ipv6(random.nextLong(), random.nextLong());
    }

    private static IpAddress none(boolean ipv4) {
        return ipv4 ? IpAddress.ipv4(0) : IpAddress.ipv6(0, 0);
    }
}
