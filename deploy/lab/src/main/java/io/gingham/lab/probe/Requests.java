package io.gingham.lab.probe;

import io.gingham.value.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// One new connection after the other to an address that several may answer for, and who did.
public final class Requests implements AutoCloseable {

    private static final int EVERY_MILLIS = 20;
    private static final int TIMEOUT_MILLIS = 2000;

    /// @param answers how many by whom
    /// @param failure the last one's reason, or empty
    public record Report(Map<String, Long> answers, long failed, String failure) {
        public Report {
            answers = Map.copyOf(answers);
        }

        @Override
        public String toString() {
            return "answers %s; %d failed%s"
                    .formatted(
                            new TreeMap<>(answers),
                            failed,
                            failure.isEmpty() ? "" : ", the last: " + failure);
        }
    }

    private final Place from;
    private final InetSocketAddress target;
    private final Thread thread;
    private final Map<String, Long> answers = new TreeMap<>();
    private long failed;
    private String failure = "";
    private volatile boolean stopping;

    public Requests(Place from, IpAddress address, int port) {
        this.from = from;
        this.target = new InetSocketAddress(address.toInetAddress(), port);
        this.thread = Thread.ofPlatform().daemon().name("requests").start(this::run);
    }

    private void run() {
        while (!stopping) {
            try {
                answers.merge(ask(), 1L, Long::sum);
            } catch (IOException e) {
                failed++;
                failure = String.valueOf(e);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// The name that the server says first.
    private String ask() throws IOException {
        try (SocketChannel channel = from.namespace().call(() -> SocketChannel.open())) {
            channel.bind(new InetSocketAddress(from.address().toInetAddress(), 0));
            channel.socket().setSoTimeout(TIMEOUT_MILLIS);
            channel.socket().connect(target, TIMEOUT_MILLIS);
            StringBuilder name = new StringBuilder();
            var input = channel.socket().getInputStream();
            for (int read = input.read(); read != '\n'; read = input.read()) {
                if (read < 0) {
                    throw new IOException("closed before an answer");
                }
                name.append(new String(new byte[] {(byte) read}, StandardCharsets.US_ASCII));
            }
            return name.toString();
        }
    }

    /// Ends them.
    public Report stop() throws InterruptedException {
        close();
        thread.join();
        return new Report(answers, failed, failure);
    }

    @Override
    public void close() {
        stopping = true;
    }
}
