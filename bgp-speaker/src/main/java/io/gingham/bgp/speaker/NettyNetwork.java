package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.LocalLinks;
import io.gingham.value.FailureText;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Real sockets. One thread of Netty's does for all of them: it only cuts and decodes.
///
/// Another transport (epoll, for TCP-MD5 and TTL) needs another handler factory and channel classes
/// here, nothing else.
final class NettyNetwork implements Network {

    private static final int FLUSHES_AT_ONCE = 256;

    /// Without it there are no passwords and no TTL security.
    private static final boolean NATIVE = SocketSecurity.available();

    private static final int CONNECT_TIMEOUT_MILLIS = 8_000;

    /// In bytes: above the upper one a peer counts as slow and gets nothing more until it is below
    /// the lower one.
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    /// For peers to answer our end of the connection.
    private static final int LAST_WORDS_MILLIS = 300;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1,
                    new DefaultThreadFactory("bgp-io", true),
                    NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Executor speakerThread;
    private final SocketSecurity security = new SocketSecurity();
    private @Nullable Channel listener;
    private @Nullable InetAddress listensAt;
    private volatile boolean reading = true;

    NettyNetwork(Executor speakerThread) {
        this.speakerThread = speakerThread;
    }

    /// Whom to expect, before they can connect.
    ///
    /// @throws IllegalArgumentException if a peer wants what can't be given here
    void expect(Collection<PeerConfig> peers) {
        SocketSecurity.require(peers);
        security.peers(peers);
        if (listener != null && listensAt != null) {
            security.updateListener(listener, listensAt);
        }
    }

    /// Blocks until the socket listens.
    ///
    /// @return where it listens; the port is the real one, also where 0 was asked for
    /// @throws SpeakerException CANNOT_LISTEN
    InetSocketAddress listen(InetSocketAddress address, Consumer<Connection> accepted) {
        stopListening();
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(
                                NATIVE
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        NettyConnection made = prepare(channel);
                                        security.accepted(channel, made.remoteAddress());
                                        speakerThread.execute(() -> accepted.accept(made));
                                    }
                                });
        InetAddress where = address.getAddress();
        listensAt = where;
        security.prepareListener(bootstrap, where);
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new SpeakerException(
                    SpeakerException.Reason.CANNOT_LISTEN,
                    "can't listen for BGP on "
                            + address
                            + ": "
                            + cure(FailureText.of(bound.cause())));
        }
        listener = bound.channel();
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private static String cure(String said) {
        return said
                + (said.contains("Cannot assign requested address")
                        ? "; no interface has that address"
                        : "; is another speaker running, or is the port below 1024 and the process"
                                + " without CAP_NET_BIND_SERVICE?");
    }

    void stopListening() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
            listener = null;
        }
    }

    @Override
    public Runnable connect(
            PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NATIVE ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        PeerEndpoint endpoint = peer.endpoint();
        if (endpoint.isSought()) {
            return noWay("no router was heard on " + endpoint.label() + " yet", failed);
        }
        SocketSecurity.prepareConnection(bootstrap, peer);
        PendingConnection pending = new PendingConnection(peer, connected, failed);
        bootstrap.handler(
                new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        pending.connection = prepare(channel);
                    }
                });
        Optional<InetAddress> there = Link.address(endpoint.address(), endpoint.interfaceName());
        if (there.isEmpty()) {
            return noWay(
                    "there is no interface '" + endpoint.interfaceName().orElse("") + "'", failed);
        }
        InetSocketAddress remote = new InetSocketAddress(there.get(), endpoint.port());
        ChannelFuture attempt =
                source(endpoint)
                        .map(source -> bootstrap.connect(remote, source))
                        .orElseGet(() -> bootstrap.connect(remote));
        attempt.addListener(
                (ChannelFutureListener) done -> speakerThread.execute(() -> pending.done(done)));
        return () -> {
            pending.cancelled = true;
            attempt.cancel(false);
            attempt.channel().close();
        };
    }

    /// For a connection of another kind than a peer's; closed with the others.
    ///
    /// @param made sees the channel before anything happens on it
    Bootstrap client(Consumer<SocketChannel> made) {
        return new Bootstrap()
                .group(group)
                .channel(NATIVE ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                open.add(channel);
                                channel.pipeline()
                                        .addLast(
                                                new FlushConsolidationHandler(
                                                        FLUSHES_AT_ONCE, true));
                                made.accept(channel);
                            }
                        });
    }

    private static Optional<InetSocketAddress> source(PeerEndpoint endpoint) {
        return endpoint.localAddress()
                .flatMap(
                        source ->
                                Link.address(
                                        source,
                                        source.isLinkLocal()
                                                ? endpoint.interfaceName()
                                                : Optional.empty()))
                .map(source -> new InetSocketAddress(source, 0));
    }

    /// It may come, and then there is another attempt.
    private Runnable noWay(String why, Consumer<String> failed) {
        AtomicBoolean cancelled = new AtomicBoolean();
        speakerThread.execute(
                () -> {
                    if (!cancelled.get()) {
                        failed.accept("can't connect: " + why);
                    }
                });
        return () -> cancelled.set(true);
    }

    /// An attempt to connect; its fields but the connection belong to the speaker's thread.
    private static final class PendingConnection {
        private final PeerConfig peer;
        private final Consumer<Connection> connected;
        private final Consumer<String> failed;
        private volatile @Nullable NettyConnection connection;
        private boolean cancelled;

        PendingConnection(
                PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed) {
            this.peer = peer;
            this.connected = connected;
            this.failed = failed;
        }

        void done(ChannelFuture attempt) {
            NettyConnection made = connection;
            if (cancelled) {
                return;
            }
            if (attempt.isSuccess() && made != null) {
                connected.accept(made);
            } else {
                failed.accept(
                        ConnectTrouble.of(
                                attempt.cause(),
                                peer,
                                () -> LinkReader.read().orElse(LocalLinks.NONE)));
            }
        }
    }

    @Override
    public void pauseReading(Runnable allHeard) {
        reading = false;
        connections().forEach(NettyConnection::pauseReading);
        Runnable heard = () -> speakerThread.execute(allHeard);
        try {
            // It has its turn after what is being read now, and on the speaker's thread after that.
            group.next().execute(heard);
        } catch (RejectedExecutionException closed) {
            heard.run();
        }
    }

    @Override
    public void resumeReading() {
        reading = true;
        connections().forEach(NettyConnection::resumeReading);
    }

    private Stream<NettyConnection> connections() {
        return open.stream()
                .map(channel -> channel.pipeline().get(NettyConnection.class))
                .filter(Objects::nonNull);
    }

    private NettyConnection prepare(SocketChannel channel) {
        open.add(channel);
        NettyConnection connection = new NettyConnection(channel, speakerThread, () -> reading);
        // Many small messages, few system calls.
        channel.pipeline()
                .addLast(new FlushConsolidationHandler(FLUSHES_AT_ONCE, true), connection);
        return connection;
    }

    /// Closes all, after what was sent is out; blocks for up to a second or so.
    void close() {
        stopListening();
        open.newCloseFuture().awaitUninterruptibly(LAST_WORDS_MILLIS);
        open.close().awaitUninterruptibly(LAST_WORDS_MILLIS);
        group.shutdownGracefully(0, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(LAST_WORDS_MILLIS);
    }
}
