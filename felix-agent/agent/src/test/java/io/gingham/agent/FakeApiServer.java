package io.gingham.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// As much of an API server as an agent's start needs: lists of JSON objects, watches that stay
/// silent, and what was written into the status of a Node and of its GinghamNode. Any list can be
/// refused.
final class FakeApiServer implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> items = new ConcurrentHashMap<>();
    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final BlockingQueue<JsonNode> conditions = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> reports = new LinkedBlockingQueue<>();

    FakeApiServer() throws IOException {
        this(0);
    }

    /// @param port 0: any free one
    FakeApiServer(int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(workers);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// @param plural of the resource: `nodes`
    void has(String plural, String json) {
        items.put(plural, json);
    }

    /// A single object, by its name.
    void hasOne(String name, String json) {
        objects.put(name, json);
    }

    /// @param code 403, for instance; 0: no longer
    void refuses(String plural, int code) {
        refusals.put(plural, code);
    }

    /// The conditions that were written, in order.
    BlockingQueue<JsonNode> conditions() {
        return conditions;
    }

    /// The statuses of the node's GinghamNode that were written, in order.
    BlockingQueue<JsonNode> reports() {
        return reports;
    }

    static Path kubeconfig(Path folder, int port) throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                current-context: fake
                clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: fake, context: {cluster: fake, user: fake}}]
                users: [{name: fake, user: {token: none}}]
                """
                        .formatted(port));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (exchange.getRequestMethod().equals("PATCH")) {
            JsonNode patch = MAPPER.readTree(exchange.getRequestBody());
            boolean ofNode = path.startsWith("/api/v1/nodes/");
            (ofNode ? conditions : reports)
                    .add(patch.at(ofNode ? "/status/conditions/0" : "/status"));
            send(exchange, 200, "{\"kind\":\"Node\",\"apiVersion\":\"v1\"}");
        } else if (query.contains("watch=true")) {
            watch(exchange);
        } else {
            list(exchange, path.substring(path.lastIndexOf('/') + 1));
        }
    }

    /// Not over a WebSocket, so that the client asks again without.
    private static void watch(HttpExchange exchange) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
            send(exchange, 503, "");
        } else {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
        }
    }

    private void list(HttpExchange exchange, String plural) throws IOException {
        int refusal = refusals.getOrDefault(plural, 0);
        if (refusal != 0) {
            send(
                    exchange,
                    refusal,
                    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"%s is refused\",\"code\":%d}"
                            .formatted(plural, refusal));
        } else if (objects.containsKey(plural)) {
            send(exchange, 200, objects.get(plural));
        } else {
            send(
                    exchange,
                    200,
                    "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}"
                            .formatted(items.getOrDefault(plural, "")));
        }
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
