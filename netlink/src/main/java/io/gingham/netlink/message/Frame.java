package io.gingham.netlink.message;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// One netlink message: its header, and its payload as a read-only view (valid until the receive
/// buffer is reused).
///
/// @param port the port number of the socket it is meant for; in what the kernel tells to a
///   multicast group, of the socket that asked for the change, and 0 if nobody did
public record Frame(int type, int flags, int sequence, int port, ByteBuffer payload) {

    /// Where rtm_protocol stands in struct rtmsg.
    private static final int ROUTE_PROTOCOL = 5;

    /// Cuts a datagram (from position to limit) into its messages.
    ///
    /// @throws NetlinkException EPROTO if a length does not fit
    public static List<Frame> split(ByteBuffer datagram) {
        ByteBuffer rest = datagram.slice().order(ByteOrder.nativeOrder());
        List<Frame> frames = new ArrayList<>();
        while (rest.hasRemaining()) {
            int start = rest.position();
            if (rest.remaining() < Rtnl.HEADER_BYTES) {
                throw malformed("a header of 16 bytes, but " + rest.remaining() + " are left");
            }
            int length = rest.getInt(start);
            if (length < Rtnl.HEADER_BYTES || length > rest.remaining()) {
                throw malformed(
                        "a message of "
                                + Integer.toUnsignedString(length)
                                + " bytes, but "
                                + rest.remaining()
                                + " are left");
            }
            ByteBuffer payload =
                    rest.slice(start + Rtnl.HEADER_BYTES, length - Rtnl.HEADER_BYTES)
                            .asReadOnlyBuffer()
                            .order(ByteOrder.nativeOrder());
            frames.add(
                    new Frame(
                            Short.toUnsignedInt(rest.getShort(start + 4)),
                            Short.toUnsignedInt(rest.getShort(start + 6)),
                            rest.getInt(start + 8),
                            rest.getInt(start + 12),
                            payload));
            rest.position(Math.min(rest.limit(), start + Rtnl.aligned(length)));
        }
        return List.copyOf(frames);
    }

    /// An acknowledgement or refusal: [Acknowledgement] reads it.
    public boolean isAcknowledgement() {
        return type == Rtnl.NLMSG_ERROR;
    }

    /// The end of a dump; its payload may hold an error.
    public boolean isDone() {
        return type == Rtnl.NLMSG_DONE;
    }

    /// The kernel lost messages.
    public boolean isOverrun() {
        return type == Rtnl.NLMSG_OVERRUN;
    }

    /// What is dumped changed meanwhile: the dump may miss or repeat objects.
    public boolean isInterruptedDump() {
        return (flags & Rtnl.NLM_F_DUMP_INTR) != 0;
    }

    /// Whether it tells of a route that a program of that protocol number made (RTPROT_…).
    public boolean isOfRoute(int protocol) {
        return (type == Rtnl.RTM_NEWROUTE || type == Rtnl.RTM_DELROUTE)
                && payload.limit() > ROUTE_PROTOCOL
                && Byte.toUnsignedInt(payload.get(ROUTE_PROTOCOL)) == protocol;
    }

    static NetlinkException malformed(String detail) {
        return new NetlinkException(Errno.EPROTO, "read the kernel's netlink answer", detail);
    }
}
