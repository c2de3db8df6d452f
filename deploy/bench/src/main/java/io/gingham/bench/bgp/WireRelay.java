package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// In the speaker's place: opens all sessions, and passes on the feeder's octets unseen. What it
/// takes is what feeder, receiver and kernel need by themselves. A process of its own.
final class WireRelay {

    private static final int READ_OCTETS = 1 << 18;

    private WireRelay() {}

    /// @param peers all that will connect; the first feeds
    public static void main(String[] peers) throws IOException {
        List<SocketChannel> receivers = new ArrayList<>();
        SocketChannel feeder = null;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(BenchPeer.SPEAKER, BenchNet.PORT), peers.length);
            for (int i = 0; i < peers.length; i++) {
                SocketChannel channel = accept(server);
                if (peers[0].startsWith(host(channel) + "/")) {
                    feeder = channel;
                } else {
                    receivers.add(channel);
                }
            }
        }
        if (feeder == null) {
            throw new BenchException("the feeder did not connect");
        }
        pass(feeder, octets -> receivers.forEach(to -> write(to, octets.duplicate())));
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
        while (greeting.hasRemaining()) {
            if (channel.read(greeting) < 0) {
                throw new BenchException("the peer ended the session with its greeting");
            }
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
