package io.gingham.agent.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.status.AgentStatus.KernelWrites;
import io.gingham.agent.status.AgentStatus.PeerView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusServerTest {

    private static final AgentStatus STATUS =
            new AgentStatus(
                    "n1",
                    42,
                    7,
                    true,
                    Map.of("Pod", Map.of("shop/web", "12")),
                    List.of(),
                    List.of(
                            new PeerView(
                                    "mesh/n2", "192.0.2.2", 64512, "Established", 3, 1, 1, "")),
                    List.of(),
                    new KernelWrites(1, 2, 3),
                    List.of("a problem"));

    @Test
    void answersWithTheStatus(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("agent.sock");
        try (StatusServer server = new StatusServer(socket, request -> STATUS)) {
            assertEquals(STATUS, new StatusClient(socket).status());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        }
    }

    @Test
    void passesTheFlowOfAnExplainOn(@TempDir Path folder) throws Exception {
        Request.Explain asked = new Request.Explain("10.0.0.1", "10.0.0.2", "TCP", 80);
        Path socket = folder.resolve("agent.sock");
        try (StatusServer server =
                new StatusServer(socket, request -> List.of(request.toString()))) {
            assertEquals(List.of(asked.toString()), new StatusClient(socket).explain(asked));
        }
    }

    @Test
    void saysWhyAQuestionCannotBeAnswered(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("agent.sock");
        try (StatusServer server =
                new StatusServer(
                        socket,
                        request -> {
                            throw new IllegalArgumentException("no such flow");
                        })) {
            IOException refused =
                    assertThrows(IOException.class, () -> new StatusClient(socket).status());
            assertTrue(String.valueOf(refused.getMessage()).contains("no such flow"));
        }
    }

    @Test
    void whatAQuestionLeavesOutIsAsUsual() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertEquals(
                new Request.BgpRoutes("all", "", "", 1000),
                json.readValue("{\"ask\":\"bgp-routes\"}", Request.class));
        assertEquals(
                new Request.BgpExplain("", ""),
                json.readValue("{\"ask\":\"bgp-explain\"}", Request.class));
        assertEquals(
                new Request.BgpControl(io.gingham.agent.glass.PeerAction.RESET, "a", ""),
                json.readValue(
                        "{\"ask\":\"bgp-control\",\"action\":\"RESET\",\"peer\":\"a\"}",
                        Request.class));
        assertEquals(
                new Request.BgpPeers(), json.readValue("{\"ask\":\"bgp-peers\"}", Request.class));
    }

    @Test
    void replacesTheSocketOfAnAgentThatDied(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("agent.sock");
        Files.createFile(socket);
        try (StatusServer server = new StatusServer(socket, request -> STATUS)) {
            assertEquals("n1", new StatusClient(socket).status().node());
        }
    }
}
