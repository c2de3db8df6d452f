package io.gingham.bench.api;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The server. See the package's page.
public final class ApiServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Map<String, ResourceCollection> collections = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong(1);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong listed = new AtomicLong();

    /// @param port 0: any free one
    public ApiServer(InetAddress address, int port) throws IOException {
        listener = new ServerSocket(port, 200, address);
        Thread.ofPlatform().daemon().name("api-server").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// A configuration for clients.
    public String kubeconfig() {
        return """
        apiVersion: v1
        kind: Config
        current-context: bench
        clusters: [{name: bench, cluster: {server: "http://%s:%d"}}]
        contexts: [{name: bench, context: {cluster: bench, user: bench}}]
        users: [{name: bench, user: {}}]
        """
                .formatted(listener.getInetAddress().getHostAddress(), port());
    }

    /// Makes or replaces an object.
    ///
    /// @param key `namespace/name`, or the name alone
    /// @param json its text; an empty `resourceVersion` in it is filled in
    /// @return [System#nanoTime] just before the watches were told
    public long put(ResourceKind kind, String key, String json) {
        return collection(kind).put(key, json);
    }

    /// @return as for [#put]
    public long remove(ResourceKind kind, String key) {
        return collection(kind).remove(key);
    }

    /// [System#nanoTime] of the end of the last list that was answered.
    public long lastListed() {
        return listed.get();
    }

    /// How many watches are open, of all kinds.
    public int watches() {
        return collections.values().stream().mapToInt(ResourceCollection::watches).sum();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private ResourceCollection collection(ResourceKind kind) {
        return collections.computeIfAbsent(
                kind.path(), path -> new ResourceCollection(kind, versions));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Optional<HttpRequest> request = HttpRequest.read(in);
                    request.isPresent();
                    request = HttpRequest.read(in)) {
                if (request.get().isWatch() && request.get().wantsWebSocket()) {
                    watch(request.get(), in, out);
                    return;
                }
                answer(request.get(), out);
            }
        } catch (IOException e) {
            // The client's business.
        } finally {
            connections.remove(socket);
        }
    }

    private void answer(HttpRequest request, OutputStream out) throws IOException {
        String[] parts = request.path().split("/");
        // /api/VERSION/PLURAL and /apis/GROUP/VERSION/PLURAL; all else names a namespace or an
        // object.
        boolean all = parts.length == (request.path().startsWith("/api/") ? 4 : 5);
        if (!request.method().equals("GET")) {
            send(out, "405 Method Not Allowed", status(405, "this server is only read"));
        } else if (!all || request.isWatch()) {
            send(out, "404 Not Found", status(404, request.path() + " is not here"));
        } else {
            ResourceCollection collection = collection(ResourceKind.unknown(request.path()));
            byte[] page =
                    collection.list((int) request.number("limit"), request.query().get("continue"));
            send(out, "200 OK", page);
            listed.set(System.nanoTime());
        }
    }

    private static byte[] status(int code, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"%s\",\"code\":%d}"
                .formatted(message, code)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(OutputStream out, String status, byte[] body) throws IOException {
        String head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private void watch(HttpRequest request, InputStream in, OutputStream out) throws IOException {
        String key = request.headers().getOrDefault("sec-websocket-key", "");
        String protocol = request.headers().getOrDefault("sec-websocket-protocol", "");
        String head =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + WebSocket.accept(key)
                        + (protocol.isEmpty()
                                ? ""
                                : "\r\nSec-WebSocket-Protocol: " + protocol.split(",")[0].strip())
                        + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        ResourceCollection collection = collection(ResourceKind.unknown(request.path()));
        WebSocket socket = new WebSocket(in, out);
        collection.watch(request.number("resourceVersion"), socket);
        socket.awaitEnd();
        collection.unwatch(socket);
    }
}
