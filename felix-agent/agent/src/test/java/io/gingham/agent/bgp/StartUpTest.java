package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.speaker.MessageCounts;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartUpTest {

    private static PeerStatus peer(String name, boolean isUp, boolean awaited) {
        return new PeerStatus(
                name,
                IpAddress.parse("192.0.2.254"),
                new AsNumber(65001),
                Optional.empty(),
                isUp ? "Established" : "Active",
                Duration.ZERO,
                Optional.empty(),
                0,
                0,
                0,
                0,
                MessageCounts.NONE,
                MessageCounts.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                awaited,
                "");
    }

    private static Optional<String> after(int seconds, PeerStatus... peers) {
        return StartUp.waitsFor(Duration.ofSeconds(seconds), () -> List.of(peers));
    }

    @Test
    void peersHaveAMomentToComeUp() {
        assertEquals(Optional.of("BGP has not converged yet"), after(14, peer("tor", false, true)));
    }

    @Test
    void aDeadRouterIsNoReasonNotToTakePods() {
        assertEquals(
                Optional.empty(), after(15, peer("tor1", false, true), peer("tor2", true, false)));
    }

    @Test
    void oneThatIsTellingIs() {
        assertEquals(
                Optional.of("BGP has not converged yet: still telling their routes are tor2"),
                after(15, peer("tor1", false, true), peer("tor2", true, true)));
    }
}
