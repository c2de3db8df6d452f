package io.gingham.netlink.router;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.DatagramBuffers;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.libc.Structs;
import io.gingham.netlink.libc.Sys;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.router.RouterMessage.Advertisement;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// An ICMPv6 socket on one interface, in the network namespace of the thread that opens it. It
/// speaks from the interface's link-local address and hears what is sent to all nodes and all
/// routers, but not itself. For one thread.
final class RouterSocket implements AutoCloseable {

    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int ICMP6_FILTER = 1;

    private static final IpAddress ALL_NODES = IpAddress.parse("ff02::1");
    private static final IpAddress ALL_ROUTERS = IpAddress.parse("ff02::2");

    /// struct sockaddr_in6: family, port, flow, address (at 8), scope.
    private static final int ADDRESS_BYTES = 28;

    private static final int ADDRESS_AT = 8;

    /// An Ethernet frame has less.
    private static final int LONGEST_MESSAGE = 2048;

    private final int fd;
    private final Place place;
    private final DatagramBuffers buffers = new DatagramBuffers(LONGEST_MESSAGE);

    /// What came in.
    record Heard(IpAddress source, Verdict verdict) {}

    /// What we are on the link. It changes when the interface is made anew.
    private record Place(String name, int index, IpAddress address, Optional<MacAddress> mac) {

        static Place of(String name) {
            try (Netlink netlink = Netlink.open()) {
                Link link = netlink.link(name).orElseThrow(() -> missing(name));
                IpAddress address =
                        netlink.addresses(link.index()).stream()
                                .filter(own -> !own.has(Address.TENTATIVE | Address.DAD_FAILED))
                                .map(Address::address)
                                .filter(own -> !own.isIpv4() && own.isLinkLocal())
                                .min(Comparator.naturalOrder())
                                .orElseThrow(() -> silent(name));
                Optional<MacAddress> mac =
                        Optional.of(link.mac()).filter(known -> known.bits() != 0);
                return new Place(name, link.index(), address, mac);
            }
        }

        private static NetlinkException missing(String name) {
            return new NetlinkException(
                    Errno.ENODEV, "speak on " + name, "there is no such interface");
        }

        private static NetlinkException silent(String name) {
            return new NetlinkException(
                    Errno.EADDRNOTAVAIL,
                    "speak on " + name,
                    "it has no link-local IPv6 address that is ready; is it up?");
        }
    }

    /// @param limit how long [#receive] waits
    /// @throws NetlinkException ENODEV, EADDRNOTAVAIL (no link-local address yet), EPERM
    RouterSocket(String interfaceName, Duration limit) {
        place = Place.of(interfaceName);
        fd = raw();
        try {
            prepare(limit);
        } catch (NetlinkException e) {
            Sys.close(fd);
            throw e;
        }
    }

    /// @throws NetlinkException EPERM, with the cure, if this process may not have such sockets
    static void requireRight() {
        Sys.close(raw());
    }

    private static int raw() {
        try {
            return Sys.socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
        } catch (NetlinkException e) {
            throw new NetlinkException(
                    e.errno(),
                    "open a raw ICMPv6 socket for router advertisements",
                    e.is(Errno.EPERM)
                            ? "the process needs CAP_NET_RAW; add it, or give each unnumbered peer"
                                    + " its address"
                            : "");
        }
    }

    private void prepare(Duration limit) {
        Sys.setSocketOption(fd, IPPROTO_ICMPV6, ICMP6_FILTER, onlyRouterMessages());
        byte[] name = Arrays.copyOf(place.name().getBytes(StandardCharsets.UTF_8), 16);
        Sys.setSocketOption(fd, SOL_SOCKET, SO_BINDTODEVICE, name);
        Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVTIMEO, Structs.timeval(limit));
        Sys.setSocketOption(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, Structs.number(1));
        Sys.setSocketOption(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, Structs.number(place.index()));
        Sys.setSocketOption(
                fd,
                IPPROTO_IPV6,
                IPV6_MULTICAST_HOPS,
                Structs.number(RouterMessageCodec.HOP_LIMIT));
        Sys.setSocketOption(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, Structs.number(0));
        Sys.setSocketOption(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, membership());
        Sys.bind(fd, socketAddress(place.address()));
    }

    /// Is the interface still the one this socket was opened for, with the same address?
    boolean isCurrent() {
        try {
            return Place.of(place.name()).equals(place);
        } catch (NetlinkException e) {
            return false;
        }
    }

    /// To all nodes of the link: we are a router, but nobody's default.
    void advertise() {
        Sys.sendTo(
                fd,
                RouterMessageCodec.encode(new Advertisement(0, place.mac())),
                socketAddress(ALL_NODES));
    }

    /// @return empty if nothing came within the limit
    Optional<Heard> receive() {
        try {
            Sys.receive(fd, buffers);
        } catch (NetlinkException e) {
            if (e.is(Errno.EAGAIN)) {
                return Optional.empty();
            }
            throw e;
        }
        byte[] sender = buffers.sender();
        IpAddress source = IpAddress.of(Arrays.copyOfRange(sender, ADDRESS_AT, ADDRESS_AT + 16));
        // No hop limit told counts as a wrong one.
        int hopLimit = buffers.note(IPPROTO_IPV6, IPV6_HOPLIMIT).orElse(0);
        return Optional.of(
                new Heard(source, RouterMessageCodec.decode(source, hopLimit, buffers.datagram())));
    }

    @Override
    public void close() {
        Sys.close(fd);
    }

    /// struct icmp6_filter: a bit that is set keeps its type away.
    private static byte[] onlyRouterMessages() {
        byte[] filter = new byte[32];
        Arrays.fill(filter, (byte) 0xff);
        ByteBuffer words = Structs.view(filter);
        for (int type :
                new int[] {RouterMessageCodec.SOLICITATION, RouterMessageCodec.ADVERTISEMENT}) {
            int at = (type >> 5) * Integer.BYTES;
            words.putInt(at, words.getInt(at) & ~(1 << (type & 31)));
        }
        return filter;
    }

    /// struct ipv6_mreq.
    private byte[] membership() {
        byte[] bytes = Arrays.copyOf(ALL_ROUTERS.toBytes(), 20);
        Structs.view(bytes).putInt(16, place.index());
        return bytes;
    }

    private byte[] socketAddress(IpAddress address) {
        byte[] bytes = new byte[ADDRESS_BYTES];
        Structs.view(bytes).putShort(0, (short) AF_INET6).putInt(24, place.index());
        System.arraycopy(address.toBytes(), 0, bytes, ADDRESS_AT, 16);
        return bytes;
    }
}
