package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.BLOCK_V6;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.bmp.BmpCollector;
import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpTables;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.routers.Frr;
import io.gingham.value.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// FRR speaks BMP too: what it says of a session is read by the same reader as what we say of it,
/// and both ends of the session tell the same.
@Timeout(120)
class BmpInteropTest {

    private static final String ANOTHER = "10.245.7.0/24";

    @TempDir Path folder;
    private PeerNetwork network;

    @BeforeEach
    void connect() {
        PeerKind.FRR.needed();
        network = new PeerNetwork(folder);
        network.connect(FIRST);
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    private Frr frr(int port) {
        Frr frr = new Frr(FIRST.netns(), folder.resolve("bmp"));
        frr.start(Frr.Daemon.ZEBRA, "");
        frr.start(
                Frr.Daemon.BGPD,
                Frr.head(PeerScript.AS, FIRST.address())
                        + """
                         no bgp network import-check
                         neighbor %1$s remote-as %2$d
                         neighbor %1$s timers connect 1
                         bmp targets t
                          bmp stats interval 1000
                          bmp monitor ipv4 unicast pre-policy
                          bmp monitor ipv4 unicast post-policy
                          bmp monitor ipv6 unicast pre-policy
                          bmp monitor ipv6 unicast post-policy
                          bmp connect %1$s port %3$d min-retry 100 max-retry 500
                         exit
                         address-family ipv4 unicast
                          network %4$s
                          neighbor %1$s soft-reconfiguration inbound
                         exit-address-family
                         address-family ipv6 unicast
                          network %5$s
                          neighbor %1$s activate
                          neighbor %1$s soft-reconfiguration inbound
                         exit-address-family
                        """
                                .formatted(
                                        OURS.address(),
                                        PeerScript.OUR_AS,
                                        port,
                                        PeerScript.ROUTE,
                                        PeerScript.ROUTE_V6),
                "-M bmp");
        return frr;
    }

    private static CollectorConfig collector(int port) {
        return new CollectorConfig(
                IpAddress.parse(OURS.address()),
                port,
                EnumSet.allOf(BmpView.class),
                Duration.ofSeconds(1),
                Duration.ofMillis(200));
    }

    private static Map<String, PathAttributes> table(
            BmpCollector collector, IpAddress peer, BmpView view) {
        return collector
                .tables()
                .filter(all -> all.up().contains(peer))
                .map(all -> all.session(peer).table(view))
                .orElse(Map.of());
    }

    @Test
    void bothEndsOfASessionTellTheSame() {
        IpAddress us = IpAddress.parse(OURS.address());
        IpAddress them = IpAddress.parse(FIRST.address());
        try (BmpCollector theirs = BmpCollector.ofFrr(OURS.address());
                BmpCollector ours = new BmpCollector(OURS.address());
                Frr _ = frr(theirs.port());
                TestSpeaker speaker =
                        new TestSpeaker(
                                OurSide.external()
                                        .withMonitoring(
                                                new BmpConfig(
                                                        "ours",
                                                        List.of(collector(ours.port())))))) {
            speaker.originate(BLOCK, BLOCK_V6);
            speaker.awaitEstablished();
            await(
                    "FRR's collector knows our routes",
                    () ->
                            table(theirs, us, BmpView.PRE_POLICY)
                                    .keySet()
                                    .equals(Set.of(BLOCK, BLOCK_V6)));
            // FRR 8 puts its own AS before the path of what it shows, as if it told it to us.
            assertEquals(
                    table(theirs, us, BmpView.PRE_POLICY)
                            .toString()
                            .replace(
                                    PeerScript.AS + " " + PeerScript.OUR_AS,
                                    "" + PeerScript.OUR_AS),
                    table(ours, them, BmpView.ADJ_RIB_OUT).toString());
            // FRR tells us our own routes too, which our AS in the path refuses.
            await(
                    "our collector knows FRR's routes, and what we refuse of them",
                    () ->
                            table(ours, them, BmpView.PRE_POLICY)
                                            .keySet()
                                            .equals(
                                                    Set.of(
                                                            PeerScript.ROUTE,
                                                            PeerScript.ROUTE_V6,
                                                            BLOCK,
                                                            BLOCK_V6))
                                    && table(ours, them, BmpView.POST_POLICY)
                                            .keySet()
                                            .equals(Set.of(PeerScript.ROUTE, PeerScript.ROUTE_V6)));

            // Each side's OPENs are the other's, the other way round.
            BmpTables.Session seenByUs = ours.tables().orElseThrow().session(them);
            BmpTables.Session seenByThem = theirs.tables().orElseThrow().session(us);
            assertEquals(
                    BmpTables.open(seenByThem.up.sent()), BmpTables.open(seenByUs.up.received()));
            assertEquals(
                    BmpTables.open(seenByThem.up.received()), BmpTables.open(seenByUs.up.sent()));
            assertEquals(seenByThem.up.localPort(), seenByUs.up.remotePort());
            assertEquals(seenByThem.up.remotePort(), seenByUs.up.localPort());

            speaker.originate(BLOCK, ANOTHER);
            await(
                    "a change reaches both collectors",
                    () ->
                            table(theirs, us, BmpView.PRE_POLICY)
                                            .keySet()
                                            .equals(Set.of(BLOCK, ANOTHER))
                                    && table(ours, them, BmpView.ADJ_RIB_OUT)
                                            .keySet()
                                            .equals(Set.of(BLOCK, ANOTHER)));
            await(
                    "statistics of both",
                    () ->
                            ours.tables().orElseThrow().session(them).statistics != null
                                    && theirs.tables().orElseThrow().session(us).statistics
                                            != null);
            assertTrue(
                    ours.tables()
                            .orElseThrow()
                            .locRib()
                            .table(BmpView.LOC_RIB)
                            .keySet()
                            .containsAll(
                                    Set.of(BLOCK, ANOTHER, PeerScript.ROUTE, PeerScript.ROUTE_V6)));
        }
    }

    @Test
    void aCollectorThatComesAgainIsToldAllAgain() {
        IpAddress them = IpAddress.parse(FIRST.address());
        try (BmpCollector theirs = BmpCollector.ofFrr(OURS.address());
                BmpCollector ours = new BmpCollector(OURS.address());
                Frr _ = frr(theirs.port());
                TestSpeaker speaker =
                        new TestSpeaker(
                                OurSide.external()
                                        .withMonitoring(
                                                new BmpConfig(
                                                        "ours",
                                                        List.of(collector(ours.port())))))) {
            speaker.awaitEstablished();
            for (int connection = 1; connection <= 3; connection++) {
                int expected = connection;
                await(
                        "connection " + connection + " with all routes",
                        () ->
                                ours.connections() == expected
                                        && table(ours, them, BmpView.PRE_POLICY)
                                                .keySet()
                                                .equals(
                                                        Set.of(
                                                                PeerScript.ROUTE,
                                                                PeerScript.ROUTE_V6)));
                ours.hangUp();
            }
            await("it is there again", () -> ours.connections() >= 4);
            speaker.close();
            await(
                    "we said that we go",
                    () -> ours.tables().map(all -> all.termination != null).orElse(false));
        }
    }
}
