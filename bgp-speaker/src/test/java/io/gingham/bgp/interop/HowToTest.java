package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.speaker.TestSpeaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The routers' configurations in docs/how-to/bgp-with-a-router.md do what the text says: the first
/// indented block of each section, with this network's addresses.
@Timeout(120)
class HowToTest {

    private static final String PODS = "10.244.1.0/26";
    private static final String NOT_PODS = "10.1.0.0/26";

    @TempDir Path folder;
    private PeerNetwork network;

    @BeforeEach
    void connect() {
        network = new PeerNetwork(folder);
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    private static String configuration(String section) throws IOException {
        Path root = Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));
        return Files.readString(root.resolve("docs/how-to/bgp-with-a-router.md"))
                .split("## " + section + "\n", 2)[1]
                .lines()
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.isEmpty() || line.startsWith("    "))
                .map(line -> line.isEmpty() ? line : line.substring(4))
                .collect(Collectors.joining("\n", "", "\n"))
                .replace("192.0.2.11", OURS.address())
                .replace("192.0.2.1", FIRST.address())
                .replace("64999", Long.toString(PeerScript.AS));
    }

    /// What is a pod's is forwarded to us, what is not is not.
    private static void learnsOurPods(PeerDaemon router) {
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.originate(PODS, NOT_PODS);
            ours.awaitEstablished();
            await("the router forwards to us", () -> route(PODS).contains("via " + OURS.address()));
            assertEquals("", route(NOT_PODS));
            assertEquals(1, router.paths(PODS).size());
        }
    }

    private static String route(String prefix) {
        return FIRST.output("ip", "route", "show", prefix);
    }

    @Test
    void birdsConfigurationWorks() throws IOException {
        PeerKind.BIRD.needed();
        BirdPeer bird = (BirdPeer) network.peer(PeerKind.BIRD, FIRST);
        bird.startWith(configuration("BIRD 2"));
        learnsOurPods(bird);
    }

    @Test
    void frrsConfigurationWorks() throws IOException {
        PeerKind.FRR.needed();
        FrrPeer frr = (FrrPeer) network.peer(PeerKind.FRR, FIRST);
        frr.startWith(configuration("FRR"));
        learnsOurPods(frr);
    }
}
