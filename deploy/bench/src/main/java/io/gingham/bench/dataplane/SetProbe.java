package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Frame;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;

/// Asks a node's kernel about its ipsets, by ipset's own netlink protocol: a few microseconds a
/// question, where the program takes milliseconds. One thread at a time.
final class SetProbe implements AutoCloseable {

    // linux/netlink.h, linux/netfilter/ipset/ip_set.h
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_DUMP = 0x300;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int NLA_F_NET_BYTEORDER = 0x4000;
    private static final int NFNL_SUBSYS_IPSET = 6 << 8;
    private static final int IPSET_CMD_LIST = 7;
    private static final int IPSET_CMD_TEST = 11;
    private static final int IPSET_ATTR_PROTOCOL = 1;
    private static final int IPSET_ATTR_SETNAME = 2;
    private static final int IPSET_ATTR_FLAGS = 6;
    private static final int IPSET_ATTR_DATA = 7;
    private static final int IPSET_ATTR_IP = 1;
    private static final int IPSET_ATTR_CIDR = 3;
    private static final int IPSET_ATTR_ELEMENTS = 24;
    private static final int IPSET_FLAG_LIST_HEADER = 1 << 2;
    private static final int PROTOCOL = 6;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private static final int ROOM = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NetfilterSocket socket;
    private int sequence;

    private SetProbe(NetfilterSocket socket) {
        this.socket = socket;
    }

    static SetProbe of(NodeNet node) {
        return new SetProbe(NetfilterSocket.of(node, 0, ROOM, PATIENCE));
    }

    /// Whether the member is in the set; false too if there is no such set.
    boolean has(String set, IpPrefix member) {
        socket.send(test(++sequence, set, member));
        while (true) {
            for (Frame frame : receive()) {
                if (frame.sequence() == sequence && frame.isAcknowledgement()) {
                    // ipset's own errors begin at 4096, beyond what Acknowledgement knows.
                    return frame.payload().getInt(0) == 0;
                }
            }
        }
    }

    /// Of all sets' names and numbers of members; another one when one has changed.
    long fingerprint() {
        socket.send(listHeaders(++sequence));
        CRC32C sum = new CRC32C();
        while (true) {
            for (Frame frame : receive()) {
                if (frame.sequence() != sequence) {
                    continue;
                }
                if (frame.isDone() || frame.isAcknowledgement()) {
                    return sum.getValue();
                }
                update(sum, frame.payload().position(4));
            }
        }
    }

    /// Only name and number of members: references go some time after the rules that hold them.
    private static void update(CRC32C sum, ByteBuffer attributes) {
        while (attributes.remaining() >= 4) {
            int start = attributes.position();
            int length = Math.max(4, attributes.getShort(start));
            int type = attributes.getShort(start + 2) & 0x3fff;
            ByteBuffer value = attributes.slice(start + 4, length - 4).order(attributes.order());
            if (type == IPSET_ATTR_DATA) {
                update(sum, value);
            } else if (type == IPSET_ATTR_SETNAME || type == IPSET_ATTR_ELEMENTS) {
                sum.update(value);
            }
            attributes.position(Math.min(attributes.limit(), start + (length + 3 & ~3)));
        }
    }

    private Iterable<Frame> receive() {
        try {
            return socket.receive();
        } catch (NetlinkException e) {
            if (e.is(Errno.EAGAIN)) {
                throw new BenchException("the kernel does not answer a question about ipsets");
            }
            throw e;
        }
    }

    static byte[] test(int sequence, String set, IpPrefix member) {
        byte[] address = member.address().toBytes();
        boolean ipv4 = address.length == 4;
        byte[] ip = attribute((ipv4 ? 1 : 2) | NLA_F_NET_BYTEORDER, address);
        byte[] data =
                concat(
                        attribute(IPSET_ATTR_IP | NLA_F_NESTED, ip),
                        attribute(IPSET_ATTR_CIDR, new byte[] {(byte) member.length()}));
        return message(
                IPSET_CMD_TEST,
                NLM_F_REQUEST | NLM_F_ACK,
                sequence,
                ipv4 ? AF_INET : AF_INET6,
                concat(
                        attribute(IPSET_ATTR_PROTOCOL, new byte[] {PROTOCOL}),
                        attribute(
                                IPSET_ATTR_SETNAME,
                                (set + "\0").getBytes(StandardCharsets.US_ASCII)),
                        attribute(IPSET_ATTR_DATA | NLA_F_NESTED, data)));
    }

    static byte[] listHeaders(int sequence) {
        byte[] flags = ByteBuffer.allocate(4).putInt(IPSET_FLAG_LIST_HEADER).array();
        return message(
                IPSET_CMD_LIST,
                NLM_F_REQUEST | NLM_F_ACK | NLM_F_DUMP,
                sequence,
                AF_INET,
                concat(
                        attribute(IPSET_ATTR_PROTOCOL, new byte[] {PROTOCOL}),
                        attribute(IPSET_ATTR_FLAGS | NLA_F_NET_BYTEORDER, flags)));
    }

    /// With struct nfgenmsg: family, version 0, resource 0.
    private static byte[] message(
            int command, int flags, int sequence, int family, byte[] attributes) {
        ByteBuffer message = NetfilterSocket.bytes(20 + attributes.length);
        message.putInt(message.capacity()).putShort((short) (NFNL_SUBSYS_IPSET | command));
        message.putShort((short) flags).putInt(sequence).putInt(0);
        return message.put((byte) family).put(new byte[3]).put(attributes).array();
    }

    private static byte[] attribute(int type, byte[] value) {
        int length = 4 + value.length;
        return NetfilterSocket.bytes((length + 3) & ~3)
                .putShort((short) length)
                .putShort((short) type)
                .put(value)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = NetfilterSocket.bytes(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
