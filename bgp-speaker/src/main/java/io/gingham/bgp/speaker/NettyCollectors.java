package io.gingham.bgp.speaker;

import io.gingham.bgp.bmp.station.CollectorLink;
import io.gingham.bgp.bmp.station.CollectorNetwork;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Connections to collectors of BMP, beside those to peers on the same thread of Netty's. What a
/// collector says is not listened to (RFC 7854 section 3.2).
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written ends in channelInactive
final class NettyCollectors implements CollectorNetwork {

    /// For the last words to get out.
    private static final int LINGER_MILLIS = 1_000;

    private final NettyNetwork network;
    private final Executor speakerThread;

    NettyCollectors(NettyNetwork network, Executor speakerThread) {
        this.network = network;
        this.speakerThread = speakerThread;
    }

    @Override
    public Runnable connect(IpAddress address, int port, Events events) {
        Attempt attempt = new Attempt(events);
        ChannelFuture future =
                network.client(attempt::prepare)
                        .connect(new InetSocketAddress(address.toInetAddress(), port));
        future.addListener(
                (ChannelFutureListener) done -> speakerThread.execute(() -> attempt.done(done)));
        return () -> {
            attempt.over = true;
            future.cancel(false);
            future.channel().close();
        };
    }

    /// Its fields belong to the speaker's thread, but for the link, which is there before all else.
    private final class Attempt {
        private final Events events;
        private volatile @Nullable Link link;
        private boolean over;

        Attempt(Events events) {
            this.events = events;
        }

        void prepare(SocketChannel channel) {
            Link made = new Link(channel, this);
            link = made;
            channel.pipeline().addLast(made);
        }

        void done(ChannelFuture future) {
            Link made = link;
            if (over) {
                return;
            }
            if (future.isSuccess() && made != null) {
                events.connected(made);
            } else {
                over = true;
                Throwable why = future.cause();
                events.ended(
                        "can't connect: "
                                + (why == null ? "no reason given" : FailureText.of(why)));
            }
        }

        void tell(Runnable what) {
            speakerThread.execute(
                    () -> {
                        if (!over) {
                            what.run();
                        }
                    });
        }
    }

    private static final class Link extends SimpleChannelInboundHandler<Object>
            implements CollectorLink {

        private final SocketChannel channel;
        private final Attempt attempt;

        Link(SocketChannel channel, Attempt attempt) {
            this.channel = channel;
            this.attempt = attempt;
        }

        @Override
        public void send(byte[] messages) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(messages));
        }

        @Override
        public long backlog() {
            ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
            return waiting == null ? 0 : waiting.totalPendingWriteBytes();
        }

        @Override
        public void close() {
            attempt.over = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(
                            (ChannelFutureListener)
                                    _ -> {
                                        channel.close();
                                    });
            channel.eventLoop()
                    .schedule(
                            () -> {
                                channel.close();
                            },
                            LINGER_MILLIS,
                            TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object said) {}

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            attempt.tell(() -> attempt.events.ended("the collector closed the connection"));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (channel.isWritable()) {
                attempt.tell(attempt.events::writable);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            attempt.tell(
                    () -> attempt.events.ended("the connection broke: " + FailureText.of(cause)));
            channel.close();
        }
    }
}
