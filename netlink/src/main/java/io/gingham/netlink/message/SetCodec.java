package io.gingham.netlink.message;

import static io.gingham.netlink.message.Rtnl.NLM_F_ACK;
import static io.gingham.netlink.message.Rtnl.NLM_F_DUMP;
import static io.gingham.netlink.message.Rtnl.NLM_F_EXCL;
import static io.gingham.netlink.message.Rtnl.NLM_F_REQUEST;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Messages of ipset: linux/netfilter/ipset/ip_set.h, protocol 6. Numbers inside attributes are in
/// network order, and say so (NLA_F_NET_BYTEORDER).
final class SetCodec {

    private static final int SUBSYSTEM = 6 << 8;
    private static final int CREATE = SUBSYSTEM | 2;
    private static final int DESTROY = SUBSYSTEM | 3;

    /// IPSET_CMD_LIST: also what a dump is made of.
    static final int LIST = SUBSYSTEM | 7;

    private static final int ADD = SUBSYSTEM | 9;
    private static final int DEL = SUBSYSTEM | 10;

    private static final int PROTOCOL = 6;

    private static final int NESTED = 0x8000;
    private static final int NET_BYTEORDER = 0x4000;

    private static final int ATTR_PROTOCOL = 1;
    private static final int ATTR_SETNAME = 2;
    private static final int ATTR_TYPENAME = 3;
    private static final int ATTR_REVISION = 4;
    private static final int ATTR_FAMILY = 5;
    private static final int ATTR_DATA = 7;
    private static final int ATTR_ADT = 8;
    private static final int ATTR_LINENO = 9;

    // Within ATTR_DATA.
    private static final int ATTR_IP = 1;
    private static final int ATTR_CIDR = 3;
    private static final int ATTR_PORT = 4;
    private static final int ATTR_PROTO = 7;
    private static final int ATTR_MAXELEM = 19;

    // Within ATTR_IP.
    private static final int ATTR_IPADDR_IPV4 = 1;
    private static final int ATTR_IPADDR_IPV6 = 2;

    private static final Set<Integer> KNOWN = Set.of(ATTR_IP, ATTR_CIDR, ATTR_PORT, ATTR_PROTO);

    /// struct nfgenmsg: family, version, resource (16 bits).
    private static final int FIXED_BYTES = 4;

    private SetCodec() {}

    static byte[] dump(int sequence) {
        return header(LIST, NLM_F_REQUEST | NLM_F_DUMP, sequence).toBytes();
    }

    static byte[] create(Request.CreateSet set, int sequence) {
        int exclusive = NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL;
        return header(CREATE, exclusive, sequence)
                .attribute(ATTR_SETNAME, set.name())
                .attribute(ATTR_TYPENAME, set.type().kernelName())
                .attribute(ATTR_REVISION, octet(set.type().revision()))
                .attribute(ATTR_FAMILY, octet(Rtnl.number(set.family())))
                .nested(
                        ATTR_DATA | NESTED,
                        writer ->
                                writer.attribute(
                                        ATTR_MAXELEM | NET_BYTEORDER, network(set.maxElements())))
                .toBytes();
    }

    static byte[] destroy(String name, int sequence) {
        return header(DESTROY, NLM_F_REQUEST | NLM_F_ACK, sequence)
                .attribute(ATTR_SETNAME, name)
                .toBytes();
    }

    /// What is there already, or gone already, is no error: NLM_F_EXCL isn't set.
    static byte[] change(Request.ChangeSet change, int sequence) {
        return header(change.add() ? ADD : DEL, NLM_F_REQUEST | NLM_F_ACK, sequence)
                .attribute(ATTR_SETNAME, change.name())
                // The kernel asks for it beside several elements.
                .attribute(ATTR_LINENO, new byte[4])
                .nested(
                        ATTR_ADT | NESTED,
                        writer -> change.entries().forEach(entry -> entry(writer, entry)))
                .toBytes();
    }

    private static void entry(MessageWriter message, SetEntry entry) {
        message.nested(
                ATTR_DATA | NESTED,
                writer -> {
                    switch (entry) {
                        case SetEntry.Address(var address) -> address(writer, address);
                        case SetEntry.Net(var net) -> {
                            address(writer, net.address());
                            writer.attribute(ATTR_CIDR, octet(net.length()));
                        }
                        case SetEntry.AddressPort(var address, int protocol, int port) -> {
                            address(writer, address);
                            writer.attribute(
                                    ATTR_PORT | NET_BYTEORDER,
                                    new byte[] {(byte) (port >> 8), (byte) port});
                            writer.attribute(ATTR_PROTO, octet(protocol));
                        }
                        case SetEntry.Other(_, String text) ->
                                throw new IllegalArgumentException(text + " can't be written");
                    }
                });
    }

    private static void address(MessageWriter message, IpAddress address) {
        int type = address.family() == IpFamily.IPV4 ? ATTR_IPADDR_IPV4 : ATTR_IPADDR_IPV6;
        message.nested(
                ATTR_IP | NESTED,
                writer -> writer.attribute(type | NET_BYTEORDER, address.toBytes()));
    }

    static SetPart decode(ByteBuffer payload) {
        if (payload.remaining() < FIXED_BYTES) {
            throw Frame.malformed(
                    "an ipset message of " + payload.remaining() + " bytes; expected 4 or more");
        }
        payload.position(payload.position() + FIXED_BYTES);
        Attributes attributes = Attributes.parse(payload);
        String type = attributes.text(ATTR_TYPENAME);
        int family = attributes.octet(ATTR_FAMILY, 0);
        List<SetEntry> entries = new ArrayList<>();
        attributes
                .find(ATTR_ADT)
                .ifPresent(
                        list ->
                                Attributes.forEach(
                                        list, (number, value) -> entries.add(entry(value))));
        return new SetPart(
                attributes.text(ATTR_SETNAME), type.isEmpty() ? "" : type + named(family), entries);
    }

    private static String named(int family) {
        return switch (family) {
            case Rtnl.AF_INET -> " inet";
            case Rtnl.AF_INET6 -> " inet6";
            default -> "";
        };
    }

    private static SetEntry entry(ByteBuffer value) {
        Attributes attributes = Attributes.parse(value);
        Optional<SetEntry> base =
                attributes
                        .nest(ATTR_IP)
                        .flatMap(
                                ip ->
                                        ip.address(ATTR_IPADDR_IPV4)
                                                .or(() -> ip.address(ATTR_IPADDR_IPV6)))
                        .map(ip -> base(ip, attributes));
        return base.isPresent() && KNOWN.containsAll(attributes.types())
                ? base.get()
                : new SetEntry.Other(
                        base,
                        base.map(SetEntry::toString).orElse("?")
                                + " with attributes "
                                + attributes.types());
    }

    private static SetEntry base(IpAddress ip, Attributes attributes) {
        int protocol = attributes.octet(ATTR_PROTO, 0);
        if (protocol != 0) {
            return new SetEntry.AddressPort(ip, protocol, attributes.port(ATTR_PORT));
        }
        int length = attributes.octet(ATTR_CIDR, -1);
        if (length > ip.family().maxPrefixLength()) {
            throw Frame.malformed("a block " + ip + "/" + length);
        }
        return length < 0
                ? new SetEntry.Address(ip)
                : new SetEntry.Net(IpPrefix.containing(ip, length));
    }

    private static byte[] octet(int value) {
        return new byte[] {(byte) value};
    }

    private static byte[] network(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN).putInt(value).array();
    }

    private static MessageWriter header(int type, int flags, int sequence) {
        return new MessageWriter(type, flags, sequence)
                .putByte(Rtnl.AF_INET)
                .putByte(0)
                .putShort(0)
                .attribute(ATTR_PROTOCOL, octet(PROTOCOL));
    }
}
