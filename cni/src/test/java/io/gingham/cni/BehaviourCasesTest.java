package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.spec.Cases;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The behaviours that the specification and its reference skeleton ask of a plugin, through the
/// launcher. A row about plugins that has no arm here fails the test.
class BehaviourCasesTest {

    private final CniNode node;
    private final NetworkNamespace pod;

    BehaviourCasesTest() throws IOException {
        node = new CniNode();
        pod = node.namespaces.create("pod");
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void theRowsHold() throws IOException {
        for (JsonNode row : Cases.read("behaviours.json").path("rows")) {
            String id = row.path("id").asText();
            if (row.path("who").asText().equals("runtime")) {
                Cases.skipped(id, "about runtimes: " + row.path("given").asText());
            } else {
                hold(id);
            }
        }
    }

    private void hold(String id) throws IOException {
        switch (id) {
            case "beh-001" -> missing("ADD", "CNI_CONTAINERID");
            case "beh-004" -> accepted("ADD", "CNI_ARGS");
            case "beh-007" -> missing("CHECK", "CNI_NETNS");
            case "beh-010" -> accepted("CHECK", "CNI_PATH");
            case "beh-013" -> missing("DEL", "CNI_IFNAME");
            case "beh-016" -> accepted("GC", "CNI_CONTAINERID");
            case "beh-019" -> accepted("GC", "CNI_ARGS");
            case "beh-022" -> accepted("VERSION", "CNI_NETNS");
            case "beh-025" -> accepted("VERSION", "CNI_PATH");
            case "beh-028" ->
                    error(4, "unknown CNI_COMMAND: NOPE", call("NOPE", Map.of(), "1.0.0"));
            case "beh-031" -> badContainerId();
            case "beh-034" -> error(4, "", call("ADD", Map.of("CNI_IFNAME", ".."), "1.0.0"));
            case "beh-037" -> error(4, "", call("ADD", Map.of("CNI_IFNAME", "a b"), "1.0.0"));
            case "beh-040" ->
                    error(
                            1,
                            "config version does not allow CHECK",
                            call("CHECK", Map.of(), "0.3.0"));
            case "beh-043" ->
                    error(
                            7,
                            "",
                            node.call(
                                    environment("CHECK"),
                                    node.config("1.0.0").replace("k8s-pod-network", "te%%st")));
            case "beh-046", "beh-049" ->
                    Cases.skipped(id, "about a plugin of other versions than ours");
            case "beh-052" -> errorsOfTheIpamPluginKeepTheirCode();
            case "beh-055", "beh-058", "beh-061", "beh-064", "beh-067" ->
                    Cases.skipped(
                            id, "a test of its own in CniAddTest, CniDelTest or CniServerTest");
            case "beh-070" -> aDeadAgentIsNotAvailable();
            case "beh-073" -> statusReportsTheDelegatesError();
            case "beh-076" -> gcIsForwarded();
            case "beh-079" -> error(1, "", call("ADD", Map.of(), "7.0.0"));
            case "beh-082" ->
                    error(
                            7,
                            "",
                            node.call(
                                    environment("ADD"),
                                    node.config("1.0.0").replace("1400", "-5")));
            default -> throw new AssertionError("no arm for " + id);
        }
    }

    private void missing(String command, String variable) {
        error(
                4,
                "required env variables [" + variable + "] missing",
                call(command, Map.of(variable, ""), "1.1.0"));
    }

    /// Not refused for its environment; what else may be wrong does not matter.
    private void accepted(String command, String variable) {
        ProcessResult result = call(command, Map.of(variable, ""), "1.1.0");
        if (!result.succeeded()) {
            assertNotEquals(4, CniNode.json(result).path("code").asInt(), result::stdoutText);
        }
        call("DEL", Map.of(), "1.1.0").orThrow();
    }

    private void badContainerId() {
        ProcessResult result =
                call("ADD", Map.of("CNI_CONTAINERID", "some-%%container-id"), "1.0.0");
        error(4, "", result);
        assertTrue(
                CniNode.json(result).path("details").asText().contains("some-%%container-id"),
                result::stdoutText);
    }

    private void errorsOfTheIpamPluginKeepTheirCode() throws IOException {
        node.plugin(
                "odd", "echo '{\"code\": 1234, \"msg\": \"no luck\", \"details\": \"d\"}'; exit 1");
        error(
                1234,
                "IPAM plugin odd failed ADD: no luck",
                node.call(environment("ADD"), node.config("1.0.0").replace("host-local", "odd")));
    }

    private void aDeadAgentIsNotAvailable() throws IOException {
        node.server.close();
        error(50, "", call("STATUS", Map.of(), "1.1.0"));
        node.server = node.startAgain();
    }

    private void statusReportsTheDelegatesError() throws IOException {
        node.plugin("full", "echo '{\"code\": 50, \"msg\": \"no address is left\"}'; exit 1");
        error(
                50,
                "IPAM plugin full failed STATUS: no address is left",
                node.call(
                        environment("STATUS"), node.config("1.1.0").replace("host-local", "full")));
    }

    private void gcIsForwarded() throws IOException {
        node.plugin("told", "echo \"$CNI_COMMAND\" >> " + node.folder.resolve("told.log"));
        String config = node.config("1.1.0").replace("host-local", "told");
        node.call(
                        environment("GC"),
                        config.replaceFirst("\\{", "{\"cni.dev/valid-attachments\":[],"))
                .orThrow();
        String told = Files.readString(node.folder.resolve("told.log"));
        assertTrue(told.endsWith("GC\n"), told);
    }

    private ProcessResult call(String command, Map<String, String> changes, String version) {
        Map<String, String> environment = new HashMap<>(environment(command));
        environment.putAll(changes);
        return node.call(environment, node.config(version));
    }

    private Map<String, String> environment(String command) {
        Map<String, String> environment =
                node.environment(command, "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", CniNode.PLUGINS + ":" + node.folder);
        return environment;
    }

    /// @param message expected, or empty for any
    private static void error(int code, String message, ProcessResult result) {
        assertEquals(1, result.exitCode(), result::stdoutText);
        JsonNode error = CniNode.json(result);
        assertEquals(code, error.path("code").asInt(), result::stdoutText);
        assertEquals(
                message.isEmpty() ? error.path("msg").asText() : message,
                error.path("msg").asText());
    }
}
