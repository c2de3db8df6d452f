package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Decoded;
import io.gingham.bgp.codec.KnownNextHops;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.Octets;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection on Netty: cuts and decodes on Netty's thread, and hands what it found to the
/// speaker's.
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written ends in channelInactive
final class NettyConnection extends ByteToMessageDecoder implements Connection {

    /// Octets of messages that may wait, decoded, for the speaker's thread; above, nothing is read
    /// from the socket. Decoded they take up to twenty times as much.
    private static final int MAX_WAITING = 256 << 10;

    private static final int ENOUGH_DONE = MAX_WAITING / 4;

    /// What a message counts besides its own octets: its objects.
    private static final int MESSAGE_COST = 160;

    /// For the last words to arrive before the connection is reset by data nobody reads.
    private static final int LINGER_MILLIS = 1_000;

    private static final int LONGEST_LINGER_MILLIS = 5_000;

    private final SocketChannel channel;
    private final Executor speakerThread;
    private final BooleanSupplier mayRead;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CodecContext context = CodecContext.INITIAL;
    private volatile boolean closing;

    // What is told of the session to others.
    private volatile Octets openSent = Octets.EMPTY;
    private volatile Octets openReceived = Octets.EMPTY;

    // Netty's thread only.
    private boolean broken;
    private final KnownNextHops nextHops = new KnownNextHops();

    // The speaker's thread only.
    private @Nullable Events events;
    private final Queue<Consumer<Events>> unheard = new ArrayDeque<>();

    /// @param mayRead whether the network is not paused
    NettyConnection(SocketChannel channel, Executor speakerThread, BooleanSupplier mayRead) {
        this.channel = channel;
        this.speakerThread = speakerThread;
        this.mayRead = mayRead;
    }

    @Override
    public IpAddress localAddress() {
        return address(channel.localAddress());
    }

    @Override
    public IpAddress remoteAddress() {
        return address(channel.remoteAddress());
    }

    private static IpAddress address(@Nullable InetSocketAddress socket) {
        return socket == null ? IpAddress.ipv4(0) : IpAddress.of(socket.getAddress());
    }

    @Override
    public Optional<String> interfaceName() {
        InetSocketAddress remote = channel.remoteAddress();
        return remote == null ? Optional.empty() : Link.name(remote.getAddress());
    }

    @Override
    public void attach(Events newEvents) {
        events = newEvents;
        while (!unheard.isEmpty()) {
            unheard.remove().accept(newEvents);
        }
    }

    @Override
    public void agree(CodecContext agreed) {
        context = agreed;
    }

    @Override
    public CodecContext context() {
        return context;
    }

    @Override
    public ConnectionFacts facts() {
        return new ConnectionFacts(
                port(channel.localAddress()),
                port(channel.remoteAddress()),
                openSent,
                openReceived);
    }

    private static int port(@Nullable InetSocketAddress socket) {
        return socket == null ? 0 : socket.getPort();
    }

    @Override
    public void send(BgpMessage message) {
        byte[] bytes = MessageEncoder.encode(message, context);
        if (message instanceof BgpMessage.Open) {
            openSent = Octets.of(bytes);
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public void send(byte[] messages) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(messages));
    }

    @Override
    public long backlogOctets() {
        ChannelOutboundBuffer waitingToLeave = channel.unsafe().outboundBuffer();
        return waitingToLeave == null ? 0 : waitingToLeave.totalPendingWriteBytes();
    }

    @Override
    public void close() {
        closing = true;
        closeAfter(LONGEST_LINGER_MILLIS); // a peer that does not read lets nothing out
        ChannelFuture written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        written.addListener(
                (ChannelFutureListener)
                        _ -> {
                            channel.config().setAutoRead(true); // to see the peer's end
                            channel.shutdownOutput();
                            closeAfter(LINGER_MILLIS);
                        });
    }

    private void closeAfter(int millis) {
        channel.eventLoop()
                .schedule(
                        () -> {
                            channel.close();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (broken || closing) {
            in.skipBytes(in.readableBytes());
            return;
        }
        ByteBuffer left = in.nioBuffer();
        List<Decoded> batch = new ArrayList<>();
        try {
            while (left.hasRemaining()) {
                OptionalInt length = MessageFraming.length(left, context);
                if (length.isEmpty() || left.remaining() < length.getAsInt()) {
                    break;
                }
                ByteBuffer frame = left.slice(left.position(), length.getAsInt());
                left.position(left.position() + length.getAsInt());
                Decoded decoded = MessageDecoder.decode(frame, context, nextHops);
                if (decoded.message() instanceof BgpMessage.Open) {
                    openReceived = copy(frame);
                }
                batch.add(decoded);
            }
            in.readerIndex(in.writerIndex() - left.remaining());
            tellCounted(batch, left.position());
        } catch (BgpException e) {
            broken = true;
            in.skipBytes(in.readableBytes());
            tellCounted(batch, left.position());
            tell(to -> to.garbage(e));
        }
    }

    private static Octets copy(ByteBuffer frame) {
        ByteBuffer whole = frame.duplicate().rewind();
        byte[] bytes = new byte[whole.remaining()];
        whole.get(bytes);
        return Octets.of(bytes);
    }

    /// What came together is handed over together.
    private void tellCounted(List<Decoded> batch, int octets) {
        if (batch.isEmpty()) {
            return;
        }
        int cost = octets + batch.size() * MESSAGE_COST;
        if (waiting.addAndGet(cost) >= MAX_WAITING) {
            channel.config().setAutoRead(false);
        }
        tell(
                to -> {
                    batch.forEach(to::received);
                    waiting.addAndGet(-cost);
                    resumeReading();
                });
    }

    /// Until [#resumeReading]; what is being read just now still comes.
    void pauseReading() {
        channel.config().setAutoRead(false);
    }

    /// If nothing speaks against it. On the speaker's thread.
    void resumeReading() {
        boolean free = waiting.get() < ENOUGH_DONE && mayRead.getAsBoolean();
        if (free && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    private void tell(Consumer<Events> what) {
        if (closing) {
            return;
        }
        speakerThread.execute(
                () -> {
                    if (events == null) {
                        unheard.add(what);
                    } else {
                        what.accept(events);
                    }
                });
    }

    /// The superclass would read on, automatic or not, as long as no message comes out at its end;
    /// and ours never do.
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        tell(to -> to.closed("the peer closed the connection"));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            tell(Events::writable);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        tell(to -> to.closed("the connection broke: " + FailureText.of(cause)));
        channel.close();
    }
}
