package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DEL, whatever was lost before it: nothing of the pod stays.
class CniDelTest extends CniServerFixture {

    private static final String DUAL = "usePodCidrIPv6";

    CniDelTest() throws IOException {}

    @Test
    void delRemovesEverythingAnyNumberOfTimes() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config = node.config("1.0.0", "usePodCidr", DUAL);
        node.add("c1", pod, "web", config);
        node.podCidrs = List.of(); // the API server may be gone

        for (int i = 0; i < 3; i++) {
            ProcessResult result = node.call("DEL", "c1", pod.path().toString(), "web", config);
            assertEquals("0:", result.exitCode() + ":" + result.stdoutText());
        }

        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
        assertEquals(List.of(), node.server.endpoints());
        assertEquals(2, node.deltas.size());
        assertTrue(node.deltas.get(1) instanceof Delta.Remove);
    }

    @Test
    void delNeedsNeitherTheNamespaceNorARestartedAgentsMemory() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.restart();
        assertEquals(1, node.server.endpoints().size());

        ProcessResult result = node.call("DEL", "c1", "", "web", node.config("1.0.0"));

        assertEquals(0, result.exitCode(), result::stdoutText);
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
    }

    @Test
    void delWithoutARecordStillRemovesTheCable() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.server.close();
        for (Path file : list(node.folder.resolve("endpoints"))) {
            Files.delete(file);
        }
        node.restart();

        node.call("DEL", "c1", pod.path().toString(), "web", node.config("1.0.0")).orThrow();

        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
    }

    @Test
    void aNewSandboxOfThePodTakesOverAndTheOldOnesDelLeavesItAlone() throws IOException {
        NetworkNamespace old = node.namespaces.create("pod");
        NetworkNamespace young = node.namespaces.create("pod");
        node.add("c1", old, "web", node.config("1.0.0"));
        node.add("c2", young, "web", node.config("1.0.0"));

        node.call("DEL", "c1", old.path().toString(), "web", node.config("1.0.0")).orThrow();

        assertEquals(1, caliLinks().size());
        assertEquals(List.of("10.65.0.3"), node.reservations());
        assertEquals(
                List.of("c2"),
                node.server.endpoints().stream().map(WorkloadEndpoint::containerId).toList());
    }

    /// A runtime asks for it after an ADD that was refused for that very reason.
    @Test
    void delAfterAnAddWhoseIpamPluginIsNotThereSucceeds() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config = node.config("1.0.0").replace("host-local", "no-such-ipam");
        assertError(
                CniErrorCode.INVALID_CONFIG,
                node.call("ADD", "c1", pod.path().toString(), "web", config));

        node.call("DEL", "c1", pod.path().toString(), "web", config).orThrow();

        assertNothingLeft(pod);
        assertEquals(List.of(), list(node.stateDir()));
    }

    /// The server is dropped without a word in the middle of an ADD, as by kill -9: the record, the
    /// cable and the reservation stay, the launcher gets no answer.
    @Test
    void anAddKilledHalfWayLeavesNothingAfterDel() throws Exception {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config = node.config("1.0.0");
        try (KilledAgent agent = KilledAgent.start(node)) {
            agent.addAndKill("c1", pod, "web", config);
        }
        assertEquals(1, caliLinks().size());
        assertEquals(List.of("10.65.0.2"), node.reservations());

        node.server = node.startAgain();
        node.call("DEL", "c1", pod.path().toString(), "web", config).orThrow();

        assertNothingLeft(pod);
    }
}
