package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Decoded;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A peer that is faster than the speaker fills its own socket, and not our memory.
@Timeout(60)
class BackPressureTest {

    /// What sockets may hold on their own, and much more than may wait with us.
    private static final long NEVER = 64 << 20;

    private static final int KEEPALIVES = 3_000;

    private static final Connection.Events NOTHING =
            new Connection.Events() {
                @Override
                public void received(Decoded decoded) {
                    // taken
                }

                @Override
                public void garbage(BgpException error) {
                    throw new AssertionError(error);
                }

                @Override
                public void closed(String reason) {
                    // at the end of the test
                }

                @Override
                public void writable() {
                    // nothing is written
                }
            };

    /// The speaker's thread: runs nothing unless a test does.
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();

    private final NettyNetwork network = new NettyNetwork(waiting::add);
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        InetSocketAddress where =
                network.listen(new InetSocketAddress("127.0.0.1", 0), made -> made.attach(NOTHING));
        peer = SocketChannel.open();
        peer.setOption(StandardSocketOptions.SO_SNDBUF, 64 << 10);
        peer.connect(where);
        peer.configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        network.close();
    }

    private static ByteBuffer keepalives() {
        byte[] one = MessageEncoder.encode(new Keepalive(), CodecContext.INITIAL);
        ByteBuffer many = ByteBuffer.allocateDirect(KEEPALIVES * one.length);
        while (many.hasRemaining()) {
            many.put(one);
        }
        return many.flip();
    }

    /// Until nothing was taken for a second, or `most` octets were.
    private long sendUntilStuck(ByteBuffer octets, long most) throws IOException {
        long sent = 0;
        long lastTaken = System.nanoTime();
        while (System.nanoTime() - lastTaken < TimeUnit.SECONDS.toNanos(1) && sent < most) {
            if (!octets.hasRemaining()) {
                octets.rewind();
            }
            int taken = peer.write(octets);
            if (taken > 0) {
                sent += taken;
                lastTaken = System.nanoTime();
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return sent;
    }

    @Test
    void aPeerIsNotReadWhileItsMessagesWait() throws IOException {
        long sent = sendUntilStuck(keepalives(), NEVER);
        assertTrue(sent < NEVER, () -> sent + " octets were taken");
        // One task is a read's messages: 256 KiB of them may wait, and what was read last.
        assertTrue(waiting.size() < 100, () -> waiting.size() + " reads wait");
    }

    @Test
    void itIsReadAgainWhenTheyHaveBeenTaken() throws Exception {
        ByteBuffer octets = keepalives();
        sendUntilStuck(octets, NEVER);
        Thread speaker =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        while (!Thread.currentThread().isInterrupted()) {
                                            waiting.take().run();
                                        }
                                    } catch (InterruptedException end) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        long more = sendUntilStuck(octets, NEVER);
        speaker.interrupt();
        speaker.join();
        assertTrue(more >= NEVER, () -> "only " + more + " octets were taken");
    }

    @Test
    void whilePausedNothingIsReadAndWhatWasReadBeforeIsHeardFirst() throws Exception {
        waiting.take().run(); // the connection
        ByteBuffer octets = keepalives();
        sendUntilStuck(octets, octets.capacity());
        List<String> heard = new ArrayList<>();
        network.pauseReading(() -> heard.add("all"));
        while (heard.isEmpty()) {
            waiting.take().run();
        }
        assertTrue(sendUntilStuck(octets, NEVER) < NEVER);
        assertEquals(0, waiting.size(), "reads after the pause began");
        network.resumeReading();
        waiting.take().run();
        assertEquals(List.of("all"), heard);
    }
}
