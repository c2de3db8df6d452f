package io.gingham.agent.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gingham.agent.metrics.MetricsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Answers probes on the loopback interface: 200, or 503 with the reason in words; and Prometheus.
public final class HealthServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    /// @param port 0: any free one
    /// @param liveness why the agent must be restarted; empty if it must not
    /// @param readiness why this node can't take pods; empty if it can
    /// @param metrics for Prometheus, under `/metrics`
    /// @throws IOException if the port is taken
    public HealthServer(
            int port,
            Supplier<String> liveness,
            Supplier<String> readiness,
            Supplier<String> metrics)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "probes can't be answered on "
                            + address
                            + ": "
                            + e.getMessage()
                            + "; choose another --health-port",
                    e);
        }
        server.createContext("/liveness", exchange -> answer(exchange, liveness.get()));
        server.createContext("/readiness", exchange -> answer(exchange, readiness.get()));
        server.createContext("/metrics", exchange -> MetricsServer.answer(exchange, metrics));
        server.setExecutor(workers);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String failure) throws IOException {
        byte[] body =
                ((failure.isEmpty() ? "ok" : failure) + "\n").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(failure.isEmpty() ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
