package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One session with the speaker, on a plain blocking socket with a thread that reads.
final class BenchPeer implements AutoCloseable {

    static final InetAddress SPEAKER = BenchNet.address(BenchNet.SPEAKER);
    static final long SPEAKER_AS = 65_000;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final int READ_OCTETS = 1 << 18;

    private final SocketChannel channel;
    private final UpdateSink sink;
    private final SessionScript script;
    private final String name;

    private BenchPeer(SocketChannel channel, String name, UpdateSink sink) {
        this.channel = channel;
        this.name = name;
        this.sink = sink;
        this.script = new SessionScript(sink, this::write);
    }

    /// Connects, as often as it needs until the speaker listens, and returns with the session
    /// established.
    ///
    /// @param local our address, on the bench's end of the cable
    static BenchPeer connect(int local, long asn, UpdateSink sink) {
        long end = System.nanoTime() + CONNECT_LIMIT.toNanos();
        while (true) {
            SocketChannel channel = tryConnect(local);
            if (channel != null) {
                BenchPeer peer = new BenchPeer(channel, "AS " + asn, sink);
                peer.write(SessionScript.open(asn, local));
                Thread.ofPlatform().daemon().name("peer-" + asn).start(peer::read);
                if (peer.awaitEstablished(end)) {
                    return peer;
                }
                peer.close();
            }
            if (System.nanoTime() > end) {
                throw new BenchException("the speaker takes no session with AS " + asn);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static @Nullable SocketChannel tryConnect(int local) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(BenchNet.address(local), 0));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(SPEAKER, BenchNet.PORT));
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            return null;
        }
    }

    private boolean awaitEstablished(long end) {
        while (!script.established()) {
            if (System.nanoTime() > end || !script.ending().isEmpty()) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    private void read() {
        MessageCutter cutter = new MessageCutter(READ_OCTETS);
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_OCTETS);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                cutter.accept(buffer.flip(), script);
                sink.batchEnd();
            }
            script.ended("the speaker closed the connection");
        } catch (IOException e) {
            script.ended(String.valueOf(e.getMessage()));
        }
    }

    /// Writes as fast as the socket takes it.
    ///
    /// @param octets best in a direct buffer; its position is left as it is
    void send(ByteBuffer octets) {
        requireSession();
        write(octets.duplicate());
    }

    void requireSession() {
        if (!script.ending().isEmpty()) {
            throw new BenchException("the session of " + name + " is over: " + script.ending());
        }
    }

    private synchronized void write(ByteBuffer octets) {
        try {
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        } catch (IOException e) {
            throw new BenchException(
                    "writing to the speaker failed (" + name + "; " + script.ending() + ")", e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was to be written any more.
        }
    }
}
