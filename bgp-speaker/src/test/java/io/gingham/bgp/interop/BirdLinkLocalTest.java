package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.BirdLink.BIRDS_LINK;
import static io.gingham.bgp.interop.BirdLink.OURS_LINK;
import static io.gingham.bgp.interop.PeerNetwork.SWITCH;
import static io.gingham.bgp.interop.PeerNetwork.UPLINK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sessions between link-local addresses, of both families.
@Timeout(120)
class BirdLinkLocalTest {

    private static final String BIRDS_SIDE =
            "local "
                    + BIRDS_LINK
                    + " as 64513; neighbor "
                    + OURS_LINK
                    + "%"
                    + UPLINK
                    + " as 64512;"
                    + " ipv6 { import all; export all; };"
                    + " ipv4 { import all; export all; extended next hop on; };";

    @TempDir Path folder;
    private BirdLink bird;

    @BeforeEach
    void connect() {
        PeerKind.BIRD.needed();
        bird = new BirdLink(folder);
    }

    @AfterEach
    void disconnect() {
        bird.close();
    }

    private static SpeakerConfig config(String interfaceName, boolean passive) {
        PeerEndpoint endpoint =
                PeerEndpoint.onLink(IpAddress.parse(BIRDS_LINK), interfaceName)
                        .withLocalAddress(IpAddress.parse(OURS_LINK))
                        .withPassive(passive);
        PeerConfig peer =
                PeerConfig.of("bird", endpoint, new AsNumber(64513))
                        .withFamilies(PeerFamilies.both());
        return SpeakerConfig.of(
                new AsNumber(64512),
                RouterId.parse("10.99.0.1"),
                new InetSocketAddress(IpAddress.parse("::").toInetAddress(), 179),
                List.of(peer));
    }

    private void exchangesRoutes(TestSpeaker ours) {
        ours.originate("10.1.0.0/26", "2001:db8:1::/64");
        ours.awaitRoute("2001:db8:100::/48");
        ours.awaitRoute("192.0.2.0/24");
        for (String prefix : List.of("2001:db8:100::/48", "192.0.2.0/24")) {
            assertEquals(
                    IpAddress.parse(BIRDS_LINK),
                    Objects.requireNonNull(ours.kernel.get(IpPrefix.parse(prefix))).nextHop());
        }
        Await.until(
                "BIRD has our routes",
                TestSpeaker.LIMIT,
                () ->
                        bird.birdc("show", "route", "all", "10.1.0.0/26").contains(OURS_LINK)
                                && bird.birdc("show", "route", "all", "2001:db8:1::/64")
                                        .contains(OURS_LINK));
    }

    @Test
    void weConnectOverALink() {
        bird.startWith(BIRDS_SIDE + " passive on;");
        try (TestSpeaker ours = new TestSpeaker(config(SWITCH, false))) {
            exchangesRoutes(ours);
        }
    }

    @Test
    void birdConnectsOverALink() {
        bird.startWith(BIRDS_SIDE);
        try (TestSpeaker ours = new TestSpeaker(config(SWITCH, true))) {
            exchangesRoutes(ours);
        }
    }

    @Test
    void thePeerOfAnotherLinkIsAStranger() {
        bird.startWith(BIRDS_SIDE);
        try (TestSpeaker ours = new TestSpeaker(config("lo", true))) {
            Await.until(
                    "BIRD was sent away",
                    TestSpeaker.LIMIT,
                    () -> bird.birdc("show", "protocols", "all", "gingham").contains("Last error"));
            assertTrue(!ours.peer("bird").established());
        }
    }

    @Test
    void aMissingInterfaceIsSaid() {
        try (TestSpeaker ours = new TestSpeaker(config("nowhere", false))) {
            Await.until(
                    "the status says it",
                    TestSpeaker.LIMIT,
                    () -> ours.peer("bird").lastError().contains("no interface 'nowhere'"));
        }
    }
}
