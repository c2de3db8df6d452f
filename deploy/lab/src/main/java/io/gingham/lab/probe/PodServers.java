package io.gingham.lab.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The servers of all pods, on one selector thread. A TCP server greets each connection with the
/// name of its place and echoes what comes after; a UDP server answers each datagram with `NAME `
/// and the datagram.
public final class PodServers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodServers.class);

    /// Connections that may wait in the kernel: more than all probes of a step at once.
    private static final int BACKLOG = 1024;

    record Listener(Place place, Protocol protocol, int port) {}

    /// @param log told each connection and datagram
    private record Service(Listener listener, Consumer<String> log) {
        void from(@Nullable SocketAddress client) {
            log.accept(listener.protocol() + "/" + listener.port() + " from " + client);
        }
    }

    private final Selector selector;
    private final Map<Listener, SelectionKey> listeners = new ConcurrentHashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(2048);

    public PodServers() throws IOException {
        selector = Selector.open();
        Thread.ofPlatform().daemon().name("pod-servers").start(this::serve);
    }

    /// Starts a server inside the place's namespace; one that is already there stays.
    public void listen(Place place, Protocol protocol, int port) throws IOException {
        listen(place, protocol, port, request -> {});
    }

    /// @param log told each connection and datagram, on the servers' thread
    public void listen(Place place, Protocol protocol, int port, Consumer<String> log)
            throws IOException {
        Listener listener = new Listener(place, protocol, port);
        if (listeners.containsKey(listener)) {
            return;
        }
        SelectionKey key = place.namespace().call(() -> open(listener, new Service(listener, log)));
        listeners.put(listener, key);
        selector.wakeup();
    }

    /// Ends all servers of a place.
    public void close(Place place) {
        listeners
                .entrySet()
                .removeIf(
                        entry -> {
                            if (!entry.getKey().place().equals(place)) {
                                return false;
                            }
                            close(entry.getValue());
                            return true;
                        });
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.keys().forEach(PodServers::close);
        selector.close();
    }

    private SelectionKey open(Listener listener, Service service) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(listener.place().address().toInetAddress(), listener.port());
        return switch (listener.protocol()) {
            case TCP -> {
                ServerSocketChannel channel = ServerSocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(address, BACKLOG);
                channel.configureBlocking(false);
                yield channel.register(selector, SelectionKey.OP_ACCEPT, service);
            }
            case UDP -> {
                DatagramChannel channel = DatagramChannel.open();
                channel.bind(address);
                channel.configureBlocking(false);
                yield channel.register(selector, SelectionKey.OP_READ, service);
            }
        };
    }

    private void serve() {
        while (selector.isOpen()) {
            try {
                selector.select(this::handle);
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException e) {
                LOG.error("the pods' servers can't go on", e);
                return;
            }
        }
    }

    private void handle(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        Service service = (Service) key.attachment();
        try {
            switch (key.channel()) {
                case ServerSocketChannel server -> accept(server, service);
                case SocketChannel connection -> echo(connection, key);
                case DatagramChannel datagrams -> answer(datagrams, service);
                default -> throw new AssertionError("no such channel: " + key.channel());
            }
        } catch (IOException e) {
            // The client went away; a probe is over as soon as it has its answer.
            if (!(key.channel() instanceof ServerSocketChannel)) {
                close(key);
            }
        }
    }

    private void accept(ServerSocketChannel server, Service service) throws IOException {
        SocketChannel connection = server.accept();
        if (connection != null) {
            connection.configureBlocking(false);
            connection.write(
                    ByteBuffer.wrap(
                            (service.listener().place().name() + "\n")
                                    .getBytes(StandardCharsets.UTF_8)));
            connection.register(selector, SelectionKey.OP_READ, service);
            service.from(connection.getRemoteAddress());
        }
    }

    private void echo(SocketChannel connection, SelectionKey key) throws IOException {
        buffer.clear();
        if (connection.read(buffer) < 0) {
            close(key);
            return;
        }
        buffer.flip();
        connection.write(buffer);
    }

    private void answer(DatagramChannel datagrams, Service service) throws IOException {
        buffer.clear();
        SocketAddress from = datagrams.receive(buffer);
        if (from != null) {
            buffer.flip();
            byte[] name =
                    (service.listener().place().name() + " ").getBytes(StandardCharsets.UTF_8);
            ByteBuffer reply = ByteBuffer.allocate(name.length + buffer.remaining());
            datagrams.send(reply.put(name).put(buffer).flip(), from);
            service.from(from);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            LOG.debug("closing {}", key.channel(), e);
        }
    }
}
