package io.gingham.lab.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Two connections joined: what one says, the other hears, until both have ended.
final class Pipe {

    private static final int CHUNK = 16 << 10;

    private Pipe() {}

    /// Carries bytes both ways and returns when that is over; both channels are closed then.
    static void join(SocketChannel left, SocketChannel right) {
        Thread back = Thread.startVirtualThread(() -> copy(right, left));
        copy(left, right);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(left);
        close(right);
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side broke off; the other must hear of it.
            close(from);
            close(to);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be said on it.
        }
    }
}
