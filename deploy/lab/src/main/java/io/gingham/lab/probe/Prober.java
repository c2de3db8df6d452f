package io.gingham.lab.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Sends many probes at once and waits for their answers on one selector. Not for use by several
/// threads.
public final class Prober {

    /// A lost first packet is sent again after this time; the kernel resends a SYN after one
    /// second.
    private static final Duration UDP_RESEND = Duration.ofMillis(150);

    /// UDP source ports go round through this range, so that no probe meets the conntrack entry of
    /// an earlier one, whose policy may have been another.
    private static final int FIRST_SOURCE_PORT = 20_000;

    private static final int SOURCE_PORTS = 40_000;

    private final AtomicInteger sourcePorts = new AtomicInteger();

    /// How long to wait.
    ///
    /// @param answer for a probe that should be answered: at most this long
    /// @param silence for a probe that should not: at least this long, and until all that should be
    ///   answered are
    public record Patience(Duration answer, Duration silence) {
        public static final Patience DEFAULT =
                new Patience(Duration.ofMillis(2500), Duration.ofMillis(300));
    }

    private static final class Attempt {
        final Probe probe;
        final boolean expected;
        Outcome outcome = new Outcome.TimedOut();
        boolean over;

        Attempt(Probe probe, boolean expected) {
            this.probe = probe;
            this.expected = expected;
        }

        void end(Outcome end, SelectionKey key) {
            outcome = end;
            over = true;
            closeQuietly(key);
        }
    }

    /// @param expected true for a probe that should be answered: only how long to wait depends on
    ///   it
    public Map<Probe, Outcome> run(
            Collection<Probe> probes, Predicate<Probe> expected, Patience patience)
            throws IOException {
        List<Attempt> attempts =
                probes.stream().map(p -> new Attempt(p, expected.test(p))).toList();
        try (Selector selector = Selector.open()) {
            try {
                open(attempts, selector);
                await(attempts, selector, patience);
            } finally {
                List.copyOf(selector.keys()).forEach(Prober::closeQuietly);
            }
        }
        Map<Probe, Outcome> outcomes = new LinkedHashMap<>();
        attempts.forEach(attempt -> outcomes.put(attempt.probe, attempt.outcome));
        return outcomes;
    }

    /// One visit of each source's namespace opens all its sockets.
    private void open(List<Attempt> attempts, Selector selector) throws IOException {
        Map<Place, List<Attempt>> bySource =
                attempts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        a -> a.probe.from(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        for (Map.Entry<Place, List<Attempt>> entry : bySource.entrySet()) {
            entry.getKey()
                    .namespace()
                    .call(
                            () -> {
                                for (Attempt attempt : entry.getValue()) {
                                    open(attempt, selector);
                                }
                                return entry.getKey();
                            });
        }
    }

    private void open(Attempt attempt, Selector selector) throws IOException {
        Probe probe = attempt.probe;
        InetSocketAddress target =
                new InetSocketAddress(probe.to().address().toInetAddress(), probe.port());
        InetSocketAddress source = new InetSocketAddress(probe.from().address().toInetAddress(), 0);
        switch (probe.protocol()) {
            case TCP -> {
                SocketChannel channel = SocketChannel.open();
                // Closing with RST leaves nothing in TIME_WAIT: hundreds of cases use the same
                // addresses.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.configureBlocking(false);
                channel.bind(source);
                SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, attempt);
                try {
                    channel.connect(target);
                } catch (IOException e) {
                    attempt.end(new Outcome.Refused(String.valueOf(e.getMessage())), key);
                }
            }
            case UDP -> {
                DatagramChannel channel = bindToFreshPort(source);
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ, attempt);
                try {
                    channel.connect(target);
                    send(attempt, channel);
                } catch (IOException e) {
                    attempt.end(new Outcome.Refused(String.valueOf(e.getMessage())), key);
                }
            }
        }
    }

    private DatagramChannel bindToFreshPort(InetSocketAddress source) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        for (int tries = 0; ; tries++) {
            int port =
                    FIRST_SOURCE_PORT + Math.floorMod(sourcePorts.getAndIncrement(), SOURCE_PORTS);
            try {
                return channel.bind(new InetSocketAddress(source.getAddress(), port));
            } catch (java.net.BindException e) {
                if (tries == 100) {
                    channel.close();
                    throw e;
                }
            }
        }
    }

    private static void send(Attempt attempt, DatagramChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(attempt.probe.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void await(List<Attempt> attempts, Selector selector, Patience patience)
            throws IOException {
        long start = System.nanoTime();
        long answerLimit = start + patience.answer().toNanos();
        long silenceLimit = start + patience.silence().toNanos();
        long resend = start + UDP_RESEND.toNanos();
        while (true) {
            long now = System.nanoTime();
            boolean answersPending = attempts.stream().anyMatch(a -> a.expected && !a.over);
            boolean allOver = attempts.stream().allMatch(a -> a.over);
            boolean waiting = !allOver && (answersPending ? now < answerLimit : now < silenceLimit);
            // Even when time is up, what the kernel already has counts: this process may have been
            // kept from running.
            selector.select(Prober::advance, waiting ? 20 : 1);
            if (!waiting) {
                break;
            }
            if (now >= resend) {
                resend = now + UDP_RESEND.toNanos();
                selector.keys().forEach(Prober::resend);
            }
        }
    }

    private static void resend(SelectionKey key) {
        if (key.isValid() && key.channel() instanceof DatagramChannel channel) {
            Attempt attempt = (Attempt) key.attachment();
            try {
                send(attempt, channel);
            } catch (IOException e) {
                attempt.end(new Outcome.Refused(String.valueOf(e.getMessage())), key);
            }
        }
    }

    private static void advance(SelectionKey key) {
        Attempt attempt = (Attempt) key.attachment();
        if (!key.isValid() || attempt.over) {
            return;
        }
        try {
            switch (key.channel()) {
                case SocketChannel tcp -> advanceTcp(tcp, key, attempt);
                case DatagramChannel udp -> advanceUdp(udp, key, attempt);
                default -> throw new AssertionError("no such channel: " + key.channel());
            }
        } catch (IOException e) {
            attempt.end(new Outcome.Refused(String.valueOf(e.getMessage())), key);
        }
    }

    private static void advanceTcp(SocketChannel tcp, SelectionKey key, Attempt attempt)
            throws IOException {
        if (key.isConnectable()) {
            if (tcp.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
            }
            return;
        }
        ByteBuffer greeting = ByteBuffer.allocate(512);
        int read = tcp.read(greeting);
        if (read < 0) {
            attempt.end(new Outcome.Refused("connection closed without a greeting"), key);
        } else if (read > 0) {
            attempt.end(new Outcome.Answered(text(greeting).strip()), key);
        }
    }

    private static void advanceUdp(DatagramChannel udp, SelectionKey key, Attempt attempt)
            throws IOException {
        ByteBuffer reply = ByteBuffer.allocate(2048);
        if (udp.read(reply) > 0) {
            String text = text(reply);
            attempt.end(
                    new Outcome.Answered(text.substring(0, Math.max(0, text.indexOf(' ')))), key);
        }
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    private static void closeQuietly(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // A probe's socket that can't be closed says nothing about the network.
        }
    }
}
