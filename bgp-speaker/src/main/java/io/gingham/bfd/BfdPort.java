package io.gingham.bfd;

import io.gingham.bfd.PacketReader.Flaw;
import io.gingham.bfd.PacketReader.Reading;
import io.gingham.bfd.SessionTable.Origin;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where packets come in, of one family and one number of hops.
final class BfdPort {

    private static final Logger log = LoggerFactory.getLogger(BfdPort.class);

    /// RFC 5881 section 4, RFC 5883 section 5.
    private static final int ONE_HOP_PORT = 3784;

    private static final int MULTIHOP_PORT = 4784;

    /// In octets: what comes during a pause must wait there.
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final int READS_AT_ONCE = 256;

    /// @param multihop anyone may send to it; else only who is on the link
    record Kind(boolean ipv4, boolean multihop) {

        int port() {
            return multihop ? MULTIHOP_PORT : ONE_HOP_PORT;
        }

        IpAddress anyAddress() {
            return ipv4 ? IpAddress.ipv4(0) : IpAddress.ipv6(0, 0);
        }
    }

    private final Channel channel;

    private BfdPort(Channel channel) {
        this.channel = channel;
    }

    /// To be called on the loop.
    ///
    /// @param listen counts for its own family only
    /// @throws BfdException CANNOT_LISTEN
    static BfdPort open(Kind kind, Optional<IpAddress> listen, EventLoop loop, SessionTable table) {
        InetAddress address =
                listen.filter(ours -> ours.isIpv4() == kind.ipv4())
                        .orElse(kind.anyAddress())
                        .toInetAddress();
        InetSocketAddress where = new InetSocketAddress(address, kind.port());
        EpollDatagramChannel socket = UdpSockets.socket(kind.ipv4());
        socket.config().setMaxMessagesPerRead(READS_AT_ONCE).setReceiveBufferSize(RECEIVE_BUFFER);
        if (!kind.ipv4()) {
            socket.config().setOption(UdpSockets.V6_ONLY, 1);
        }
        if (!kind.multihop()) {
            UdpSockets.Filter filter = UdpSockets.onlyFromTheLink(kind.ipv4());
            socket.config().setOption(UdpSockets.FILTER, filter.option());
            Reference.reachabilityFence(filter);
        }
        socket.pipeline().addLast(new Reader(kind, table));
        ChannelFuture bound = UdpSockets.bind(loop, socket, where);
        if (!bound.isSuccess()) {
            throw new BfdException(
                    BfdException.Reason.CANNOT_LISTEN,
                    "can't listen for BFD on "
                            + where
                            + ": "
                            + FailureText.of(bound.cause())
                            + "; if another BFD daemon runs here, stop it or turn BFD off for our"
                            + " peers");
        }
        return new BfdPort(bound.channel());
    }

    void close() {
        channel.close();
    }

    /// On the loop.
    private static final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {

        private final Kind kind;
        private final SessionTable table;
        private final Map<Flaw, Long> discarded = new EnumMap<>(Flaw.class);

        Reader(Kind kind, SessionTable table) {
            this.kind = kind;
            this.table = table;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            Optional<Flaw> flaw =
                    switch (PacketReader.read(ByteBufUtil.getBytes(datagram.content()))) {
                        case Reading.Discarded(var why) -> Optional.of(why);
                        case Reading.Sound sound -> table.deliver(sound, origin(datagram.sender()));
                    };
            flaw.ifPresent(why -> note(why, datagram.sender()));
        }

        private Origin origin(InetSocketAddress sender) {
            IpAddress from = IpAddress.of(sender.getAddress());
            return new Origin(from, link(from, sender.getAddress()), kind.multihop());
        }

        private static Optional<String> link(IpAddress from, InetAddress address) {
            if (!Origin.isOnLink(from) || !(address instanceof Inet6Address scoped)) {
                return Optional.empty();
            }
            try {
                NetworkInterface link = NetworkInterface.getByIndex(scoped.getScopeId());
                return Optional.ofNullable(link).map(NetworkInterface::getName);
            } catch (SocketException | IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /// The first of each kind is shown, and then every time their number is ten times as large.
        private void note(Flaw flaw, InetSocketAddress from) {
            long count = discarded.merge(flaw, 1L, Long::sum);
            if (Long.toString(count).matches("10*")) {
                log.warn(
                        "BFD: discarded a packet from {}: {} ({} of that kind so far)",
                        from.getAddress().getHostAddress(),
                        flaw.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        count);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                log.debug("BFD: reading failed: {}", cause.toString());
            } else {
                log.error("internal error in BFD while reading, please report it", cause);
            }
        }
    }
}
