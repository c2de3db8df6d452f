package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A server on the loopback interface with all our definitions, and requests to it.
final class TestServer implements AutoCloseable {

    static final String NETPOL = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
    static final String POOLS = "/apis/projectcalico.org/v3/ippools";
    static final String PODS = "/api/v1/namespaces/default/pods";
    static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));

    record Reply(int code, JsonNode body, List<String> warnings) {
        String message() {
            return body.path("message").asText();
        }
    }

    private final LabApiServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer(Path logs) throws IOException {
        server =
                LabApiServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        logs,
                        List.of(
                                ROOT.resolve("crds/src/main/resources/crds"),
                                ROOT.resolve(
                                        "deploy/manifests/gingham-cluster-network-policy.yaml")));
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    Reply post(String path, String yaml) throws IOException, InterruptedException {
        return send("POST", path, "application/yaml", yaml);
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", "");
    }

    Reply send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + path))
                        .method(method, BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        return new Reply(
                response.statusCode(),
                Json.MAPPER.readTree(response.body()),
                response.headers().allValues("Warning"));
    }

    JsonNode getAs(String accept, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + path)).header("Accept", accept).build();
        return Json.MAPPER.readTree(client.send(request, BodyHandlers.ofByteArray()).body());
    }

    InputStream watch(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path)).build();
        return client.send(request, BodyHandlers.ofInputStream()).body();
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
