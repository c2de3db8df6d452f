package io.gingham.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class HealthServerTest {

    private static HttpResponse<String> get(HealthServer server, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void answersOkWhenNothingIsWrong() throws Exception {
        try (HealthServer server = new HealthServer(0, () -> "", () -> "", () -> "")) {
            assertEquals(200, get(server, "/liveness").statusCode());
            assertEquals(200, get(server, "/readiness").statusCode());
        }
    }

    @Test
    void answersWithTheReasonWhenSomethingIs() throws Exception {
        try (HealthServer server = new HealthServer(0, () -> "", () -> "no podCIDR", () -> "")) {
            assertEquals(200, get(server, "/liveness").statusCode());
            assertEquals(503, get(server, "/readiness").statusCode());
            assertEquals("no podCIDR\n", get(server, "/readiness").body());
        }
    }

    @Test
    void givesPrometheusItsNumbers() throws Exception {
        try (HealthServer server = new HealthServer(0, () -> "", () -> "", () -> "up 1\n")) {
            assertEquals("up 1\n", get(server, "/metrics").body());
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (HealthServer server = new HealthServer(0, () -> "", () -> "", () -> "")) {
            String message =
                    assertThrows(
                                    IOException.class,
                                    () ->
                                            new HealthServer(
                                                    server.port(), () -> "", () -> "", () -> ""))
                            .getMessage();
            assertTrue(String.valueOf(message).contains("--health-port"), message);
        }
    }
}
