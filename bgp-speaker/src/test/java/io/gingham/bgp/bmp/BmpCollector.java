package io.gingham.bgp.bmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A collector that listens, and keeps what it is sent, connection by connection.
public final class BmpCollector implements AutoCloseable {

    private final ServerSocket server;
    private final boolean ofFrr;
    private final List<ByteArrayOutputStream> heard = new ArrayList<>();
    private @Nullable Socket current;
    private boolean reads = true;

    /// On a free port.
    public BmpCollector(String address) {
        this(address, false);
    }

    /// One that FRR connects to.
    public static BmpCollector ofFrr(String address) {
        return new BmpCollector(address, true);
    }

    private BmpCollector(String address, boolean ofFrr) {
        this.ofFrr = ofFrr;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                synchronized (this) {
                    heard.add(bytes);
                    current = socket;
                }
                Thread.ofVirtual().start(() -> read(socket, bytes));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void read(Socket socket, ByteArrayOutputStream bytes) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = socket.getInputStream()) {
            int count = in.read(buffer);
            while (count >= 0) {
                synchronized (this) {
                    bytes.write(buffer, 0, count);
                    while (!reads) {
                        wait();
                    }
                }
                count = in.read(buffer);
            }
        } catch (IOException broken) {
            // What came before stays.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// It reads from the next buffer on, or no more.
    public synchronized void reads(boolean does) {
        reads = does;
        notifyAll();
    }

    public synchronized int connections() {
        return heard.size();
    }

    /// Hangs up on the last one who came.
    public synchronized void hangUp() {
        try {
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the last one who came has said, as far as it is whole; empty if nobody came.
    public Optional<BmpTables> tables() {
        byte[] bytes;
        synchronized (this) {
            if (heard.isEmpty()) {
                return Optional.empty();
            }
            bytes = heard.getLast().toByteArray();
        }
        int end = 0;
        while (end + 6 <= bytes.length) {
            int length = BmpReader.length(ByteBuffer.wrap(bytes, end, bytes.length - end));
            if (end + length > bytes.length) {
                break;
            }
            end += length;
        }
        return Optional.of(BmpTables.of(Arrays.copyOf(bytes, end), ofFrr));
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
