package io.gingham.lab.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Many flows of datagrams at the same time from one place to another, each from a port of its own,
/// so that routers with several ways spread them. What is not answered is lost; of each flow it is
/// known when, so that the longest silence is how long the flow had no way.
///
/// The server answers as [PodServers] do: its name, then what it was sent.
public final class Flows implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(10);

    /// For answers that are still on their way at the end.
    private static final Duration LINGER = Duration.ofSeconds(1);

    /// @param lost datagrams of all flows
    /// @param hit how many of the flows lost any
    /// @param outage the longest time from a datagram that was lost to the next one of its flow
    ///   that was not
    public record Report(int flows, long sent, long lost, int hit, Duration outage) {

        @Override
        public String toString() {
            return "%d of %d datagrams lost, in %d of %d flows; the longest outage of a flow %d ms"
                    .formatted(lost, sent, hit, flows, outage.toMillis());
        }
    }

    private static final class Flow {
        private final DatagramChannel channel;
        private final List<Long> sentAt = new ArrayList<>();
        private final BitSet answered = new BitSet();

        Flow(DatagramChannel channel) {
            this.channel = channel;
        }

        void send() throws IOException {
            byte[] text = ("#" + sentAt.size()).getBytes(StandardCharsets.US_ASCII);
            sentAt.add(System.nanoTime());
            try {
                channel.write(ByteBuffer.wrap(text));
            } catch (IOException e) {
                // No route for the moment: it is lost.
            }
        }

        void receive(ByteBuffer buffer) throws IOException {
            while (true) {
                buffer.clear();
                try {
                    if (channel.read(buffer) <= 0) {
                        return;
                    }
                } catch (IOException e) {
                    // An ICMP error, of one that is lost.
                    continue;
                }
                String text =
                        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
                answered.set(Integer.parseInt(text.substring(text.lastIndexOf('#') + 1)));
            }
        }

        long lost() {
            return sentAt.size() - answered.cardinality();
        }

        long outageNanos() {
            long longest = 0;
            for (int first = answered.nextClearBit(0);
                    first < sentAt.size();
                    first = answered.nextClearBit(first)) {
                int next = answered.nextSetBit(first);
                int end = next < 0 ? sentAt.size() - 1 : next;
                longest = Math.max(longest, sentAt.get(end) - sentAt.get(first));
                first = end + 1;
            }
            return longest;
        }
    }

    private final List<Flow> flows = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile String failure = "";

    /// Starts them.
    public Flows(int count, Place from, Place to, int port) throws IOException {
        InetSocketAddress target = new InetSocketAddress(to.address().toInetAddress(), port);
        for (int i = 0; i < count; i++) {
            DatagramChannel channel = from.namespace().call(() -> DatagramChannel.open());
            channel.bind(new InetSocketAddress(from.address().toInetAddress(), 0));
            channel.connect(target);
            channel.configureBlocking(false);
            flows.add(new Flow(channel));
        }
        thread = Thread.ofPlatform().daemon().name("flows").start(this::run);
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(256);
        try {
            while (!stopping) {
                for (Flow flow : flows) {
                    flow.send();
                }
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
                receive(buffer);
            }
            long end = System.nanoTime() + LINGER.toNanos();
            while (System.nanoTime() < end && lost() > 0) {
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
                receive(buffer);
            }
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(ByteBuffer buffer) throws IOException {
        for (Flow flow : flows) {
            flow.receive(buffer);
        }
    }

    private long lost() {
        return flows.stream().mapToLong(Flow::lost).sum();
    }

    /// Ends them, and tells what became of them.
    ///
    /// @throws IOException why they could not go on
    public Report stop() throws IOException, InterruptedException {
        close();
        thread.join();
        for (Flow flow : flows) {
            flow.channel.close();
        }
        if (!failure.isEmpty()) {
            throw new IOException("the flows ended: " + failure);
        }
        return new Report(
                flows.size(),
                flows.stream().mapToLong(flow -> flow.sentAt.size()).sum(),
                lost(),
                (int) flows.stream().filter(flow -> flow.lost() > 0).count(),
                Duration.ofNanos(flows.stream().mapToLong(Flow::outageNanos).max().orElse(0)));
    }

    @Override
    public void close() {
        stopping = true;
    }
}
