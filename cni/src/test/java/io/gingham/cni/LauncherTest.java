package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher alone: without an agent, with a broken one, and started oddly.
class LauncherTest {

    private static final String LAUNCHER =
            Objects.requireNonNull(System.getenv("GINGHAM_ROOT")) + "/cni/target/gingham-cni";

    @TempDir Path folder;

    @Test
    void versionNeedsNoAgent() {
        JsonNode reply = reply(call("VERSION", "{\"cniVersion\": \"0.4.0\"}"), 0);

        assertEquals("0.4.0", reply.path("cniVersion").asText());
        assertEquals(
                "[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]",
                reply.path("supportedVersions").toString());
    }

    @Test
    void onlyTheOutermostCniVersionCounts() {
        String stdin =
                "{\"a\": {\"cniVersion\": \"9.9.9\"}, \"b\": \"cniVersion\","
                        + " \"cniVersion\" : \"1.0.0\"}";

        assertEquals("1.0.0", reply(call("ADD", stdin), 1).path("cniVersion").asText());
    }

    @Test
    void aVersionThatIsNoVersionIsNotRepeated() {
        String stdin = "{\"cniVersion\": \"\\\",x\"}";

        assertEquals("1.1.0", reply(call("ADD", stdin), 1).path("cniVersion").asText());
    }

    @Test
    void withoutAnAgentTheCodeIsTryAgainLater() {
        JsonNode error = reply(call("ADD", "{}"), 1);

        assertEquals(11, error.path("code").asInt());
        assertTrue(error.path("details").asText().contains("No such file"), error::toString);
    }

    @Test
    void aClosedStdinIsAnEmptyOne() {
        ProcessResult result =
                new ProcessRunner(Duration.ofSeconds(20))
                        .run(
                                List.of("sh", "-c", "exec " + LAUNCHER + " <&-"),
                                new byte[0],
                                environment("ADD"));

        assertEquals(11, reply(result, 1).path("code").asInt());
    }

    @Test
    void aHugeStdinIsRefused() {
        String huge = "{\"x\": \"" + "y".repeat(2 << 20) + "\"}";

        assertEquals(6, reply(call("ADD", huge), 1).path("code").asInt());
    }

    @Test
    void anAgentThatEndsHalfWayOrTalksNonsenseIsTryAgainLater() throws Exception {
        for (String answer :
                List.of("", "GCR1", "HTTP/1.1 400 Bad Request\r\n\r\n", "GCR1\0\0\0\0\u007f")) {
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                Path socket = folder.resolve("s" + answer.length());
                server.bind(UnixDomainSocketAddress.of(socket));
                Thread thread = Thread.ofPlatform().start(() -> answerOnce(server, answer));
                Map<String, String> environment =
                        Map.of("CNI_COMMAND", "ADD", "GINGHAM_CNI_SOCKET", socket.toString());

                ProcessResult result = call(environment, "{}");

                assertEquals(11, reply(result, 1).path("code").asInt(), answer);
                thread.join();
            }
        }
    }

    private static void answerOnce(ServerSocketChannel server, String answer) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(4096));
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(String command) {
        return Map.of(
                "CNI_COMMAND", command, "GINGHAM_CNI_SOCKET", folder.resolve("none").toString());
    }

    private ProcessResult call(String command, String stdin) {
        return call(environment(command), stdin);
    }

    private static ProcessResult call(Map<String, String> environment, String stdin) {
        return new ProcessRunner(Duration.ofSeconds(20))
                .run(Arrays.asList(LAUNCHER), stdin.getBytes(StandardCharsets.UTF_8), environment);
    }

    private static JsonNode reply(ProcessResult result, int exitCode) {
        assertEquals(exitCode, result.exitCode(), result::stdoutText);
        return CniNode.json(result);
    }
}
