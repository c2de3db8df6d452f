package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The other verbs, the versions, and what is no request at all.
class CniServerTest extends CniServerFixture {

    private static final String DUAL = "usePodCidrIPv6";

    CniServerTest() throws IOException {}

    @Test
    void everyVersionAnswersInItsOwnShape() throws IOException {
        for (String version : List.of("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0")) {
            NetworkNamespace pod = node.namespaces.create("pod");
            String config = node.config(version);

            JsonNode result = node.add("c-" + version, pod, "web", config);

            assertEquals(version, result.path("cniVersion").asText());
            boolean old = version.startsWith("0.");
            assertEquals(old, result.at("/ips/0").has("version"), version);
            assertEquals(version.equals("1.1.0"), result.at("/interfaces/1").has("mtu"), version);
            node.call("DEL", "c-" + version, "", "web", config).orThrow();
        }
    }

    @Test
    void checkIsContentUntilSomethingIsMissing() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        JsonNode result = node.add("c1", pod, "web", node.config("1.0.0", "usePodCidr", DUAL));
        String withResult = withPrevious(node.config("1.0.0", "usePodCidr", DUAL), result);
        String netns = pod.path().toString();

        assertEquals("", node.call("CHECK", "c1", netns, "web", withResult).orThrow().stdoutText());
        node.namespaces.run(pod, "ip", "addr", "del", "10.65.0.2/32", "dev", "eth0");
        ProcessResult broken = node.call("CHECK", "c1", netns, "web", withResult);

        assertError(CniErrorCode.CHECK_FAILED, broken);
        assertTrue(broken.stdoutText().contains("no address 10.65.0.2"), broken::stdoutText);
    }

    @Test
    void statusSaysWhetherAnAddCouldBeServed() {
        String config = node.config("1.1.0");
        Map<String, String> environment =
                Map.of(
                        "CNI_COMMAND",
                        "STATUS",
                        "CNI_PATH",
                        CniNode.PLUGINS,
                        "GINGHAM_CNI_SOCKET",
                        node.socket().toString());

        node.call(environment, config).orThrow();
        node.podCidrs = List.of();

        assertError(CniErrorCode.NOT_AVAILABLE, node.call(environment, config));
    }

    @Test
    void gcRemovesWhatTheRuntimeNoLongerLists() throws IOException {
        NetworkNamespace kept = node.namespaces.create("pod");
        NetworkNamespace leaked = node.namespaces.create("pod");
        node.add("keep", kept, "kept", node.config("1.1.0"));
        node.add("leak", leaked, "leaked", node.config("1.1.0"));
        String config =
                node.config("1.1.0")
                        .replaceFirst(
                                "\\{",
                                "{\"cni.dev/valid-attachments\":"
                                        + "[{\"containerID\":\"keep\",\"ifname\":\"eth0\"}],");
        Map<String, String> environment =
                Map.of(
                        "CNI_COMMAND",
                        "GC",
                        "CNI_PATH",
                        CniNode.PLUGINS,
                        "GINGHAM_CNI_SOCKET",
                        node.socket().toString());

        node.call(environment, config).orThrow();

        assertEquals(List.of("10.65.0.2"), node.reservations());
        assertEquals(1, caliLinks().size());
    }

    @Test
    void aDeadAgentIsTryAgainLater() throws IOException {
        node.server.close();

        ProcessResult result = node.call("ADD", "c1", "/x", "web", node.config("0.4.0"));

        assertError(CniErrorCode.TRY_AGAIN_LATER, result);
        assertEquals("0.4.0", CniNode.json(result).path("cniVersion").asText());
        ProcessResult version = node.call("VERSION", "", "", "", "{\"cniVersion\":\"1.0.0\"}");
        assertEquals(5, CniNode.json(version.orThrow()).path("supportedVersions").size());
        node.server = node.startAgain();
    }

    @Test
    void aSecondServerOnTheSocketIsRefusedAndALeftoverSocketIsReplaced() throws IOException {
        IOException refused = assertThrows(IOException.class, node::startAgain);
        assertTrue(refused.toString().contains("another agent"), refused::toString);

        node.server.close();
        Files.createFile(node.socket());
        node.server = node.startAgain();
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
    }

    @Test
    void badRequestsAreErrorsOfTheSpecification() {
        Map<String, String> good = node.environment("ADD", "c1", "/run/netns/none", "web");
        String config = node.config("1.0.0");

        assertError(CniErrorCode.DECODING_FAILURE, node.call(good, ""));
        assertError(CniErrorCode.DECODING_FAILURE, node.call(good, "{\"cniVersion\": "));
        assertError(CniErrorCode.DECODING_FAILURE, node.call(good, "[]"));
        assertError(
                CniErrorCode.INCOMPATIBLE_VERSION,
                node.call(good, config.replace("1.0.0", "1.2.0")));
        assertError(
                CniErrorCode.INVALID_CONFIG,
                node.call(good, config.replace("\"mtu\": 1400", "\"mtu\": \"x\"")));
        assertError(CniErrorCode.INVALID_ENVIRONMENT, node.call(good, config));
        Map<String, String> host = node.environment("ADD", "c1", "/proc/self/ns/net", "web");
        assertError(CniErrorCode.INVALID_ENVIRONMENT, node.call(host, config));
        String chained = config.replaceFirst("\\{", "{\"prevResult\":{\"cniVersion\":\"1.0.0\"},");
        assertError(CniErrorCode.INVALID_CONFIG, node.call(good, chained));
        String noPlugin = config.replace("host-local", "no-such-ipam");
        NetworkNamespace pod = node.namespaces.create("pod");
        assertError(
                CniErrorCode.INVALID_CONFIG,
                node.call("ADD", "c1", pod.path().toString(), "web", noPlugin));
    }
}
