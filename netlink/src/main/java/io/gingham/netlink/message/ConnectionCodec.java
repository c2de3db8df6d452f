package io.gingham.netlink.message;

import static io.gingham.netlink.message.Rtnl.NLM_F_ACK;
import static io.gingham.netlink.message.Rtnl.NLM_F_DUMP;
import static io.gingham.netlink.message.Rtnl.NLM_F_REQUEST;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Messages of ctnetlink: linux/netfilter/nfnetlink.h, linux/netfilter/nfnetlink_conntrack.h.
/// Numbers inside attributes are in network order; none is read as a number here.
final class ConnectionCodec {

    private static final int NFNL_SUBSYS_CTNETLINK = 1;
    private static final int GET = NFNL_SUBSYS_CTNETLINK << 8 | 1;
    private static final int DELETE = NFNL_SUBSYS_CTNETLINK << 8 | 2;

    /// IPCTNL_MSG_CT_NEW: also what a dump is made of.
    static final int NEW = NFNL_SUBSYS_CTNETLINK << 8;

    private static final int NLA_F_NESTED = 0x8000;
    private static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_REPLY = 2;
    private static final int CTA_ID = 12;
    private static final int CTA_ZONE = 18;
    private static final int CTA_TUPLE_IP = 1;
    private static final int CTA_IP_V4_SRC = 1;
    private static final int CTA_IP_V6_SRC = 3;

    /// struct nfgenmsg: family, version, resource (16 bits).
    private static final int FIXED_BYTES = 4;

    private ConnectionCodec() {}

    /// @param family empty for both: AF_UNSPEC
    static byte[] dump(Optional<IpFamily> family, int sequence) {
        int number = family.map(Rtnl::number).orElse(0);
        return header(GET, NLM_F_REQUEST | NLM_F_DUMP, sequence, number).toBytes();
    }

    static byte[] delete(Connection connection, int sequence) {
        MessageWriter message =
                header(
                                DELETE,
                                NLM_F_REQUEST | NLM_F_ACK,
                                sequence,
                                Rtnl.number(connection.family()))
                        .attribute(
                                CTA_TUPLE_ORIG | NLA_F_NESTED,
                                Attributes.bytes(connection.originalTuple()));
        connection.zone().ifPresent(zone -> message.attribute(CTA_ZONE, Attributes.bytes(zone)));
        connection.id().ifPresent(id -> message.attribute(CTA_ID, Attributes.bytes(id)));
        return message.toBytes();
    }

    /// Empty for entries of other families, and for those without addresses.
    static Optional<RtMessage> decode(ByteBuffer payload) {
        if (payload.remaining() < FIXED_BYTES) {
            throw Frame.malformed(
                    "a conntrack message of " + payload.remaining() + " bytes; expected 4 or more");
        }
        int family = payload.get(payload.position());
        payload.position(payload.position() + FIXED_BYTES);
        if (family != Rtnl.AF_INET && family != Rtnl.AF_INET6) {
            return Optional.empty();
        }
        IpFamily of = family == Rtnl.AF_INET ? IpFamily.IPV4 : IpFamily.IPV6;
        Attributes attributes = Attributes.parse(payload);
        Optional<Connection.Flow> original = flow(attributes, CTA_TUPLE_ORIG, of);
        Optional<Connection.Flow> reply = flow(attributes, CTA_TUPLE_REPLY, of);
        if (original.isEmpty() || reply.isEmpty()) {
            return Optional.empty();
        }
        return attributes
                .find(CTA_TUPLE_ORIG)
                .map(
                        tuple ->
                                new Connection(
                                        of,
                                        original.get(),
                                        reply.get(),
                                        kept(tuple),
                                        attributes.find(CTA_ZONE).map(ConnectionCodec::kept),
                                        attributes.find(CTA_ID).map(ConnectionCodec::kept)));
    }

    private static Optional<Connection.Flow> flow(
            Attributes attributes, int tuple, IpFamily family) {
        int source = family == IpFamily.IPV4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC;
        return attributes
                .nest(tuple)
                .flatMap(nest -> nest.nest(CTA_TUPLE_IP))
                .flatMap(
                        ip ->
                                ip.address(source)
                                        .flatMap(
                                                from ->
                                                        ip.address(source + 1)
                                                                .map(
                                                                        to ->
                                                                                checked(
                                                                                        from, to,
                                                                                        family))));
    }

    private static Connection.Flow checked(IpAddress from, IpAddress to, IpFamily family) {
        if (from.family() != family || to.family() != family) {
            throw Frame.malformed("a tuple " + from + " > " + to + " in a message of " + family);
        }
        return new Connection.Flow(from, to);
    }

    /// The receive buffer is used again.
    private static ByteBuffer kept(ByteBuffer view) {
        return ByteBuffer.wrap(Attributes.bytes(view)).asReadOnlyBuffer();
    }

    private static MessageWriter header(int type, int flags, int sequence, int family) {
        return new MessageWriter(type, flags, sequence).putByte(family).putByte(0).putShort(0);
    }
}
