package io.gingham.bench.dataplane;

import io.gingham.netlink.libc.Structs;
import io.gingham.netlink.libc.Sys;
import io.gingham.netlink.message.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// A socket of NETLINK_NETFILTER in a node's namespace. One thread at a time.
final class NetfilterSocket {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;

    private final int socket;
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(1 << 18);
    private final byte[] sender = new byte[12];

    private NetfilterSocket(int socket) {
        this.socket = socket;
    }

    /// @param groups a bit each, as in struct sockaddr_nl: group 1 is bit 0
    /// @param room for what is not read yet, in bytes
    /// @param patience how long [#receive] waits
    static NetfilterSocket of(NodeNet node, int groups, int room, Duration patience) {
        return new NetfilterSocket(node.namespace().call(() -> open(groups, room, patience)));
    }

    private static int open(int groups, int room, Duration patience) {
        int fd = Sys.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
        Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVBUF, Structs.number(room));
        Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVTIMEO, Structs.timeval(patience));
        Sys.bind(fd, bytes(12).putShort(0, (short) AF_NETLINK).putInt(8, groups).array());
        return fd;
    }

    /// In the kernel's order.
    static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.nativeOrder());
    }

    void send(byte[] message) {
        Sys.send(socket, message);
    }

    /// What the next datagram holds; good until the next call.
    ///
    /// @throws io.gingham.netlink.libc.NetlinkException EAGAIN if nothing came in time; ENOBUFS if
    ///   there was more than fitted in
    Iterable<Frame> receive() {
        return Frame.split(datagram.slice(0, Sys.receive(socket, datagram, 0, sender)));
    }

    void close() {
        Sys.close(socket);
    }
}
