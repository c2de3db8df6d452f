package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Large requests to an agent with an agent's heap of 192 MiB. Case memory of cases/reports/cni;
/// source: untrusted bytes end as a value or an error (docs/architecture.md).
class MemoryTest extends CniServerFixture {

    /// Where the bulk of a configuration may be.
    private static final List<String> PLACES =
            List.of("a", "ipam", "dns", "runtimeConfig", "prevResult", "cni.dev/valid-attachments");

    MemoryTest() throws IOException {}

    @Test
    void largeRequestsAreAllAnsweredWhereverTheirBulkIs() throws Exception {
        try (KilledAgent agent = KilledAgent.startSmall(node)) {
            for (String place : PLACES) {
                answered("DEL", 8, padded(place, (1 << 20) - 2_000));
                answered("DEL", 64, padded(place, 64 << 10));
                answered("GC", 8, padded(place, (1 << 20) - 2_000));
                answered("CHECK", 8, padded(place, (1 << 20) - 2_000));
                answered("ADD", 8, padded(place, (1 << 20) - 2_000));
            }
            assertTrue(agent.isAlive());
            assertFalse(Files.exists(node.deletions()), "they were answered, not left");
        }
        node.server = node.startAgain();
    }

    @Test
    void clientsThatSendHalfARequestAreInNobodysWay() throws Exception {
        try (KilledAgent agent = KilledAgent.startSmall(node)) {
            List<SocketChannel> slow = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                client.connect(UnixDomainSocketAddress.of(node.socket()));
                client.write(
                        ByteBuffer.allocate(16)
                                .put("GCN1".getBytes(StandardCharsets.US_ASCII))
                                .putInt(0)
                                .putInt(1 << 20)
                                .putInt(0)
                                .flip());
                slow.add(client);
            }
            long start = System.nanoTime();

            node.call("DEL", "c1", "", "web", node.config("1.0.0")).orThrow();

            assertTrue(System.nanoTime() - start < 2_000_000_000L);
            assertFalse(Files.exists(node.deletions()));
            for (SocketChannel client : slow) {
                client.close();
            }
            answered("DEL", 8, padded("a", 1 << 19));
            assertTrue(agent.isAlive());
        }
        node.server = node.startAgain();
    }

    private void answered(String command, int count, String config) throws Exception {
        List<Future<ProcessResult>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, String> environment =
                    node.environment(command, "c" + i, "/run/netns/none", "web" + i);
            answers.add(later(() -> node.call(environment, config)));
        }
        for (Future<ProcessResult> answer : answers) {
            ProcessResult result = answer.get(60, TimeUnit.SECONDS);
            if (command.equals("DEL")) {
                assertEquals(0, result.exitCode(), result::stdoutText);
            } else if (!result.succeeded()) {
                int code = CniNode.json(result).path("code").asInt();
                assertFalse(code == 11 || code == 999, result::stdoutText);
            }
        }
    }

    /// @param bytes of all of it, nearly
    private String padded(String place, int bytes) {
        String config = node.config("1.1.0").replaceFirst("\\}\\s*$", "");
        String bulk = "{\"k\":1}" + ",{\"k\":1}".repeat((bytes - config.length() - 400) / 8);
        String value =
                switch (place) {
                    case "cni.dev/valid-attachments" -> "[" + bulk + "]";
                    case "prevResult" -> "{\"interfaces\":[" + bulk + "]}";
                    case "ipam" ->
                            "{\"type\":\"host-local\",\"dataDir\":\""
                                    + node.folder.resolve("ipam")
                                    + "\",\"subnet\":\"usePodCidr\",\"x\":["
                                    + bulk
                                    + "]}";
                    default -> "{\"x\":[" + bulk + "]}";
                };
        return config + ",\"" + place + "\":" + value + "}";
    }
}
