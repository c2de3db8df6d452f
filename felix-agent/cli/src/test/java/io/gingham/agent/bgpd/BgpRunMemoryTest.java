package io.gingham.agent.bgpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.glass.SeenPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The daemon as a process, in a heap that is too small or just large enough.
@Timeout(180)
class BgpRunMemoryTest {

    private static final String FLOODER = "10.9.0.9";

    private static final String GOOD = "10.9.0.2";

    /// About 45 of the 60 MiB that are left of 64.
    private static final int ROOM_FOR = 200_000;

    private static final String CONFIG =
            "{routerId: 10.9.0.1, asn: 65000, listen: {address: 10.9.0.1, port: 179}, peers: ["
                    + "{address: 10.9.0.2, asn: 65001, passive: true, import: all, export: none},"
                    + "{address: 10.9.0.9, asn: 65009, passive: true, import: all, export: none}]}";

    @TempDir Path folder;
    private BirdRing birds;
    private Path config;

    @BeforeAll
    static void needsBird() {
        BirdRing.needed();
    }

    @BeforeEach
    void connect() throws Exception {
        birds = new BirdRing(folder);
        birds.start(2);
        BirdRing.run("ip", "address", "add", FLOODER + "/24", "dev", "ring");
        config = folder.resolve("bgp.yaml");
        Files.writeString(config, CONFIG);
    }

    @AfterEach
    void disconnect() {
        birds.close();
    }

    @Test
    void aTableThatDoesNotFitEndsItsSessionAndNoOther() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(folder, config, "-Xmx64m")) {
            awaitGood(daemon);
            try (FloodingPeer peer = awaitFlooder(daemon)) {
                peer.announce(4_000_000); // what comes after the end is read and thrown away
            }
            daemon.await(
                    "the session ends for want of room",
                    () ->
                            peer(daemon, FLOODER)
                                    .filter(peer -> peer.lastError().contains("(6/8)"))
                                    .isPresent());
            assertTrue(daemon.log().contains("the memory is full"), daemon.log());
            assertFalse(daemon.log().contains("OutOfMemoryError"), daemon.log());
            assertEquals(0, received(daemon, FLOODER));
            assertEquals(1, received(daemon, GOOD));
            assertEquals("session 1 is up", birds.session(2));
        }
    }

    @Test
    void aTableThatFitsComesAndGoesAgainAndAgain() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(folder, config, "-Xmx64m")) {
            awaitGood(daemon);
            try (FloodingPeer peer = awaitFlooder(daemon)) {
                for (int round = 0; round < 10; round++) {
                    assertTrue(peer.announce(ROOM_FOR));
                    daemon.await("all are in", () -> received(daemon, FLOODER) == ROOM_FOR);
                    assertTrue(peer.withdraw(ROOM_FOR));
                    daemon.await("all are gone", () -> received(daemon, FLOODER) == 0);
                }
            }
            assertFalse(daemon.log().contains("the memory is full"), daemon.log());
            assertEquals(1, received(daemon, GOOD));
        }
    }

    @Test
    void theBoundIsSaidAtTheStart() throws Exception {
        List<String> options = HeapPlan.options(config);
        try (DaemonProcess daemon =
                new DaemonProcess(folder, config, options.toArray(String[]::new))) {
            awaitGood(daemon);
            assertTrue(daemon.log().contains("heap: at most "), daemon.log());
            assertTrue(
                    daemon.log().contains("peer 10.9.0.2 and 1 more have no prefixLimit"),
                    daemon.log());
        }
    }

    @Test
    void whatThePrefixLimitsAllowAndTheHeapDoesNotIsSaid() throws Exception {
        Files.writeString(
                config, CONFIG.replace("import: all,", "prefixLimit: 9000000, import: all,"));
        try (DaemonProcess daemon = new DaemonProcess(folder, config, "-Xmx64m")) {
            awaitGood(daemon);
            assertTrue(
                    daemon.log().contains("the prefix limits allow 18000000 routes"), daemon.log());
        }
    }

    private static int received(DaemonProcess daemon, String name) {
        return peer(daemon, name).map(SeenPeer::received).orElse(-1);
    }

    private static Optional<SeenPeer> peer(DaemonProcess daemon, String name) {
        return daemon.peers().stream().filter(peer -> peer.name().equals(name)).findFirst();
    }

    private static void awaitGood(DaemonProcess daemon) {
        daemon.await("the good session is up", () -> received(daemon, GOOD) == 1);
    }

    private static FloodingPeer awaitFlooder(DaemonProcess daemon) {
        FloodingPeer[] peer = new FloodingPeer[1];
        daemon.await(
                "the flooder's session",
                () -> {
                    try {
                        peer[0] = new FloodingPeer(FLOODER, 65009, "10.9.0.1");
                        return true;
                    } catch (IOException refused) {
                        return false;
                    }
                });
        return peer[0];
    }
}
