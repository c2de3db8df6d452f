package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OURS;

import io.gingham.bfd.BfdConfig;
import io.gingham.bfd.BfdState;
import io.gingham.bfd.BfdStatus;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// BFD with the distribution's FRR.
@Timeout(180)
class FrrBfdTest {

    private static final String FRRS_ROUTE = "192.0.2.0/24";
    private static final BfdConfig FAST =
            new BfdConfig(Duration.ofMillis(100), Duration.ofMillis(100), 3, false);
    private static final Duration QUICKLY = Duration.ofSeconds(3);

    private static final String BGPD =
            """
            router bgp 64513
             bgp router-id 10.99.0.2
             no bgp ebgp-requires-policy
             no bgp network import-check
             neighbor 10.99.0.1 remote-as 64512
             neighbor 10.99.0.1 bfd
             neighbor 10.99.0.1 timers connect 2
             %s
             address-family ipv4 unicast
              network 192.0.2.0/24
             exit-address-family
            """;
    private static final String BFDD =
            """
            bfd
             peer 10.99.0.1 interface eth0
              receive-interval 150
              transmit-interval 60
              detect-multiplier 4
              no shutdown
            """;

    @TempDir Path folder;
    private PeerNetwork network;
    private FrrPeer frr;

    @BeforeAll
    static void needsFrr() {
        PeerKind.FRR.needed();
    }

    @BeforeEach
    void connect() {
        network = new PeerNetwork(folder);
        frr = (FrrPeer) network.peer(PeerKind.FRR, FIRST);
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    private static SpeakerConfig config(GracefulRestartConfig restart) {
        PeerConfig peer =
                TestSpeaker.peer(OURS.address(), FIRST.address(), 179, 64513)
                        .withGracefulRestart(restart)
                        .withBfd(Optional.of(FAST));
        return TestSpeaker.config(OURS.address(), 179, 64512, peer);
    }

    private static BfdStatus bfd(TestSpeaker ours) {
        return ours.bgp.bfd().getFirst();
    }

    private static void awaitUp(TestSpeaker ours) {
        ours.awaitEstablished();
        ours.awaitRoute(FRRS_ROUTE);
        Await.until(
                "BFD is up with FRR's timers",
                TestSpeaker.LIMIT,
                () ->
                        bfd(ours).state() == BfdState.UP
                                && bfd(ours).detectionTime().equals(Duration.ofMillis(400))
                                && bfd(ours).transmitInterval().equals(Duration.ofMillis(150)));
    }

    @Test
    void agreesOnTimersAndNoticesADeadPeer() {
        frr.startWith(BGPD.formatted(""), BFDD);
        try (TestSpeaker ours = new TestSpeaker(config(GracefulRestartConfig.OFF))) {
            awaitUp(ours);
            Await.until(
                    "FRR says the same",
                    TestSpeaker.LIMIT,
                    () -> {
                        String seen = frr.vtysh("show bfd peers json");
                        return seen.contains("\"status\":\"up\"")
                                && seen.contains("\"remote-receive-interval\":100");
                    });
            frr.signal("STOP");
            Await.until(
                    "the route is gone",
                    QUICKLY,
                    () -> !ours.kernel.containsKey(IpPrefix.parse(FRRS_ROUTE)));
            frr.signal("CONT");
            awaitUp(ours);
        }
    }

    @Test
    void frrNoticesThatTheLinkFails() {
        frr.startWith(BGPD.formatted(""), BFDD);
        try (TestSpeaker ours = new TestSpeaker(config(GracefulRestartConfig.OFF))) {
            awaitUp(ours);
            network.cut(FIRST);
            Await.until(
                    "FRR's BGP is down by BFD", QUICKLY, () -> lastReset().contains("bfd down"));
        }
    }

    /// What it says depends on whether its Cease was written before or after: `BFD down received`,
    /// or `Notification sent (Cease/BFD Down)`.
    private String lastReset() {
        return frr.vtysh("show bgp neighbors 10.99.0.1")
                .lines()
                .filter(line -> line.contains("Last reset"))
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }

    /// FRR says with its C bit that its BFD outlives bgpd: what fails then is forwarding, and
    /// graceful restart keeps nothing.
    @Test
    void theControlPlaneBitDecidesWhatGracefulRestartKeeps() {
        frr.startWith(
                "bgp graceful-restart\n"
                        + BGPD.formatted(
                                """
                                neighbor 10.99.0.1 bfd 4 150 60
                                 neighbor 10.99.0.1 bfd check-control-plane-failure\
                                """),
                "");
        try (TestSpeaker ours = new TestSpeaker(config(GracefulRestartConfig.DEFAULT))) {
            awaitUp(ours);
            Await.until("FRR sets the C bit", TestSpeaker.LIMIT, () -> bfd(ours).peerIndependent());
            network.cut(FIRST);
            Await.until(
                    "the route is gone",
                    QUICKLY,
                    () -> !ours.kernel.containsKey(IpPrefix.parse(FRRS_ROUTE)));
        }
    }
}
