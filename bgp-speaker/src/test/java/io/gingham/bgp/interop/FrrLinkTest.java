package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.BLOCK_V6;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static io.gingham.bgp.interop.PeerNetwork.SWITCH;
import static io.gingham.bgp.interop.PeerNetwork.UPLINK;
import static io.gingham.bgp.interop.PeerScript.BFD_MILLIS;
import static io.gingham.bgp.interop.PeerScript.ROUTE;
import static io.gingham.bgp.interop.PeerScript.ROUTE_V6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bfd.BfdConfig;
import io.gingham.bfd.BfdState;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.netlink.router.RouterLink;
import io.gingham.routers.Frr;
import io.gingham.routers.Netns;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What hangs on the link itself, with the distribution's FRR: unnumbered sessions, and BFD. With
/// BIRD: [BirdLinkLocalTest] and [BirdBfdTest].
@Timeout(120)
class FrrLinkTest {

    /// Far below BGP's own hold time of 90 s, far above the detection time of 300 ms.
    private static final Duration QUICKLY = Duration.ofSeconds(5);

    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon frr;

    @BeforeEach
    void connect() {
        PeerKind.FRR.needed();
        network = new PeerNetwork(folder);
        frr = network.peer(PeerKind.FRR, FIRST);
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private static SpeakerConfig onLink(String ours, String theirs) {
        PeerEndpoint endpoint =
                PeerEndpoint.onLink(IpAddress.parse(theirs), SWITCH)
                        .withLocalAddress(IpAddress.parse(ours));
        PeerConfig peer =
                PeerConfig.of("frr", endpoint, new AsNumber(PeerScript.AS))
                        .withFamilies(PeerFamilies.both());
        return SpeakerConfig.of(
                new AsNumber(PeerScript.OUR_AS),
                RouterId.parse(OURS.address()),
                new InetSocketAddress(IpAddress.parse("::").toInetAddress(), 179),
                List.of(peer));
    }

    private static String nextHop(TestSpeaker ours, String prefix) {
        ours.awaitRoute(prefix);
        return Objects.requireNonNull(ours.kernel.get(IpPrefix.parse(prefix))).nextHop().toString();
    }

    @Test
    void anUnnumberedNeighbourGivesAndGetsBothFamilies() {
        network.takeAddresses(FIRST);
        String oursOnLink = PeerNetwork.linkLocal(OURS, SWITCH);
        String frrsOnLink = PeerNetwork.linkLocal(FIRST, UPLINK);
        Frr advertiser = FrrPeer.advertise(folder.resolve("advertiser"), SWITCH);
        frr.start(PeerScript.external(PeerFeature.UNNUMBERED));
        try (TestSpeaker ours = new TestSpeaker(onLink(oursOnLink, frrsOnLink))) {
            ours.originate(BLOCK, BLOCK_V6);
            OurSide.awaitSession(ours, frr);
            assertEquals("64512", awaitPath(frr, BLOCK).asPath());
            assertEquals("64512", awaitPath(frr, BLOCK_V6).asPath());
            assertEquals(frrsOnLink, nextHop(ours, ROUTE));
            assertEquals(frrsOnLink, nextHop(ours, ROUTE_V6));
            await(
                    "FRR's kernel forwards to us",
                    () ->
                            FIRST.output("ip", "route", "show", BLOCK)
                                            .contains("inet6 " + oursOnLink)
                                    && FIRST.output("ip", "-6", "route", "show", BLOCK_V6)
                                            .contains(oursOnLink));
        } finally {
            advertiser.close();
        }
    }

    private static SpeakerConfig unnumbered() {
        PeerConfig peer =
                PeerConfig.of("frr", PeerEndpoint.unnumbered(SWITCH), new AsNumber(PeerScript.AS))
                        .withTimes(Duration.ofSeconds(3), Duration.ofSeconds(1))
                        .withGracefulRestart(GracefulRestartConfig.OFF)
                        .withFamilies(PeerFamilies.both());
        return onLink("fe80::1", "fe80::2").withPeers(List.of(peer));
    }

    private void awaitRoutesBothWays(TestSpeaker ours) {
        OurSide.awaitSession(ours, frr);
        assertEquals("64512", awaitPath(frr, BLOCK).asPath());
        String frrsOnLink = PeerNetwork.linkLocal(FIRST, UPLINK);
        assertEquals(frrsOnLink, nextHop(ours, ROUTE));
        String oursOnLink = PeerNetwork.linkLocal(OURS, SWITCH);
        await(
                "FRR's kernel forwards to us",
                () -> FIRST.output("ip", "route", "show", BLOCK).contains("inet6 " + oursOnLink));
    }

    @Test
    void twoUnnumberedEndsFindEachOtherAndAgainAfterTheLinkWasDown() {
        network.takeAddresses(FIRST);
        frr.start(PeerScript.external(PeerFeature.UNNUMBERED));
        try (TestSpeaker ours =
                new TestSpeaker(
                        unnumbered(),
                        (String link, Consumer<IpAddress> found) ->
                                RouterLink.start(link, found)::close)) {
            ours.originate(BLOCK);
            awaitRoutesBothWays(ours);
            Netns.OWN.run("ip", "link", "set", SWITCH, "down");
            ours.awaitNoRoute(ROUTE);
            Netns.OWN.run("ip", "link", "set", SWITCH, "up");
            awaitRoutesBothWays(ours);
        }
    }

    private static SpeakerConfig watched() {
        Duration interval = Duration.ofMillis(BFD_MILLIS);
        return OurSide.external(
                peer ->
                        peer.withGracefulRestart(GracefulRestartConfig.OFF)
                                .withBfd(Optional.of(new BfdConfig(interval, interval, 3, false))));
    }

    private static void awaitBfd(TestSpeaker ours) {
        ours.awaitEstablished();
        ours.awaitRoute(ROUTE);
        await(
                "BFD is up with both sides' timers",
                () ->
                        ours.bgp.bfd().getFirst().state() == BfdState.UP
                                && ours.bgp
                                        .bfd()
                                        .getFirst()
                                        .detectionTime()
                                        .equals(Duration.ofMillis(3 * BFD_MILLIS)));
    }

    @Test
    void aLinkThatFailsTakesTheSessionDownQuickly() {
        frr.start(PeerScript.external(PeerFeature.BFD));
        try (TestSpeaker ours = new TestSpeaker(watched())) {
            awaitBfd(ours);
            await("FRR's BFD is up", () -> frr.session().contains("Status: Up"));
            network.cut(FIRST);
            Await.until("the routes are gone", QUICKLY, ours.kernel::isEmpty);
            assertTrue(
                    ours.peer(TO_FIRST).lastError().contains("BFD"),
                    ours.peer(TO_FIRST).lastError());
            Await.until("FRR noticed it too", QUICKLY, () -> !frr.established());
            network.mend(FIRST);
            awaitBfd(ours);
        }
    }
}
