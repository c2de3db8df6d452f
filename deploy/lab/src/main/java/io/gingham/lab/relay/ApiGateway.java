package io.gingham.lab.relay;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end inside the lab: passes each connection to the [ApiRelay]'s socket, for an `https` server
/// after a `CONNECT` (RFC 9110 section 9.3.6).
public final class ApiGateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiGateway.class);

    /// A request's head, in bytes; ours have some 100.
    private static final int HEAD_LIMIT = 8192;

    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocketChannel server;
    private final Path socket;
    private final String onlyTarget;

    private ApiGateway(ServerSocketChannel server, Path socket, String onlyTarget) {
        this.server = server;
        this.socket = socket;
        this.onlyTarget = onlyTarget;
    }

    /// @param folder what an [ApiRelay] was started with
    public static ApiGateway open(Path folder, InetSocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open().bind(address);
        ApiGateway gateway =
                new ApiGateway(server, folder.resolve(ApiRelay.SOCKET), target(folder));
        Thread.ofPlatform().daemon().name("api-gateway").start(gateway::accept);
        return gateway;
    }

    /// The kubeconfig of whatever is to go through here.
    public static Path kubeconfig(Path folder) {
        return folder.resolve(ApiRelay.KUBECONFIG);
    }

    /// `HOST:PORT` of an `https` server; empty for an `http` one, which needs no `CONNECT`.
    private static String target(Path folder) {
        URI server = URI.create(Config.fromKubeconfig(kubeconfig(folder).toFile()).getMasterUrl());
        if (!"https".equals(server.getScheme())) {
            return "";
        }
        return server.getHost() + ":" + (server.getPort() > 0 ? server.getPort() : 443);
    }

    /// Where it listens.
    SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn("the API gateway could not accept a connection: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(SocketChannel client) {
        try {
            if (!onlyTarget.isEmpty() && !connectAsked(client)) {
                Pipe.close(client);
                return;
            }
            Pipe.join(client, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IOException e) {
            LOG.debug("a connection to the API server", e);
            Pipe.close(client);
        }
    }

    /// Reads the request's head and answers it. The client says nothing more before it has the
    /// answer, so the head is all there is to read.
    private boolean connectAsked(SocketChannel client) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_LIMIT);
        String text = "";
        while (!text.endsWith(END_OF_HEAD)) {
            if (!head.hasRemaining() || client.read(head) < 0) {
                return false;
            }
            text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
        }
        boolean right = text.startsWith("CONNECT " + onlyTarget + " HTTP/1.");
        String status = right ? "200 Connection established" : "403 only " + onlyTarget;
        client.write(
                ByteBuffer.wrap(
                        ("HTTP/1.1 " + status + END_OF_HEAD)
                                .getBytes(StandardCharsets.ISO_8859_1)));
        return right;
    }
}
