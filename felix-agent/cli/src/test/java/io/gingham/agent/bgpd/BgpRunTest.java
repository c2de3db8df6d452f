package io.gingham.agent.bgpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.glass.Done;
import io.gingham.agent.glass.ExplainAnswer;
import io.gingham.agent.glass.PeerAction;
import io.gingham.agent.glass.PeersAnswer;
import io.gingham.agent.glass.RoutesAnswer;
import io.gingham.agent.glass.SeenPeer;
import io.gingham.agent.status.Request;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The daemon as a process between two BIRDs, in this JVM's private namespaces.
@Timeout(180)
class BgpRunTest {

    private static final String THIRD =
            ", {address: 10.9.0.4, asn: 65003, passive: true, import: all, export: all}]}";

    @TempDir Path folder;
    private BirdRing birds;
    private Path config;

    @BeforeAll
    static void needsBird() {
        BirdRing.needed();
    }

    @BeforeEach
    void connect() {
        birds = new BirdRing(folder);
        birds.start(2);
        birds.start(3);
        config = folder.resolve("bgp.yaml");
    }

    @AfterEach
    void disconnect() {
        birds.close();
    }

    @Test
    void theSmallestFilePassesRoutesFromOnePeerToTheOther() throws Exception {
        try (DaemonProcess daemon = start(ConfigReaderTest.SMALLEST)) {
            awaitPassed(daemon);
            RoutesAnswer told =
                    daemon.ask(new Request.BgpRoutes("out", "10.9.0.3", "", 10), RoutesAnswer.class)
                            .orElseThrow();
            assertEquals("65000 65001", told.routes().getFirst().asPath());
            ExplainAnswer why =
                    daemon.ask(new Request.BgpExplain("192.0.2.7", ""), ExplainAnswer.class)
                            .orElseThrow();
            assertEquals("192.0.2.0/24", why.prefix());
            assertEquals("best", why.candidates().getFirst().verdict());
            daemon.signal("TERM");
            assertEquals(0, daemon.end());
            daemon.await("BIRD drops the route", () -> !birds.hasRoute(3, "192.0.2.0/24"));
            assertTrue(birds.log(3).contains("Administrative shutdown"), birds.log(3));
        }
    }

    /// Its messages are held elsewhere (BmpInteropTest); here it is that the file makes them come.
    @Test
    void aCollectorOfBmpIsToldAndShown() throws Exception {
        try (ServerSocket collector = new ServerSocket()) {
            collector.bind(new InetSocketAddress("10.9.0.1", 0));
            collector.setSoTimeout(40_000);
            String file =
                    ConfigReaderTest.SMALLEST.replace(
                            "]}",
                            "], bmp: {address: 10.9.0.1, port: "
                                    + collector.getLocalPort()
                                    + ", monitor: loc-rib}}");
            try (DaemonProcess daemon = start(file);
                    Socket router = collector.accept()) {
                router.setSoTimeout(40_000);
                DataInputStream in = new DataInputStream(router.getInputStream());
                Set<Integer> types = new HashSet<>();
                // Initiation, peers, routes of BIRD's.
                while (!types.containsAll(Set.of(4, 3, 0))) {
                    assertEquals(3, in.readByte());
                    byte[] body = new byte[in.readInt() - 6];
                    types.add((int) in.readByte());
                    in.readFully(body);
                }
                daemon.await(
                        "it knows all",
                        () ->
                                daemon.ask(new Request.BgpPeers(), PeersAnswer.class).stream()
                                        .flatMap(all -> all.collectors().stream())
                                        .anyMatch(each -> each.state().equals("up")));
            }
        }
    }

    @Test
    void sighupAddsAPeerWithoutDisturbingTheOthers() throws Exception {
        try (DaemonProcess daemon = start(ConfigReaderTest.SMALLEST)) {
            awaitPassed(daemon);
            birds.start(4);
            Files.writeString(config, ConfigReaderTest.SMALLEST.replace("]}", THIRD));
            daemon.signal("HUP");
            daemon.await("the third gets routes", () -> birds.hasRoute(4, "192.0.2.0/24"));
            daemon.await("the first gets its route", () -> birds.hasRoute(2, "192.0.4.0/24"));
            assertEquals("session 1 is up", birds.session(2));
            assertEquals("session 1 is up", birds.session(3));
            assertEquals(
                    List.of(0L, 0L, 0L), daemon.peers().stream().map(SeenPeer::flaps).toList());
        }
    }

    @Test
    void aChangedFileIsReadByItselfAndAFilterChangesRoutesButNoSession() throws Exception {
        try (DaemonProcess daemon = start(ConfigReaderTest.SMALLEST)) {
            awaitPassed(daemon);
            Files.writeString(
                    config,
                    ConfigReaderTest.SMALLEST.replaceFirst(
                            "import: all",
                            "import: [{if: {prefixes: 192.0.2.0/24}, action: reject}]"));
            daemon.await("the route is withdrawn", () -> !birds.hasRoute(3, "192.0.2.0/24"));
            assertEquals("session 1 is up", birds.session(3));
        }
    }

    @Test
    void aFileWithAFaultChangesNothingAndSaysWhy() throws Exception {
        try (DaemonProcess daemon = start(ConfigReaderTest.SMALLEST)) {
            awaitPassed(daemon);
            Files.writeString(
                    config, ConfigReaderTest.SMALLEST.replace("pasv", "passive") + "x: [");
            daemon.signal("HUP");
            daemon.await(
                    "the fault is told",
                    () -> daemon.log().contains("the old configuration stays in force"));
            Files.writeString(config, ConfigReaderTest.SMALLEST.replace("65000,", "65099,"));
            daemon.signal("HUP");
            daemon.await(
                    "the refusal is told", () -> daemon.log().contains("asn and routerId can't"));
            assertTrue(birds.hasRoute(3, "192.0.2.0/24"));
            assertEquals(List.of(0L, 0L), daemon.peers().stream().map(SeenPeer::flaps).toList());
        }
    }

    @Test
    void anOperatorsWordsReachThePeerWhichStaysDownOverAReloadUntilItIsEnabled() throws Exception {
        try (DaemonProcess daemon = start(ConfigReaderTest.SMALLEST)) {
            awaitPassed(daemon);
            control(daemon, PeerAction.SHUTDOWN, "new cables");
            daemon.await("BIRD drops the route", () -> !birds.hasRoute(3, "192.0.2.0/24"));
            daemon.await("BIRD knows why", () -> birds.log(3).contains("new cables"));
            Files.writeString(
                    config, ConfigReaderTest.SMALLEST.replaceFirst("]}$", "], multipath: 2}"));
            daemon.signal("HUP");
            daemon.await("it is read", () -> daemon.log().contains("multipath is changed"));
            assertEquals("Idle (Admin)", state(daemon));
            assertEquals("session 1 is over", birds.session(3));
            control(daemon, PeerAction.ENABLE, "");
            daemon.await("the route is back", () -> birds.hasRoute(3, "192.0.2.0/24"));
            control(daemon, PeerAction.RESET, "once more");
            daemon.await("BIRD knows why", () -> birds.log(3).contains("once more"));
            daemon.await("the route is back again", () -> birds.hasRoute(3, "192.0.2.0/24"));
            assertEquals("session 3 is up", birds.session(3));
            ExplainAnswer why =
                    daemon.ask(
                                    new Request.BgpExplain("192.0.2.0/24", "10.9.0.3"),
                                    ExplainAnswer.class)
                            .orElseThrow();
            assertEquals("told, next hop 10.9.0.1", why.candidates().getFirst().verdict());
        }
    }

    private static void control(DaemonProcess daemon, PeerAction action, String text) {
        assertTrue(
                daemon.ask(new Request.BgpControl(action, "10.9.0.3", text), Done.class)
                        .isPresent(),
                daemon.log());
    }

    private static String state(DaemonProcess daemon) {
        return daemon.peers().stream()
                .filter(peer -> peer.address().equals("10.9.0.3"))
                .map(SeenPeer::state)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFileWithAFaultAtTheStartIsExitCodeTwo() throws Exception {
        try (DaemonProcess daemon = start("{routerId: 10.9.0.1, asn: 65000, pears: []}")) {
            assertEquals(2, daemon.end());
            assertTrue(
                    daemon.log().contains("bgp.yaml:1:34: the configuration has no key 'pears'"),
                    daemon.log());
        }
    }

    @Test
    void bestPathsGoIntoTheKernelAndLeaveItAtTheEnd() throws Exception {
        try (DaemonProcess daemon =
                start(
                        ConfigReaderTest.SMALLEST.replace(
                                "peers:",
                                "kernel: {export: {metric: 77}, import: {protocols: 99, interval: 1s}},"
                                        + " routes: [203.0.113.0/24], peers:"))) {
            daemon.await(
                    "the kernel has the route",
                    () ->
                            BirdRing.run("ip", "route", "show", "proto", "72")
                                    .contains("192.0.2.0/24 via 10.9.0.2 dev ring metric 77"));
            daemon.await("our route is told", () -> birds.hasRoute(2, "203.0.113.0/24"));
            BirdRing.run("ip", "route", "add", "blackhole", "198.51.100.0/24", "proto", "99");
            daemon.await("the kernel's is too", () -> birds.hasRoute(2, "198.51.100.0/24"));
            BirdRing.run("ip", "route", "del", "blackhole", "198.51.100.0/24", "proto", "99");
            daemon.await("and goes", () -> !birds.hasRoute(2, "198.51.100.0/24"));
            daemon.signal("TERM");
            assertEquals(0, daemon.end());
            assertEquals("", BirdRing.run("ip", "route", "show", "proto", "72"));
        }
    }

    @Test
    void killedAndStartedAgainItIsARestartThatLosesNoRoute() throws Exception {
        String file =
                ConfigReaderTest.SMALLEST.replace(
                        "peers:", "stateFile: " + folder.resolve("state") + ", peers:");
        try (DaemonProcess daemon = start(file)) {
            awaitPassed(daemon);
            assertTrue(Files.exists(folder.resolve("state")));
            daemon.signal("KILL");
            daemon.end();
        }
        assertTrue(birds.hasRoute(3, "192.0.2.0/24"), "kept as stale");
        try (DaemonProcess again = start(file)) {
            again.await(
                    "both are back",
                    () ->
                            again.peers().size() == 2
                                    && again.peers().stream()
                                            .allMatch(p -> p.state().equals("Established")));
            assertTrue(birds.hasRoute(3, "192.0.2.0/24"));
            assertTrue(again.log().contains("after a restart"), again.log());
            again.signal("TERM");
            assertEquals(0, again.end());
            assertFalse(Files.exists(folder.resolve("state")));
        }
    }

    private DaemonProcess start(String text) throws IOException {
        Files.writeString(config, text);
        return new DaemonProcess(folder, config);
    }

    private void awaitPassed(DaemonProcess daemon) {
        daemon.await("2's route at 3", () -> birds.hasRoute(3, "192.0.2.0/24"));
        daemon.await("3's route at 2", () -> birds.hasRoute(2, "192.0.3.0/24"));
    }
}
