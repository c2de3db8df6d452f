package io.gingham.bfd;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Sockets, and Linux' options of them, with its numbers (<linux/in.h>, <linux/in6.h>,
/// <asm-generic/socket.h>, <linux/filter.h>).
final class UdpSockets {

    /// RFC 5881 section 5: sent with it, and nothing else is taken over one hop.
    static final int LARGEST_TTL = 255;

    /// Network control (RFC 2474's CS6): not to be lost behind the traffic whose way it watches.
    static final int CONTROL_CLASS = 0xc0;

    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;

    static final IntegerUnixChannelOption TTL =
            new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, 2);
    static final IntegerUnixChannelOption TOS =
            new IntegerUnixChannelOption("IP_TOS", IPPROTO_IP, 1);
    static final IntegerUnixChannelOption HOPS =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
    static final IntegerUnixChannelOption CLASS =
            new IntegerUnixChannelOption("IPV6_TCLASS", IPPROTO_IPV6, 67);
    static final IntegerUnixChannelOption V6_ONLY =
            new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, 26);

    /// `struct sock_fprog`: how many instructions, and where they are.
    static final RawUnixChannelOption FILTER =
            new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, 26, 16);

    /// In `struct sock_filter`: load an octet, jump if equal, return.
    private static final int LOAD_OCTET = 0x30;

    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /// SKF_NET_OFF: counts from the start of the IP header.
    private static final int IP_HEADER = -0x100000;

    private static final int TTL_OFFSET = 8;
    private static final int HOP_LIMIT_OFFSET = 7;
    private static final int ALL_OF_IT = -1;

    private UdpSockets() {}

    /// Instructions for the kernel, which copies them when the option is set; keep them reachable
    /// until then.
    ///
    /// @param program as `struct sock_filter`s
    /// @param option for [#FILTER]
    record Filter(ByteBuffer program, ByteBuffer option) {}

    /// Takes packets whose TTL or hop limit is 255, and no others.
    static Filter onlyFromTheLink(boolean ipv4) {
        ByteBuffer program = ByteBuffer.allocateDirect(4 * 8).order(ByteOrder.nativeOrder());
        instruction(program, LOAD_OCTET, 0, 0, IP_HEADER + (ipv4 ? TTL_OFFSET : HOP_LIMIT_OFFSET));
        instruction(program, JUMP_IF_EQUAL, 0, 1, LARGEST_TTL);
        instruction(program, RETURN, 0, 0, ALL_OF_IT);
        instruction(program, RETURN, 0, 0, 0);
        program.flip();
        ByteBuffer option = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        option.putShort((short) 4).position(8);
        option.putLong(MemorySegment.ofBuffer(program).address()).flip();
        return new Filter(program, option);
    }

    private static void instruction(
            ByteBuffer out, int code, int ifTrue, int ifFalse, int operand) {
        out.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }

    static EpollDatagramChannel socket(boolean ipv4) {
        return new EpollDatagramChannel(
                ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    }

    /// To be called on the loop itself: then it is done when this returns. A socket that can't be
    /// bound is closed.
    static ChannelFuture bind(
            EventLoop loop, EpollDatagramChannel socket, InetSocketAddress address) {
        ChannelFuture registered = loop.register(socket);
        ChannelFuture bound = registered.isSuccess() ? socket.bind(address) : registered;
        if (!bound.isSuccess()) {
            socket.close();
        }
        return bound;
    }
}
