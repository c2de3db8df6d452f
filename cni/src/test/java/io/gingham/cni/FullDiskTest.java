package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A state folder without space, or that can't be written. Case full-disk-del of cases/reports/cni;
/// source: CNI SPEC 1.1.0, DEL; kubernetes/kubernetes#35017 (eviction must be able to free the
/// disk).
class FullDiskTest extends CniServerFixture {

    FullDiskTest() throws IOException {}

    @BeforeEach
    void mount() throws IOException {
        node.server.close();
        TestNamespaces.runHere(
                "mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", node.stateDir().toString());
        node.server = node.startAgain();
    }

    @AfterEach
    void unmount() {
        node.server.close();
        TestNamespaces.runHere("umount", node.stateDir().toString());
    }

    @Test
    void delNeedsNoSpace() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        fill();

        for (String netns : List.of(pod.path().toString(), pod.path().toString(), "")) {
            node.call("DEL", "c1", netns, "web", node.config("1.0.0")).orThrow();
        }

        assertNothingLeft(pod);
        assertEquals(List.of(), records());
    }

    @Test
    void gcNeedsNoSpace() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.1.0"));
        fill();

        gc().orThrow();

        assertNothingLeft(pod);
        assertEquals(List.of(), records());
    }

    @Test
    void anAddFailsAndLeavesNothing() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        fill();

        assertError(
                CniErrorCode.IO_FAILURE,
                node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0")));

        assertNothingLeft(pod);
        assertEquals(List.of(), records());
    }

    @Test
    void theAgentStartsAndSaysWhatIsWrong() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.1.0"));
        node.server.close();
        fill();
        caliLinks().forEach(host::deleteLink); // as a restart of the machine does

        node.server = node.startAgain();

        assertTrue(node.server.endpoints().isEmpty());
        assertTrue(node.server.problems().getFirst().contains("No space"));
        ProcessResult status = status();
        assertError(CniErrorCode.NOT_AVAILABLE, status);
        assertTrue(status.stdoutText().contains("No space"), status::stdoutText);
        node.call("DEL", "c1", "", "web", node.config("1.1.0")).orThrow();
        Files.delete(node.stateDir().resolve("filler"));
        status().orThrow();
        assertEquals(List.of(), node.server.problems());
        assertNothingLeft(pod);
    }

    @Test
    void aFolderThatCantBeWrittenIsToldAndDelWorks() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.1.0"));
        node.server.close();
        remount("ro");
        node.server = node.startAgain();

        assertError(CniErrorCode.NOT_AVAILABLE, status());
        node.call("DEL", "c1", "", "web", node.config("1.1.0")).orThrow();
        node.call("DEL", "c1", "", "web", node.config("1.1.0")).orThrow();
        assertEquals(List.of(), node.reservations());
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.server.endpoints());

        node.server.close();
        remount("rw");
        node.server = node.startAgain();
        node.call("DEL", "c1", "", "web", node.config("1.1.0")).orThrow();
        assertEquals(List.of(), records());
    }

    private ProcessResult status() {
        return node.call(environment("STATUS"), node.config("1.1.0"));
    }

    private ProcessResult gc() {
        return node.call(
                environment("GC"),
                node.config("1.1.0").replaceFirst("\\{", "{\"cni.dev/valid-attachments\":[],"));
    }

    private Map<String, String> environment(String command) {
        return Map.of(
                "CNI_COMMAND",
                command,
                "CNI_PATH",
                CniNode.PLUGINS,
                "GINGHAM_CNI_SOCKET",
                node.socket().toString());
    }

    private void fill() throws IOException {
        Path filler = node.stateDir().resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space"), full::toString);
        }
    }

    private void remount(String mode) {
        TestNamespaces.runHere("mount", "-o", "remount," + mode, node.stateDir().toString());
    }

    private List<Path> records() {
        return list(node.stateDir()).stream()
                .filter(file -> !file.getFileName().toString().equals("filler"))
                .toList();
    }
}
