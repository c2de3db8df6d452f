package io.gingham.lab.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Steady traffic from one place to another while something is done to the cluster, and what got
/// lost of it.
///
/// - datagrams, one every 5 ms: each that is not answered is lost;
/// - one long TCP connection, a message every 10 ms: a message that takes 190 ms and more was
///   resent (the kernel's least retransmission time-out is 200 ms), so a packet was lost;
/// - new TCP connections, one every 20 ms: one that takes 900 ms and more had its SYN resent (after
///   1 s).
public final class TrafficStream implements AutoCloseable {

    private static final Duration DATAGRAM_EVERY = Duration.ofMillis(5);
    private static final Duration MESSAGE_EVERY = Duration.ofMillis(10);
    private static final Duration CONNECTION_EVERY = Duration.ofMillis(20);
    private static final long RESENT_MESSAGE_MILLIS = 190;
    private static final long RESENT_SYN_MILLIS = 900;
    private static final int TIMEOUT_MILLIS = 5000;

    /// What was sent and what got lost. `failure` is empty, or why a stream could not go on.
    public record Report(
            long datagrams,
            long datagramsLost,
            long messages,
            long messagesResent,
            long connections,
            long connectionsResent,
            String failure) {

        public boolean isClean() {
            return datagramsLost == 0
                    && messagesResent == 0
                    && connectionsResent == 0
                    && failure.isEmpty();
        }

        @Override
        public String toString() {
            return "%d of %d datagrams lost, %d of %d messages on an existing connection resent, %d of %d new connections late%s"
                    .formatted(
                            datagramsLost,
                            datagrams,
                            messagesResent,
                            messages,
                            connectionsResent,
                            connections,
                            failure.isEmpty() ? "" : "; " + failure);
        }
    }

    private final Place from;
    private final InetSocketAddress tcpTarget;
    private final InetSocketAddress udpTarget;
    private final AtomicLong datagrams = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong messagesResent = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong connectionsResent = new AtomicLong();
    private final Thread[] threads;
    private volatile boolean stopping;
    private volatile String failure = "";

    private interface Stream {
        void run() throws IOException, InterruptedException;
    }

    /// Starts all three streams.
    public TrafficStream(Place from, Place to, int tcpPort, int udpPort) {
        this.from = from;
        this.tcpTarget = new InetSocketAddress(to.address().toInetAddress(), tcpPort);
        this.udpTarget = new InetSocketAddress(to.address().toInetAddress(), udpPort);
        this.threads =
                new Thread[] {
                    start("datagrams", this::sendDatagrams),
                    start("messages", this::sendMessages),
                    start("connections", this::connect)
                };
    }

    /// Ends the streams and tells what got lost.
    public Report stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return new Report(
                datagrams.get(),
                datagrams.get() - answered.get(),
                messages.get(),
                messagesResent.get(),
                connections.get(),
                connectionsResent.get(),
                failure);
    }

    @Override
    public void close() {
        stopping = true;
    }

    private Thread start(String name, Stream stream) {
        return Thread.ofPlatform()
                .daemon()
                .name("traffic-" + name)
                .start(
                        () -> {
                            try {
                                stream.run();
                            } catch (IOException e) {
                                failure = name + ": " + e;
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private void sendDatagrams() throws IOException, InterruptedException {
        try (DatagramChannel channel = from.namespace().call(() -> DatagramChannel.open())) {
            channel.bind(new InetSocketAddress(from.address().toInetAddress(), 0));
            channel.connect(udpTarget);
            channel.configureBlocking(false);
            ByteBuffer reply = ByteBuffer.allocate(256);
            while (!stopping) {
                channel.write(StandardCharsets.UTF_8.encode("#" + datagrams.incrementAndGet()));
                TimeUnit.MILLISECONDS.sleep(DATAGRAM_EVERY.toMillis());
                receive(channel, reply);
            }
            // The last ones may still be on their way.
            for (int i = 0; i < 50 && answered.get() < datagrams.get(); i++) {
                TimeUnit.MILLISECONDS.sleep(10);
                receive(channel, reply);
            }
        }
    }

    private void receive(DatagramChannel channel, ByteBuffer reply) throws IOException {
        reply.clear();
        while (channel.read(reply) > 0) {
            answered.incrementAndGet();
            reply.clear();
        }
    }

    private void sendMessages() throws IOException, InterruptedException {
        try (SocketChannel channel = open()) {
            InputStream input = channel.socket().getInputStream();
            readLine(input);
            while (!stopping) {
                long sent = System.nanoTime();
                channel.write(
                        StandardCharsets.UTF_8.encode("#" + messages.incrementAndGet() + "\n"));
                readLine(input);
                if (millisSince(sent) >= RESENT_MESSAGE_MILLIS) {
                    messagesResent.incrementAndGet();
                }
                TimeUnit.MILLISECONDS.sleep(MESSAGE_EVERY.toMillis());
            }
        }
    }

    private void connect() throws IOException, InterruptedException {
        while (!stopping) {
            long begun = System.nanoTime();
            connections.incrementAndGet();
            try (SocketChannel channel = open()) {
                readLine(channel.socket().getInputStream());
            }
            if (millisSince(begun) >= RESENT_SYN_MILLIS) {
                connectionsResent.incrementAndGet();
            }
            TimeUnit.MILLISECONDS.sleep(CONNECTION_EVERY.toMillis());
        }
    }

    private SocketChannel open() throws IOException {
        SocketChannel channel = from.namespace().call(() -> SocketChannel.open());
        channel.bind(new InetSocketAddress(from.address().toInetAddress(), 0));
        channel.socket().setSoTimeout(TIMEOUT_MILLIS);
        channel.socket().setTcpNoDelay(true);
        channel.socket().connect(tcpTarget, TIMEOUT_MILLIS);
        return channel;
    }

    private static void readLine(InputStream input) throws IOException {
        int read;
        do {
            read = input.read();
            if (read < 0) {
                throw new SocketTimeoutException("the server closed the connection");
            }
        } while (read != '\n');
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
