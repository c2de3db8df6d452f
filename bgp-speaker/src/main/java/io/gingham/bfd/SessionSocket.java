package io.gingham.bfd;

import io.gingham.value.FailureText;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a session's packets leave: a port of its own, the same for all of them (RFC 5881 section
/// 4). It is opened when the first packet is to be sent, and again when sending failed: the address
/// or the link it needs may come later, or come back.
final class SessionSocket {

    private static final Logger log = LoggerFactory.getLogger(SessionSocket.class);

    /// RFC 5881 section 4.
    private static final int FIRST_PORT = 49152;

    private static final int PORTS = 65536 - FIRST_PORT;
    private static final int ATTEMPTS = 20;

    private final BfdTarget target;
    private final InetSocketAddress destination;
    private final InetAddress source;
    private final EventLoop loop;
    private int port = freshPort();
    private @Nullable Channel channel;
    private boolean complained;

    /// @param source the unspecified address of the family: the kernel chooses
    SessionSocket(
            BfdTarget target, InetSocketAddress destination, InetAddress source, EventLoop loop) {
        this.target = target;
        this.destination = destination;
        this.source = source;
        this.loop = loop;
    }

    private static int freshPort() {
        return FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
    }

    void send(byte[] octets) {
        if (channel == null) {
            open();
        }
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(octets), destination))
                    .addListener(sent -> sent(open, sent.cause()));
        }
    }

    private void sent(Channel by, @Nullable Throwable trouble) {
        if (trouble == null) {
            complained = false;
        } else {
            complain(trouble);
            if (by.equals(channel)) {
                channel = null;
            }
            by.close();
        }
    }

    private void complain(Throwable trouble) {
        if (!complained) {
            complained = true;
            log.warn("BFD with {}: can't send: {}", target, FailureText.of(trouble));
        }
    }

    private void open() {
        Throwable trouble = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ChannelFuture bound = bind();
            if (bound.isSuccess()) {
                channel = bound.channel();
                return;
            }
            trouble = bound.cause();
            port = freshPort();
        }
        if (trouble != null) {
            complain(trouble);
        }
    }

    private ChannelFuture bind() {
        boolean ipv4 = NettyBfd.isIpv4(destination.getAddress());
        EpollDatagramChannel socket = UdpSockets.socket(ipv4);
        socket.config().setOption(ipv4 ? UdpSockets.TTL : UdpSockets.HOPS, UdpSockets.LARGEST_TTL);
        socket.config()
                .setOption(ipv4 ? UdpSockets.TOS : UdpSockets.CLASS, UdpSockets.CONTROL_CLASS);
        // Nobody has to send anything to this port.
        socket.config().setAutoRead(false);
        return UdpSockets.bind(loop, socket, new InetSocketAddress(source, port));
    }

    void close() {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
