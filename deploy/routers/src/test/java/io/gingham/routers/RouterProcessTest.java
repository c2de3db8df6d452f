package io.gingham.routers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With the shell in the routers' place: what is there everywhere.
@Timeout(60)
class RouterProcessTest {

    private static final Netns ELSEWHERE = new Netns("elsewhere");

    @TempDir Path folder;
    private RouterProcess process;

    @BeforeEach
    void connect() {
        Netns.OWN.run("ip", "netns", "add", ELSEWHERE.name());
        process = new RouterProcess(ELSEWHERE, folder.resolve("new"), "router");
    }

    @AfterEach
    void disconnect() {
        process.close();
        Netns.OWN.run("ip", "netns", "del", ELSEWHERE.name());
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    @Test
    void runsInItsNamespaceUnderItsOwnNumber() throws IOException {
        Path socket = process.file("socket");
        process.start(
                shell("echo $$; ip link add mark type bridge; touch " + socket + "; cat"), socket);
        assertEquals(process.pid() + "\n", process.log());
        assertTrue(ELSEWHERE.ask("ip", "link").contains("mark"));
        assertFalse(Netns.OWN.ask("ip", "link").contains("mark"));
    }

    @Test
    void aSocketThatIsLeftOverDoesNotCount() throws IOException {
        Path socket = Path.of(process.write("socket", ""));
        process.start(shell("sleep 0.3; echo here; touch " + socket + "; sleep 60"), socket);
        assertEquals("here\n", process.log());
    }

    @Test
    void oneThatEndsIsNotWaitedForAndItsWordsAreSaid() {
        RouterException refused =
                assertThrows(
                        RouterException.class,
                        () ->
                                process.start(
                                        shell("echo 'bird.conf:3 syntax error'; exit 1"),
                                        process.file("socket")));
        assertEquals(
                "router ended before it listens at "
                        + process.file("socket")
                        + "; it said: bird.conf:3 syntax error\n",
                refused.getMessage());
    }

    @Test
    void stoppingLetsItSayGoodbye() {
        Path socket = process.file("socket");
        process.start(
                shell(
                        "trap 'echo Cease; exit' TERM; touch "
                                + socket
                                + "; while :; do sleep 0.1; done"),
                socket);
        process.stop();
        assertEquals("Cease\n", process.log());
        assertFalse(process.runs());
    }

    @Test
    void killingDoesNot() {
        Path socket = process.file("socket");
        process.start(
                shell(
                        "trap 'echo Cease; exit' TERM; touch "
                                + socket
                                + "; while :; do sleep 0.1; done"),
                socket);
        process.kill();
        assertEquals("", process.log());
        assertFalse(process.runs());
        assertTrue(Files.exists(socket));
    }

    @Test
    void aProgramThatIsMissingIsNamedWithItsPackage() {
        for (RouterProgram program : RouterProgram.values()) {
            String missing = program.missing();
            assertTrue(
                    missing.isEmpty() || missing.contains(program.path() + "; install "), missing);
        }
    }
}
