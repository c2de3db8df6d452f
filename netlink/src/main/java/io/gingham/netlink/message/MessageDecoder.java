package io.gingham.netlink.message;

import static io.gingham.netlink.message.Rtnl.*;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kernel's objects from bytes. Pure; trusts no length.
public final class MessageDecoder {

    private MessageDecoder() {}

    /// Empty for messages of other types, of families other than IPv4 and IPv6 (for links any; of
    /// bridges' there are [FdbEntry]s), and for IPv6 cache entries.
    ///
    /// @throws io.gingham.netlink.libc.NetlinkException EPROTO if it is malformed
    public static Optional<RtMessage> decode(Frame frame) {
        ByteBuffer payload = frame.payload().duplicate().order(ByteOrder.nativeOrder());
        return switch (frame.type()) {
            case RTM_NEWLINK -> Optional.of(link(payload));
            case RTM_NEWADDR -> address(payload);
            case RTM_NEWROUTE -> route(payload);
            case RTM_NEWNEIGH -> neighbour(payload);
            case ConnectionCodec.NEW -> ConnectionCodec.decode(payload);
            case SetCodec.LIST -> Optional.of(SetCodec.decode(payload));
            default -> Optional.empty();
        };
    }

    /// What has gone: as [#decode], of a message that says so.
    ///
    /// @throws io.gingham.netlink.libc.NetlinkException EPROTO if it is malformed
    public static Optional<RtMessage> decodeRemoval(Frame frame) {
        return switch (frame.type()) {
            case RTM_DELLINK, RTM_DELADDR, RTM_DELROUTE ->
                    decode(
                            new Frame(
                                    frame.type() - 1,
                                    frame.flags(),
                                    frame.sequence(),
                                    frame.port(),
                                    frame.payload()));
            default -> Optional.empty();
        };
    }

    private static Link link(ByteBuffer payload) {
        int start = fixedPart(payload, 16);
        int flags = payload.getInt(start + 8);
        Attributes attributes = Attributes.parse(payload);
        return new Link(
                payload.getInt(start + 4),
                attributes.text(IFLA_IFNAME),
                attributes.mac(IFLA_ADDRESS),
                attributes.number(IFLA_MTU, 0),
                (flags & IFF_UP) != 0,
                (flags & IFF_LOWER_UP) != 0,
                attributes.nest(IFLA_LINKINFO).map(info -> info.text(IFLA_INFO_KIND)).orElse(""),
                attributes.number(IFLA_LINK, 0),
                attributes.number(IFLA_MASTER, 0),
                attributes.nest(IFLA_LINKINFO).flatMap(MessageDecoder::tunnel));
    }

    private static Optional<Tunnel> tunnel(Attributes info) {
        Optional<Attributes> data = info.nest(IFLA_INFO_DATA);
        return switch (info.text(IFLA_INFO_KIND)) {
            case "vxlan" -> data.flatMap(MessageDecoder::vxlan);
            case "ipip" ->
                    data.flatMap(settings -> settings.address(IFLA_IPTUN_LOCAL))
                            .filter(IpAddress::isIpv4)
                            .map(Tunnel.Ipip::new);
            default -> Optional.empty();
        };
    }

    /// One of a number or port that no device of ours has is none of interest.
    private static Optional<Tunnel> vxlan(Attributes data) {
        Optional<IpAddress> local =
                data.address(IFLA_VXLAN_LOCAL)
                        .or(() -> data.address(IFLA_VXLAN_LOCAL6))
                        .filter(address -> !address.isUnspecified());
        int vni = data.number(IFLA_VXLAN_ID, 0);
        int port = data.port(IFLA_VXLAN_PORT);
        return local.filter(_ -> vni > 0 && vni <= 0xffffff && port > 0)
                .map(
                        address ->
                                new Tunnel.Vxlan(
                                        vni,
                                        address,
                                        port,
                                        data.octet(IFLA_VXLAN_LEARNING, 0) != 0));
    }

    private static Optional<RtMessage> address(ByteBuffer payload) {
        int start = fixedPart(payload, 8);
        Optional<IpFamily> family = family(payload.get(start));
        Attributes attributes = Attributes.parse(payload);
        // On a point-to-point link IFA_ADDRESS is the other end's; IFA_LOCAL is always ours.
        Optional<IpAddress> local =
                attributes.address(IFA_LOCAL).or(() -> attributes.address(IFA_ADDRESS));
        if (family.isEmpty() || local.isEmpty()) {
            return Optional.empty();
        }
        int flags = attributes.number(IFA_FLAGS, Byte.toUnsignedInt(payload.get(start + 2)));
        return Optional.of(
                new Address(
                        payload.getInt(start + 4),
                        checked(local.get(), family.get()),
                        length(payload.get(start + 1), family.get()),
                        new Scope(Byte.toUnsignedInt(payload.get(start + 3))),
                        flags));
    }

    private static Optional<RtMessage> route(ByteBuffer payload) {
        int start = fixedPart(payload, 12);
        Optional<IpFamily> found = family(payload.get(start));
        int flags = payload.getInt(start + 8);
        if (found.isEmpty() || (flags & RTM_F_CLONED) != 0) {
            return Optional.empty();
        }
        IpFamily family = found.get();
        Attributes attributes = Attributes.parse(payload);
        IpAddress destination = attributes.address(RTA_DST).orElse(unspecified(family));
        int length = length(payload.get(start + 1), family);
        int type = Byte.toUnsignedInt(payload.get(start + 7));
        Optional<Attributes> metrics = attributes.nest(RTA_METRICS);
        int table = attributes.number(RTA_TABLE, Byte.toUnsignedInt(payload.get(start + 4)));
        return Optional.of(
                new Route(
                        IpPrefix.containing(checked(destination, family), length),
                        target(type, flags, attributes, family),
                        table,
                        Byte.toUnsignedInt(payload.get(start + 5)),
                        new Scope(Byte.toUnsignedInt(payload.get(start + 6))),
                        attributes.number(RTA_PRIORITY, 0),
                        checked(
                                attributes.address(RTA_PREFSRC).orElse(unspecified(family)),
                                family),
                        metrics.map(sizes -> sizes.number(RTAX_MTU, 0)).orElse(0),
                        metrics.map(sizes -> sizes.number(RTAX_ADVMSS, 0)).orElse(0)));
    }

    private static RouteTarget target(int type, int flags, Attributes attributes, IpFamily family) {
        int link = attributes.number(RTA_OIF, 0);
        return switch (type) {
            case RTN_UNICAST -> unicast(link, flags, attributes, family);
            case RTN_BLACKHOLE -> new RouteTarget.Blackhole();
            case RTN_UNREACHABLE -> new RouteTarget.Unreachable();
            case RTN_PROHIBIT -> new RouteTarget.Prohibit();
            default -> new RouteTarget.Other(type, link);
        };
    }

    private static RouteTarget unicast(
            int link, int flags, Attributes attributes, IpFamily family) {
        Optional<ByteBuffer> multipath = attributes.find(RTA_MULTIPATH);
        if (multipath.isPresent()) {
            return new RouteTarget.Multipath(nextHops(multipath.get(), family));
        }
        return gateway(attributes, family)
                .<RouteTarget>map(
                        gateway -> new RouteTarget.Via(gateway, link, (flags & RTNH_F_ONLINK) != 0))
                .orElse(new RouteTarget.OnLink(link));
    }

    private static Optional<IpAddress> gateway(Attributes attributes, IpFamily family) {
        return attributes
                .address(RTA_GATEWAY)
                .map(gateway -> checked(gateway, family))
                .or(() -> attributes.find(RTA_VIA).map(MessageDecoder::via));
    }

    private static IpAddress via(ByteBuffer value) {
        byte[] bytes = Attributes.bytes(value);
        if (bytes.length < 2) {
            throw Frame.malformed("a gateway without a family");
        }
        return Attributes.ipAddress(java.util.Arrays.copyOfRange(bytes, 2, bytes.length));
    }

    private static List<RouteTarget.NextHop> nextHops(ByteBuffer value, IpFamily family) {
        List<RouteTarget.NextHop> nextHops = new ArrayList<>();
        ByteBuffer rest = value.slice().order(ByteOrder.nativeOrder());
        while (rest.remaining() >= 8) {
            int start = rest.position();
            int length = Short.toUnsignedInt(rest.getShort(start));
            if (length < 8 || length > rest.remaining()) {
                throw Frame.malformed("a next hop of " + length + " bytes");
            }
            Attributes attributes = Attributes.parse(rest.slice(start + 8, length - 8));
            RouteTarget.Via via =
                    new RouteTarget.Via(
                            gateway(attributes, family).orElse(unspecified(family)),
                            rest.getInt(start + 4),
                            (rest.get(start + 2) & RTNH_F_ONLINK) != 0);
            nextHops.add(new RouteTarget.NextHop(via, Byte.toUnsignedInt(rest.get(start + 3)) + 1));
            rest.position(Math.min(rest.limit(), start + Rtnl.aligned(length)));
        }
        return nextHops;
    }

    private static Optional<RtMessage> neighbour(ByteBuffer payload) {
        int start = fixedPart(payload, 12);
        Optional<IpFamily> family = family(payload.get(start));
        Attributes attributes = Attributes.parse(payload);
        Optional<IpAddress> address = attributes.address(NDA_DST);
        if (payload.get(start) == AF_BRIDGE) {
            return address.filter(_ -> attributes.find(NDA_LLADDR).isPresent())
                    .map(
                            behind ->
                                    new FdbEntry(
                                            payload.getInt(start + 4),
                                            attributes.mac(NDA_LLADDR),
                                            behind));
        }
        if (family.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Neighbour(
                        payload.getInt(start + 4),
                        checked(address.get(), family.get()),
                        attributes.mac(NDA_LLADDR),
                        Short.toUnsignedInt(payload.getShort(start + 8)),
                        (payload.get(start + 10) & Neighbour.PROXY_FLAG) != 0));
    }

    /// Checks and skips the fixed part; returns where it starts.
    private static int fixedPart(ByteBuffer payload, int bytes) {
        if (payload.remaining() < bytes) {
            throw Frame.malformed(
                    "a message of " + payload.remaining() + " bytes; expected " + bytes);
        }
        int start = payload.position();
        payload.position(start + bytes);
        return start;
    }

    private static Optional<IpFamily> family(byte number) {
        return switch (number) {
            case AF_INET -> Optional.of(IpFamily.IPV4);
            case AF_INET6 -> Optional.of(IpFamily.IPV6);
            default -> Optional.empty();
        };
    }

    private static int length(byte number, IpFamily family) {
        int length = Byte.toUnsignedInt(number);
        if (length > family.maxPrefixLength()) {
            throw Frame.malformed("a prefix length of " + length + " for " + family);
        }
        return length;
    }

    private static IpAddress checked(IpAddress address, IpFamily family) {
        if (address.family() != family) {
            throw Frame.malformed("the address " + address + " in a message about " + family);
        }
        return address;
    }

    private static IpAddress unspecified(IpFamily family) {
        return family == IpFamily.IPV4 ? IpAddress.ipv4(0) : IpAddress.ipv6(0, 0);
    }
}
