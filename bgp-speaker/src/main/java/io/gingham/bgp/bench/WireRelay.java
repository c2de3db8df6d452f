package io.gingham.bgp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// In the speaker's place: opens both sessions, and passes on the feeder's octets unseen. What it
/// takes is what feeder, receiver and kernel need by themselves. A process of its own.
final class WireRelay {

    private static final int READ_OCTETS = 1 << 18;

    private WireRelay() {}

    /// @param peers the feeder's and the receiver's addresses; which is which shows in them
    public static void main(String[] peers) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(BenchPeer.SPEAKER, BenchNet.PORT));
            SocketChannel one = accept(server);
            SocketChannel two = accept(server);
            boolean oneFeeds = peers[0].startsWith(host(one) + "/");
            SocketChannel feeder = oneFeeds ? one : two;
            SocketChannel receiver = oneFeeds ? two : one;
            Thread.ofPlatform().daemon().start(() -> pass(receiver, ByteBuffer::clear));
            pass(feeder, octets -> write(receiver, octets));
        }
    }

    private interface Target {
        void take(ByteBuffer octets);
    }

    private static String host(SocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress();
    }

    private static SocketChannel accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        write(channel, SessionScript.open(BenchPeer.SPEAKER_AS, BenchNet.SPEAKER));
        write(channel, SessionScript.keepalive());
        // Theirs, and their KEEPALIVE: 45 and 19 octets.
        int expected = SessionScript.open(0, 0).remaining() + MessageCutter.HEADER;
        ByteBuffer greeting = ByteBuffer.allocate(expected);
        while (greeting.hasRemaining() && channel.read(greeting) >= 0) {
            continue;
        }
        return channel;
    }

    private static void pass(SocketChannel from, Target to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_OCTETS);
        try {
            while (from.read(buffer.clear()) >= 0) {
                to.take(buffer.flip());
            }
        } catch (IOException e) {
            throw new BenchException("the relay's session is over", e);
        }
    }

    private static void write(SocketChannel channel, ByteBuffer octets) {
        try {
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        } catch (IOException e) {
            throw new BenchException("the relay can't write", e);
        }
    }
}
