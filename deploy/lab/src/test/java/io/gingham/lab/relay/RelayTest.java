package io.gingham.lab.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.gingham.lab.LabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of a connection: client, gateway, unix socket, relay, server; and the kubeconfig that
/// leads there.
class RelayTest {

    private static final InetSocketAddress GATEWAY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 8480);

    @TempDir private Path folder;

    private GivenCluster cluster(String cluster, String user) throws IOException {
        Path file = folder.resolve("given");
        Files.writeString(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {%s}}]
                users: [{name: u, user: {%s}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(cluster, user));
        return GivenCluster.read(file);
    }

    /// A server that answers one connection's first line with the same in upper case.
    private static ServerSocket shouting() throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket socket = server.accept()) {
                            byte[] said = socket.getInputStream().readAllBytes();
                            socket.getOutputStream()
                                    .write(
                                            new String(said, StandardCharsets.UTF_8)
                                                    .toUpperCase(java.util.Locale.ROOT)
                                                    .getBytes(StandardCharsets.UTF_8));
                        } catch (IOException closed) {
                            return;
                        }
                    }
                });
        return server;
    }

    private String throughBoth(String scheme, ServerSocket server, String head, String text)
            throws IOException {
        GivenCluster cluster =
                cluster("server: \"" + scheme + "://127.0.0.1:" + server.getLocalPort() + "\"", "");
        try (ServerSocketChannel relay = ApiRelay.open(folder, cluster);
                ApiGateway gateway = ApiGateway.open(folder, GATEWAY);
                Socket client = new Socket(GATEWAY.getAddress(), GATEWAY.getPort())) {
            assertTrue(relay.isOpen());
            assertEquals(GATEWAY, gateway.address());
            client.setSoTimeout(10_000);
            client.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            while (!head.isEmpty() && answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) client.getInputStream().read());
            }
            if (answer.indexOf(" 403 ") < 0) {
                client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                client.shutdownOutput();
            }
            return answer
                    + new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anHttpServersBytesPassBothWaysAndTheEndToo() throws IOException {
        try (ServerSocket server = shouting()) {
            assertEquals("HELLO", throughBoth("http", server, "", "hello"));
        }
    }

    @Test
    void anHttpsServerIsReachedAfterConnect() throws IOException {
        try (ServerSocket server = shouting()) {
            String head = "CONNECT 127.0.0.1:" + server.getLocalPort() + " HTTP/1.1\r\n\r\n";
            assertEquals(
                    "HTTP/1.1 200 Connection established\r\n\r\nHELLO",
                    throughBoth("https", server, head, "hello"));
        }
    }

    @Test
    void noOtherServerIsReached() throws IOException {
        try (ServerSocket server = shouting()) {
            String answer =
                    throughBoth("https", server, "CONNECT 127.0.0.1:22 HTTP/1.1\r\n\r\n", "hello");
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
    }

    @Test
    void anHttpsServersUrlStaysAndFabric8TakesTheProxy() throws IOException {
        GivenCluster cluster = cluster("server: \"https://k8s.example:6443\"", "token: secret");
        Config inside = Config.fromKubeconfig(cluster.kubeconfigThrough("100.64.0.1:8080"));
        assertEquals("https://k8s.example:6443/", inside.getMasterUrl());
        assertEquals("https://100.64.0.1:8080", inside.getHttpsProxy());
        assertEquals(
                "secret",
                Objects.requireNonNullElse(inside.getAutoOAuthToken(), inside.getOauthToken()));
    }

    @Test
    void anHttpServersPlaceIsTakenByTheGateway() throws IOException {
        GivenCluster cluster = cluster("server: \"http://k8s.example/clusters/a\"", "");
        Config inside = Config.fromKubeconfig(cluster.kubeconfigThrough("100.64.0.1:8080"));
        assertEquals("http://100.64.0.1:8080/clusters/a/", inside.getMasterUrl());
        assertEquals(80, cluster.port());
    }

    @Test
    void filesOfCredentialsAreEmbedded() throws IOException {
        for (String name : new String[] {"ca", "cert", "key"}) {
            Files.writeString(folder.resolve(name), "content of " + name);
        }
        GivenCluster cluster =
                cluster(
                        "server: \"https://k8s.example\", certificate-authority: ca",
                        "client-certificate: cert, client-key: %s"
                                .formatted(folder.resolve("key")));
        String inside = cluster.kubeconfigThrough("100.64.0.1:8080");
        for (String name : new String[] {"ca", "cert", "key"}) {
            String data =
                    Base64.getEncoder()
                            .encodeToString(
                                    ("content of " + name).getBytes(StandardCharsets.UTF_8));
            assertTrue(inside.contains("-data\":\"" + data), inside);
        }
        assertTrue(!inside.contains(folder.toString()), inside);
    }

    @Test
    void whatIsWrongWithTheGivenOneIsSaid() {
        assertSays("can't read", () -> GivenCluster.read(folder.resolve("missing")));
        assertSays(
                "proxy-url",
                () -> cluster("server: \"https://a\", proxy-url: \"https://b:1\"", ""));
        assertSays("several files", () -> ApiRelay.givenKubeconfig("/a:/b"));
        assertSays("not set", () -> ApiRelay.givenKubeconfig(" "));
        assertSays(
                "can't be reached",
                () -> ApiRelay.open(folder, cluster("server: \"https://127.0.0.1:1\"", "")));
        assertSays("not a kubeconfig", () -> read("{{{"));
        assertSays("names no cluster", () -> read("apiVersion: v1\nkind: Config\n"));
    }

    private GivenCluster read(String content) throws IOException {
        return GivenCluster.read(Files.writeString(folder.resolve("bad"), content));
    }

    private static void assertSays(String words, org.junit.jupiter.api.function.Executable work) {
        String said = String.valueOf(assertThrows(LabException.class, work).getMessage());
        assertTrue(said.contains(words), said);
    }
}
