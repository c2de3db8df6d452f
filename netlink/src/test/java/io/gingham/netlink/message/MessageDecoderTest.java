package io.gingham.netlink.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageDecoderTest {

    @Test
    void readsLinks() {
        List<Link> links = Recording.decoded("LINKS", Link.class);

        assertEquals(
                List.of(
                        new Link(1, "lo", new MacAddress(0), 65536, true, true, "", 0, 0),
                        new Link(2, "veth1", links.get(1).mac(), 1500, true, true, "veth", 3, 0),
                        new Link(
                                3,
                                "veth0",
                                MacAddress.parse("02:00:00:00:00:01"),
                                1400,
                                true,
                                true,
                                "veth",
                                2,
                                0)),
                links);
    }

    @Test
    void readsAddresses() {
        List<Address> addresses = Recording.decoded("ADDRESSES", Address.class);

        assertEquals(
                new Address(3, ip("10.1.2.3"), 24, Scope.UNIVERSE, Address.PERMANENT),
                addresses.get(1));
        assertEquals(
                new Address(
                        3,
                        ip("2001:db8::1"),
                        64,
                        Scope.UNIVERSE,
                        Address.PERMANENT | Address.NO_DAD),
                addresses.get(4));
        assertTrue(addresses.get(5).has(Address.TENTATIVE));
        assertEquals(Scope.LINK, addresses.get(5).scope());
    }

    @Test
    void readsEveryKindOfIpv4Route() {
        List<Route> routes = Recording.decoded("ROUTES4", Route.class);

        assertEquals(
                List.of(
                        Route.to(
                                        prefix("10.6.0.0/16"),
                                        new RouteTarget.Via(ip("192.0.2.1"), 3, true))
                                .withTable(1000),
                        Route.onLink(prefix("10.1.2.0/24"), 3)
                                .withProtocol(Route.PROTOCOL_KERNEL)
                                .withSource(ip("10.1.2.3")),
                        Route.via(prefix("10.5.0.0/16"), ip("2001:db8::9"), 3),
                        Route.blackhole(prefix("10.7.0.0/26")).withProtocol(80),
                        Route.to(
                                        prefix("10.8.0.0/16"),
                                        new RouteTarget.Multipath(
                                                List.of(hop("10.1.2.1", 2), hop("10.1.2.2", 1))))
                                .withProtocol(80),
                        Route.via(prefix("10.9.0.0/16"), ip("10.1.2.1"), 3)
                                .withProtocol(80)
                                .withMetric(7)
                                .withSource(ip("10.1.2.3"))),
                routes.subList(0, 6));
        assertTrue(
                routes.subList(6, 11).stream()
                        .allMatch(route -> route.target() instanceof RouteTarget.Other));
    }

    @Test
    void readsIpv6Routes() {
        List<Route> routes = Recording.decoded("ROUTES6", Route.class);

        assertEquals(
                Route.via(prefix("2001:db8:1::/48"), ip("2001:db8::2"), 3).withProtocol(80),
                routes.get(1));
        assertEquals(Route.blackhole(prefix("2001:db8:7::/64")).withProtocol(80), routes.get(2));
        assertEquals(1024, routes.get(1).metric());
    }

    @Test
    void readsNeighbours() {
        assertEquals(
                Neighbour.permanent(3, ip("10.1.2.9"), MacAddress.parse("ee:ee:ee:ee:ee:ee")),
                Recording.decoded("NEIGHBOURS", Neighbour.class).getFirst());
    }

    @Test
    void readsTheKernelsOwnWordsForARefusal() {
        assertEquals(
                new Acknowledgement(101, "Nexthop has invalid gateway"),
                Acknowledgement.of(Recording.frames("ERROR").getFirst()));
    }

    /// Whatever bytes come, the decoder ends with a value or an EPROTO, never with another
    /// exception.
    @Test
    void mutatedBytesAreAValueOrAProtocolError() {
        long seed = 20_261_121;
        System.out.println("mutation seed " + seed);
        Random random = new Random(seed);
        List<byte[]> recorded = Recording.all();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = recorded.get(random.nextInt(recorded.size())).clone();
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                for (Frame frame : Frame.split(ByteBuffer.wrap(bytes, 0, length))) {
                    MessageDecoder.decode(frame);
                    if (frame.isAcknowledgement()) {
                        Acknowledgement.of(frame);
                    }
                    Acknowledgement.ofDone(frame);
                }
            } catch (NetlinkException e) {
                assertEquals(Errno.EPROTO, e.errno());
            }
        }
    }

    private static RouteTarget.NextHop hop(String gateway, int weight) {
        return new RouteTarget.NextHop(new RouteTarget.Via(ip(gateway), 3, false), weight);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static IpPrefix prefix(String text) {
        return IpPrefix.parse(text);
    }
}
