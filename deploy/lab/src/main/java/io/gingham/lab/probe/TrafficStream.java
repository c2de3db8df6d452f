package io.gingham.lab.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Steady traffic from one place to another while something is done to the cluster, and what got
/// lost of it.
///
/// - datagrams, one every 5 ms: each that is not answered is lost;
/// - one long TCP connection, a message every 10 ms, and new TCP connections, one every 20 ms: each
///   segment that either kernel had to send again was lost. The kernels' own counters tell
///   (`RetransSegs` of both namespaces), so a busy machine on which this process has to wait for
///   its turn does not look like a lossy network.
public final class TrafficStream implements AutoCloseable {

    private static final Duration DATAGRAM_EVERY = Duration.ofMillis(5);
    private static final Duration MESSAGE_EVERY = Duration.ofMillis(10);
    private static final Duration CONNECTION_EVERY = Duration.ofMillis(20);
    private static final int TIMEOUT_MILLIS = 5000;

    /// Segments in flight at such a moment: one of the long connection, one of a new one.
    private static final int STOOD_STILL = 2;

    /// A line of names and a line of values for each protocol; proc(5), of the reading thread's
    /// namespace.
    private static final Path COUNTERS = Path.of("/proc/thread-self/net/snmp");

    /// What was sent and what got lost. `failure` is empty, or why a stream could not go on.
    public record Report(
            long datagrams,
            long datagramsLost,
            long messages,
            long connections,
            long segmentsResent,
            String failure) {

        public boolean isClean() {
            return datagramsLost == 0 && segmentsResent == 0 && failure.isEmpty();
        }

        /// Nothing was lost, as far as a machine can tell that stood still for a moment itself: a
        /// segment whose acknowledgement waits there for its turn for 200 ms is sent again, though
        /// no datagram was lost meanwhile, one every 5 ms.
        public boolean lostNothing() {
            return datagramsLost == 0 && segmentsResent <= STOOD_STILL && failure.isEmpty();
        }

        @Override
        public String toString() {
            return "%d of %d datagrams lost; %d TCP segments resent in %d messages on an existing connection and %d new connections%s"
                    .formatted(
                            datagramsLost,
                            datagrams,
                            segmentsResent,
                            messages,
                            connections,
                            failure.isEmpty() ? "" : "; " + failure);
        }
    }

    private final Place from;
    private final Place to;
    private final long resentBefore;
    private final InetSocketAddress tcpTarget;
    private final InetSocketAddress udpTarget;
    private final AtomicLong datagrams = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final Thread[] threads;
    private volatile boolean stopping;
    private volatile String failure = "";

    private interface Stream {
        void run() throws IOException, InterruptedException;
    }

    /// Starts all three streams.
    public TrafficStream(Place from, Place to, int tcpPort, int udpPort) {
        this.from = from;
        this.to = to;
        this.resentBefore = resent();
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
                connections.get(),
                resent() - resentBefore,
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
            for (int i = 0; i < 300 && answered.get() < datagrams.get(); i++) {
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
                channel.write(
                        StandardCharsets.UTF_8.encode("#" + messages.incrementAndGet() + "\n"));
                readLine(input);
                TimeUnit.MILLISECONDS.sleep(MESSAGE_EVERY.toMillis());
            }
        }
    }

    private void connect() throws IOException, InterruptedException {
        while (!stopping) {
            connections.incrementAndGet();
            try (SocketChannel channel = open()) {
                readLine(channel.socket().getInputStream());
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

    /// TCP segments that the kernels of both ends have sent again since the namespaces were made.
    private long resent() {
        return resentIn(from) + resentIn(to);
    }

    private static long resentIn(Place place) {
        try {
            List<String> lines = place.namespace().call(() -> Files.readAllLines(COUNTERS));
            List<String[]> tcp =
                    lines.stream()
                            .filter(line -> line.startsWith("Tcp:"))
                            .map(line -> line.split(" "))
                            .toList();
            return Long.parseLong(tcp.get(1)[List.of(tcp.get(0)).indexOf("RetransSegs")]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
