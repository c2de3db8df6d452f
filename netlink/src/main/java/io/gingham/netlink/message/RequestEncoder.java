package io.gingham.netlink.message;

import static io.gingham.netlink.message.Rtnl.*;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Requests to bytes. Pure.
public final class RequestEncoder {

    private static final int REQUEST = NLM_F_REQUEST | NLM_F_ACK;
    private static final int ADD = REQUEST | NLM_F_CREATE | NLM_F_EXCL;
    private static final int PUT = REQUEST | NLM_F_CREATE | NLM_F_REPLACE;

    private RequestEncoder() {}

    /// One message, padded, that asks for an acknowledgement.
    public static byte[] encode(Request request, int sequence) {
        return switch (request) {
            case Request.CreateVeth veth -> createVeth(veth, sequence);
            case Request.CreateTunnel tunnel -> createTunnel(tunnel, sequence);
            case Request.SetLinkUp(int index, boolean up) ->
                    link(RTM_SETLINK, REQUEST, sequence, index, up ? IFF_UP : 0, IFF_UP).toBytes();
            case Request.SetLinkMtu(int index, int mtu) ->
                    link(RTM_SETLINK, REQUEST, sequence, index, 0, 0)
                            .attribute(IFLA_MTU, mtu)
                            .toBytes();
            case Request.SetLinkMac(int index, var mac) ->
                    link(RTM_SETLINK, REQUEST, sequence, index, 0, 0)
                            .attribute(IFLA_ADDRESS, mac.toBytes())
                            .toBytes();
            case Request.DeleteLink(String name) ->
                    link(RTM_DELLINK, REQUEST, sequence, 0, 0, 0)
                            .attribute(IFLA_IFNAME, name)
                            .toBytes();
            case Request.PutAddress(Address address) ->
                    address(RTM_NEWADDR, PUT, sequence, address);
            case Request.DeleteAddress(Address address) ->
                    address(RTM_DELADDR, REQUEST, sequence, address);
            case Request.AddRoute(Route route) -> route(RTM_NEWROUTE, ADD, sequence, route);
            case Request.ReplaceRoute(Route route) -> route(RTM_NEWROUTE, PUT, sequence, route);
            case Request.DeleteRoute(Route route) -> route(RTM_DELROUTE, REQUEST, sequence, route);
            case Request.PutNeighbour(Neighbour neighbour) ->
                    neighbour(RTM_NEWNEIGH, PUT, sequence, neighbour);
            case Request.DeleteNeighbour(Neighbour neighbour) ->
                    neighbour(RTM_DELNEIGH, REQUEST, sequence, neighbour);
            case Request.PutFdbEntry(FdbEntry entry) -> fdb(RTM_NEWNEIGH, PUT, sequence, entry);
            case Request.DeleteFdbEntry(FdbEntry entry) ->
                    fdb(RTM_DELNEIGH, REQUEST, sequence, entry);
            case Request.DeleteConnection(Connection connection) ->
                    ConnectionCodec.delete(connection, sequence);
            case Request.CreateSet set -> SetCodec.create(set, sequence);
            case Request.DestroySet(String name) -> SetCodec.destroy(name, sequence);
            case Request.ChangeSet change -> SetCodec.change(change, sequence);
        };
    }

    /// One message, padded, that asks for objects: one for [Request.Query.GetLink], else a dump.
    public static byte[] encode(Request.Query query, int sequence) {
        int dump = NLM_F_REQUEST | NLM_F_DUMP;
        return switch (query) {
            case Request.Query.GetLink(String name) ->
                    link(RTM_GETLINK, REQUEST, sequence, 0, 0, 0)
                            .attribute(IFLA_IFNAME, name)
                            .toBytes();
            case Request.Query.DumpLinks() -> link(RTM_GETLINK, dump, sequence, 0, 0, 0).toBytes();
            case Request.Query.DumpAddresses(var family) ->
                    new MessageWriter(RTM_GETADDR, dump, sequence)
                            .putInt(family.map(Rtnl::number).orElse(0))
                            .putInt(0)
                            .toBytes();
            case Request.Query.DumpRoutes(RouteFilter filter) -> dumpRoutes(filter, sequence);
            case Request.Query.DumpNeighbours(boolean proxies) ->
                    neighbourHeader(
                                    new MessageWriter(RTM_GETNEIGH, dump, sequence),
                                    0,
                                    0,
                                    0,
                                    proxies ? Neighbour.PROXY_FLAG : 0)
                            .toBytes();
            case Request.Query.DumpFdb(int linkIndex) ->
                    neighbourHeader(
                                    new MessageWriter(RTM_GETNEIGH, dump, sequence),
                                    AF_BRIDGE,
                                    linkIndex,
                                    0,
                                    0)
                            .toBytes();
            case Request.Query.DumpConnections(var family) ->
                    ConnectionCodec.dump(family, sequence);
            case Request.Query.DumpSets() -> SetCodec.dump(sequence);
        };
    }

    private static byte[] createVeth(Request.CreateVeth veth, int sequence) {
        MessageWriter message = link(RTM_NEWLINK, ADD, sequence, 0, 0, 0);
        message.attribute(IFLA_IFNAME, veth.name()).attribute(IFLA_ADDRESS, veth.mac().toBytes());
        sizes(message, veth);
        return message.nested(
                        IFLA_LINKINFO,
                        () ->
                                message.attribute(IFLA_INFO_KIND, "veth")
                                        .nested(
                                                IFLA_INFO_DATA,
                                                () ->
                                                        message.nested(
                                                                VETH_INFO_PEER,
                                                                () -> peer(message, veth))))
                .toBytes();
    }

    private static void peer(MessageWriter message, Request.CreateVeth veth) {
        linkHeader(message, 0, 0, 0).attribute(IFLA_IFNAME, veth.peerName());
        sizes(message, veth);
        message.attribute(IFLA_NET_NS_FD, veth.namespaceDescriptor());
    }

    private static void sizes(MessageWriter message, Request.CreateVeth veth) {
        message.attribute(IFLA_MTU, veth.mtu())
                .attribute(IFLA_NUM_TX_QUEUES, veth.queues())
                .attribute(IFLA_NUM_RX_QUEUES, veth.queues());
    }

    private static byte[] createTunnel(Request.CreateTunnel wanted, int sequence) {
        MessageWriter message = link(RTM_NEWLINK, ADD, sequence, 0, 0, 0);
        message.attribute(IFLA_IFNAME, wanted.name());
        wanted.mac().ifPresent(mac -> message.attribute(IFLA_ADDRESS, mac.toBytes()));
        message.attribute(IFLA_MTU, wanted.mtu());
        return message.nested(IFLA_LINKINFO, () -> linkInfo(message, wanted.tunnel())).toBytes();
    }

    private static void linkInfo(MessageWriter message, Tunnel tunnel) {
        switch (tunnel) {
            case Tunnel.Vxlan vxlan ->
                    message.attribute(IFLA_INFO_KIND, "vxlan")
                            .nested(IFLA_INFO_DATA, () -> vxlan(message, vxlan));
            case Tunnel.Ipip(IpAddress local) ->
                    message.attribute(IFLA_INFO_KIND, "ipip")
                            .nested(
                                    IFLA_INFO_DATA,
                                    () -> message.attribute(IFLA_IPTUN_LOCAL, local.toBytes()));
        }
    }

    private static void vxlan(MessageWriter message, Tunnel.Vxlan vxlan) {
        message.attribute(IFLA_VXLAN_ID, vxlan.vni())
                .attribute(
                        vxlan.local().isIpv4() ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6,
                        vxlan.local().toBytes())
                .attribute(IFLA_VXLAN_LEARNING, new byte[] {(byte) (vxlan.learning() ? 1 : 0)})
                .attribute(
                        IFLA_VXLAN_PORT,
                        new byte[] {(byte) (vxlan.port() >>> 8), (byte) vxlan.port()});
    }

    private static byte[] fdb(int type, int flags, int sequence, FdbEntry entry) {
        return neighbourHeader(
                        new MessageWriter(type, flags, sequence),
                        AF_BRIDGE,
                        entry.linkIndex(),
                        Neighbour.PERMANENT,
                        NTF_SELF)
                .attribute(NDA_DST, entry.destination().toBytes())
                .attribute(NDA_LLADDR, entry.mac().toBytes())
                .toBytes();
    }

    private static MessageWriter link(
            int type, int messageFlags, int sequence, int index, int flags, int change) {
        return linkHeader(new MessageWriter(type, messageFlags, sequence), index, flags, change);
    }

    private static MessageWriter linkHeader(
            MessageWriter message, int index, int flags, int change) {
        return message.putInt(0).putInt(index).putInt(flags).putInt(change);
    }

    private static byte[] address(int type, int flags, int sequence, Address address) {
        byte[] bytes = address.address().toBytes();
        MessageWriter message =
                new MessageWriter(type, flags, sequence)
                        .putByte(number(address.address().family()))
                        .putByte(address.prefixLength())
                        .putByte(0)
                        .putByte(address.scope().number())
                        .putInt(address.linkIndex())
                        .attribute(IFA_LOCAL, bytes)
                        .attribute(IFA_ADDRESS, bytes);
        if (address.has(Address.DEPRECATED)) {
            // It is the preferred time that says so: none, of an address that lasts.
            message.attribute(
                    IFA_CACHEINFO,
                    ByteBuffer.allocate(16)
                            .order(ByteOrder.nativeOrder())
                            .putInt(0)
                            .putInt(-1)
                            .array());
        }
        return (address.flags() == 0 ? message : message.attribute(IFA_FLAGS, address.flags()))
                .toBytes();
    }

    private static byte[] route(int type, int flags, int sequence, Route route) {
        MessageWriter message =
                routeHeader(
                        new MessageWriter(type, flags, sequence),
                        route.destination().family(),
                        route.destination().length(),
                        route.table(),
                        route.protocol(),
                        route.scope().number(),
                        type(route.target()),
                        route.target() instanceof RouteTarget.Via via ? flags(via) : 0);
        if (route.destination().length() > 0) {
            message.attribute(RTA_DST, route.destination().address().toBytes());
        }
        message.attribute(RTA_TABLE, route.table());
        if (route.metric() != 0) {
            message.attribute(RTA_PRIORITY, route.metric());
        }
        if (!route.source().isUnspecified()) {
            message.attribute(RTA_PREFSRC, route.source().toBytes());
        }
        if (route.mtu() != 0 || route.advmss() != 0) {
            message.nested(RTA_METRICS, () -> metrics(message, route));
        }
        target(message, route);
        return message.toBytes();
    }

    private static void metrics(MessageWriter message, Route route) {
        if (route.mtu() != 0) {
            message.attribute(RTAX_MTU, route.mtu());
        }
        if (route.advmss() != 0) {
            message.attribute(RTAX_ADVMSS, route.advmss());
        }
    }

    private static void target(MessageWriter message, Route route) {
        IpFamily family = route.destination().family();
        switch (route.target()) {
            case RouteTarget.Via via -> {
                gateway(message, via.gateway(), family);
                outgoing(message, via.linkIndex());
            }
            case RouteTarget.OnLink(int link) -> outgoing(message, link);
            case RouteTarget.Other(int type, int link) -> outgoing(message, link);
            case RouteTarget.Multipath(var nextHops) ->
                    message.nested(
                            RTA_MULTIPATH,
                            () -> {
                                for (RouteTarget.NextHop hop : nextHops) {
                                    RouteTarget.Via via = hop.via();
                                    message.nextHop(
                                            flags(via),
                                            hop.weight() - 1,
                                            via.linkIndex(),
                                            () -> gateway(message, via.gateway(), family));
                                }
                            });
            case RouteTarget.Blackhole(), RouteTarget.Unreachable(), RouteTarget.Prohibit() -> {}
        }
    }

    private static void outgoing(MessageWriter message, int linkIndex) {
        if (linkIndex != 0) {
            message.attribute(RTA_OIF, linkIndex);
        }
    }

    private static void gateway(MessageWriter message, IpAddress gateway, IpFamily family) {
        if (gateway.family() == family) {
            message.attribute(RTA_GATEWAY, gateway.toBytes());
            return;
        }
        message.nested(
                RTA_VIA,
                () -> {
                    message.putShort(number(gateway.family()));
                    for (byte b : gateway.toBytes()) {
                        message.putByte(b);
                    }
                });
    }

    private static int flags(RouteTarget.Via via) {
        return via.onlink() ? RTNH_F_ONLINK : 0;
    }

    private static int type(RouteTarget target) {
        return switch (target) {
            case RouteTarget.Via v -> RTN_UNICAST;
            case RouteTarget.OnLink l -> RTN_UNICAST;
            case RouteTarget.Multipath m -> RTN_UNICAST;
            case RouteTarget.Blackhole b -> RTN_BLACKHOLE;
            case RouteTarget.Unreachable u -> RTN_UNREACHABLE;
            case RouteTarget.Prohibit p -> RTN_PROHIBIT;
            case RouteTarget.Other(int type, int link) -> type;
        };
    }

    private static byte[] dumpRoutes(RouteFilter filter, int sequence) {
        MessageWriter message =
                routeHeader(
                        new MessageWriter(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, sequence),
                        filter.family(),
                        0,
                        filter.table(),
                        filter.protocol(),
                        0,
                        0,
                        0);
        if (filter.table() != 0) {
            message.attribute(RTA_TABLE, filter.table());
        }
        if (filter.link() != 0) {
            message.attribute(RTA_OIF, filter.link());
        }
        return message.toBytes();
    }

    private static MessageWriter routeHeader(
            MessageWriter message,
            IpFamily family,
            int length,
            int table,
            int protocol,
            int scope,
            int type,
            int flags) {
        boolean smallTable = table > 0 && table < 256;
        return message.putByte(number(family))
                .putByte(length)
                .putByte(0)
                .putByte(0)
                .putByte(smallTable ? table : 0)
                .putByte(protocol)
                .putByte(scope)
                .putByte(type)
                .putInt(flags);
    }

    private static byte[] neighbour(int type, int flags, int sequence, Neighbour neighbour) {
        MessageWriter message =
                neighbourHeader(
                                new MessageWriter(type, flags, sequence),
                                number(neighbour.address().family()),
                                neighbour.linkIndex(),
                                neighbour.state(),
                                neighbour.proxy() ? Neighbour.PROXY_FLAG : 0)
                        .attribute(NDA_DST, neighbour.address().toBytes());
        return (neighbour.proxy()
                        ? message
                        : message.attribute(NDA_LLADDR, neighbour.mac().toBytes()))
                .toBytes();
    }

    private static MessageWriter neighbourHeader(
            MessageWriter message, int family, int linkIndex, int state, int flags) {
        return message.putInt(family).putInt(linkIndex).putShort(state).putByte(flags).putByte(0);
    }
}
