package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// DEL without an agent: the launcher leaves it, the agent carries it out. And what no DEL ever
/// comes for. (Issue: an ADD that the agent's death interrupts leaks for ever.)
class DeletionQueueTest extends CniServerFixture {

    DeletionQueueTest() throws IOException {}

    @Test
    void delWithoutAnAgentSucceedsAndIsCarriedOutAtItsStart() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        NetworkNamespace other = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.add("c2", other, "db", node.config("1.0.0"));
        node.server.close();

        for (int i = 0; i < 3; i++) {
            ProcessResult result = del("c1", pod.path().toString(), "web");
            assertEquals("0:", result.exitCode() + ":" + result.stdoutText());
        }
        assertEquals(List.of(node.deletions().resolve("c1@eth0")), list(node.deletions()));
        node.server = node.startAgain();

        assertEquals(List.of("10.65.0.3"), node.reservations());
        assertEquals(1, caliLinks().size());
        assertEquals(1, node.server.endpoints().size());
        assertFalse(Files.exists(node.deletions()));
    }

    @Test
    void anAgentThatEndsInTheMiddleOfADelOwesIt() throws Exception {
        Path socket = node.folder.resolve("dying.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread dying =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            server.accept().close();
                                        } catch (IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            Map<String, String> environment = node.environment("DEL", "c1", "", "web");
            environment.put("GINGHAM_CNI_SOCKET", socket.toString());

            node.call(environment, node.config("1.0.0")).orThrow();

            dying.join();
            byte[] left = Files.readAllBytes(node.folder.resolve("dying.sock.deletions/c1@eth0"));
            String text = new String(left, StandardCharsets.ISO_8859_1);
            assertTrue(text.startsWith("GCN1") && text.contains("CNI_CONTAINERID=c1"), text);
        }
    }

    /// One left while the agent was too busy.
    @Test
    void aRunningAgentCarriesOutWhatIsLeftToo() throws Exception {
        node.look = Duration.ofMillis(50);
        node.restart();
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        leave("c1", pod);

        await(() -> list(node.stateDir()).isEmpty() && !Files.exists(node.deletions()));

        assertNothingLeft(pod);
    }

    @Test
    void anAddOfTheSameContainerComesAfterItsDel() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        leave("c1", pod);

        node.add("c1", pod, "web", node.config("1.0.0"));

        assertFalse(Files.exists(node.deletions().resolve("c1@eth0")));
        assertEquals(List.of("10.65.0.3"), node.reservations());
        assertEquals(1, caliLinks().size());
    }

    @Test
    void whatIsNoRequestIsDroppedAndWhatFailsIsTriedAgain() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.server.close();
        Files.createDirectories(node.deletions());
        Files.writeString(node.deletions().resolve("x@eth0"), "nonsense");
        Files.writeString(node.deletions().resolve("y@eth0"), "");
        node.call("DEL", "c3", "", "web", "no JSON").orThrow();
        Map<String, String> environment =
                node.environment("DEL", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", "/nowhere");
        node.call(environment, node.config("1.0.0")).orThrow();
        assertEquals(4, list(node.deletions()).size());

        node.server = node.startAgain();

        assertEquals(List.of(node.deletions().resolve("c1@eth0")), list(node.deletions()));
        del("c1", "", "web").orThrow();
    }

    @Test
    void aNameThatIsNoneAndAFolderThatIsFullAreTryAgainLater() throws IOException {
        node.server.close();
        assertError(CniErrorCode.TRY_AGAIN_LATER, del("../../x", "", "web"));
        assertError(CniErrorCode.TRY_AGAIN_LATER, del("c".repeat(201), "", "web"));
        Map<String, String> environment = node.environment("DEL", "c1", "", "web");
        environment.put("CNI_IFNAME", "../x");
        assertError(CniErrorCode.TRY_AGAIN_LATER, node.call(environment, node.config("1.0.0")));
        Files.createDirectories(node.deletions());
        for (int i = 0; i < 4096; i++) {
            Files.createFile(node.deletions().resolve("f" + i));
        }
        assertError(CniErrorCode.TRY_AGAIN_LATER, del("c1", "", "web"));
    }

    @Test
    void aFullDiskIsToldAndLeavesNothing() throws IOException {
        node.server.close();
        Files.createDirectories(node.deletions());
        TestNamespaces.runHere(
                "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", node.deletions().toString());
        try {
            Files.write(node.deletions().resolve(".full"), new byte[4096]);

            ProcessResult result = del("c1", "", "web");

            assertError(CniErrorCode.TRY_AGAIN_LATER, result);
            assertTrue(result.stdoutText().contains("No space"), result::stdoutText);
            assertEquals(1, list(node.deletions()).size());
        } finally {
            TestNamespaces.runHere("umount", node.deletions().toString());
        }
    }

    @Test
    void onlyDelIsLeft() throws IOException {
        node.server.close();

        for (String command : List.of("ADD", "CHECK", "GC")) {
            ProcessResult result = node.call(command, "c1", "/x", "web", node.config("1.1.0"));
            assertError(CniErrorCode.TRY_AGAIN_LATER, result);
        }

        assertFalse(Files.exists(node.deletions()));
    }

    /// A restart of the machine, or a runtime that forgot: no DEL ever comes.
    @Test
    void aPodWhoseNamespaceIsGoneIsReleasedAfterTwoSightings() throws Exception {
        NetworkNamespace gone = node.namespaces.create("pod");
        NetworkNamespace lives = node.namespaces.create("pod");
        node.add("c1", gone, "web", node.config("1.0.0"));
        node.add("c2", lives, "db", node.config("1.0.0"));
        node.server.close();
        NetworkNamespace.delete(gone.path().getFileName().toString());
        await(() -> caliLinks().size() == 1);

        node.server = node.startAgain();
        assertEquals(2, node.reservations().size(), "one sighting is not enough");
        node.look = Duration.ofMillis(100);
        node.restart();
        await(() -> list(node.stateDir()).size() == 1);

        assertEquals(List.of("10.65.0.3"), node.reservations());
        assertEquals(1, node.server.endpoints().size());
    }

    /// Its address may be in the API yet.
    @Test
    void aPodThatLostItsInterfaceButNotItsNamespaceKeepsItsAddress() throws Exception {
        NetworkNamespace pod = node.namespaces.create("pod");
        NetworkNamespace gone = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.add("c2", gone, "db", node.config("1.0.0"));
        caliLinks().forEach(host::deleteLink);
        NetworkNamespace.delete(gone.path().getFileName().toString());
        node.look = Duration.ofMillis(50);
        node.restart();

        await(() -> node.reservations().size() == 1);

        assertEquals(List.of("10.65.0.2"), node.reservations());
    }

    /// As after a reboot, when another namespace has the old one's name.
    @Test
    void whatWasMadeBeforeTheMachineStartedIsDeadWithItsInterface() throws Exception {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.server.close();
        Path file = list(node.stateDir()).getFirst();
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("\"boot\":\"[^\"]*\"", "\"boot\":\"another\""));
        node.look = Duration.ofMillis(50);
        node.server = node.startAgain();
        Thread.sleep(300);
        assertEquals(1, node.reservations().size(), "its interface is there: it lives");

        caliLinks().forEach(host::deleteLink);
        await(() -> list(node.stateDir()).isEmpty());

        assertNothingLeft(pod);
    }

    /// Case tmp-left; source: a kill campaign, 4 of 115.
    @Test
    void unfinishedFilesAreRemovedAtTheStart() throws IOException {
        node.server.close();
        Files.writeString(node.stateDir().resolve("c1@eth0.json.tmp"), "{");

        node.server = node.startAgain();

        assertEquals(List.of(), list(node.stateDir()));
    }

    /// A record of an agent that took any address.
    @Test
    void anUnusableAddressOfAnOldRecordIsLeftOutAndTold() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        NetworkNamespace other = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.add("c2", other, "db", node.config("1.0.0"));
        node.server.close();
        Path file = node.stateDir().resolve("c1@eth0.json");
        Files.writeString(file, Files.readString(file).replace("10.65.0.2", "0.0.0.0"));
        node.deltas.clear();

        node.server = node.startAgain();

        assertEquals(1, node.server.endpoints().size());
        assertEquals(1, node.deltas.size());
        assertTrue(node.server.problems().getFirst().contains("default/web"));
    }

    private void leave(String container, NetworkNamespace pod) throws IOException {
        Path elsewhere = node.folder.resolve("elsewhere");
        Map<String, String> environment =
                node.environment("DEL", container, pod.path().toString(), "web");
        environment.put("GINGHAM_CNI_SOCKET", elsewhere.toString());
        node.call(environment, node.config("1.0.0")).orThrow();
        Files.createDirectories(node.deletions());
        Files.move(
                node.folder.resolve("elsewhere.deletions").resolve(container + "@eth0"),
                node.deletions().resolve(container + "@eth0"));
    }

    private ProcessResult del(String container, String netns, String pod) {
        return node.call("DEL", container, netns, pod, node.config("1.0.0"));
    }
}
