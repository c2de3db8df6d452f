package io.gingham.bfd;

import static io.gingham.bfd.Packets.FAST;
import static io.gingham.bfd.Packets.OURS;
import static io.gingham.bfd.Packets.from;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bfd.PacketReader.Reading;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When packets go out, and when silence is too long (RFC 5880 sections 6.8.3, 6.8.4, 6.8.7).
class SessionDriverTest {

    private final FakeClock clock = new FakeClock();
    private final List<ControlPacket> sent = new ArrayList<>();
    private final List<BfdChange> changes = new ArrayList<>();
    private SessionDriver driver = driver(FAST);

    private SessionDriver driver(BfdConfig config) {
        return new SessionDriver(
                BfdTarget.of(IpAddress.parse("192.0.2.1")),
                BfdSession.starting(config, OURS),
                clock,
                octets -> sent.add(((Reading.Sound) PacketReader.read(octets)).packet()),
                changes::add);
    }

    private List<BfdState> states() {
        return changes.stream().map(BfdChange::state).toList();
    }

    private void bringUp() {
        driver.start();
        driver.received(from(BfdState.DOWN));
        driver.received(from(BfdState.INIT));
        driver.received(from(BfdState.UP).asFinal());
        sent.clear();
    }

    @Test
    void sendsOnceASecondWhileItIsDown() {
        driver.start();
        assertEquals(1, sent.size());
        clock.passMillis(999);
        assertEquals(1, sent.size());
        clock.passMillis(1);
        assertEquals(2, sent.size());
        clock.passMillis(10_000);
        assertEquals(12, sent.size());
    }

    @Test
    void sendsAtTheAgreedPaceWhenItIsUp() {
        bringUp();
        for (int i = 0; i < 30; i++) {
            clock.passMillis(100);
            driver.received(from(BfdState.UP));
        }
        assertEquals(10, sent.size());
    }

    @Test
    void jitterTakesUpToAQuarter() {
        clock.random = 0.999_999;
        driver.start();
        clock.passMillis(749);
        assertEquals(1, sent.size());
        clock.passMillis(2);
        assertEquals(2, sent.size());
    }

    @Test
    void withAMultiplierOfOneJitterTakesATenthAtLeast() {
        driver = driver(FAST.withMultiplier(1));
        driver.start();
        clock.passMillis(899);
        assertEquals(1, sent.size());
        clock.passMillis(2);
        assertEquals(2, sent.size());
        clock.random = 0.999_999;
        clock.passMillis(900);
        int before = sent.size();
        clock.passMillis(748);
        assertEquals(before, sent.size());
        clock.passMillis(2);
        assertEquals(before + 1, sent.size());
    }

    @Test
    void aShorterIntervalCountsFromTheLastPacket() {
        driver.start();
        clock.passMillis(500);
        // Up now: a packet at once, and the next 300 ms after it.
        driver.received(from(BfdState.DOWN));
        driver.received(from(BfdState.INIT));
        int before = sent.size();
        clock.passMillis(200);
        driver.received(Packets.timers(from(BfdState.UP), 50_000, 150_000));
        // 150 ms have passed since the last one: due now.
        clock.passMillis(0);
        assertEquals(before + 1, sent.size());
    }

    @Test
    void toldOnceWhenItComesUp() {
        bringUp();
        assertEquals(List.of(BfdState.UP), states());
    }

    @Test
    void silenceOfTheDetectionTimeIsTheEnd() {
        bringUp();
        clock.passMillis(999);
        assertEquals(List.of(BfdState.UP), states());
        clock.passMillis(1);
        assertEquals(List.of(BfdState.UP, BfdState.DOWN), states());
        assertTrue(changes.getLast().failed());
        assertEquals(Diagnostic.DETECTION_TIME_EXPIRED, changes.getLast().why());
    }

    @Test
    void everyPacketGivesThePeerMoreTime() {
        bringUp();
        for (int i = 0; i < 100; i++) {
            clock.passMillis(900);
            driver.received(from(BfdState.UP));
        }
        assertEquals(List.of(BfdState.UP), states());
    }

    @Test
    void aShorterDetectionTimeCountsAtOnce() {
        bringUp();
        driver.change(FAST.withIntervals(Duration.ofMillis(20), FAST.minTx()));
        driver.received(from(BfdState.UP).asFinal());
        clock.passMillis(249);
        assertEquals(List.of(BfdState.UP), states());
        clock.passMillis(1);
        assertEquals(List.of(BfdState.UP, BfdState.DOWN), states());
    }

    @Test
    void afterAPauseOfOursThePeersPacketsAreReadFirst() {
        bringUp();
        clock.standStillMillis(3_000);
        clock.passMillis(1);
        driver.received(from(BfdState.UP));
        clock.passMillis(500);
        assertEquals(List.of(BfdState.UP), states());
    }

    @Test
    void aPeerThatWasSilentDuringOurPauseIsDownSoonAfter() {
        bringUp();
        clock.standStillMillis(3_000);
        clock.passMillis(3);
        assertEquals(List.of(BfdState.UP, BfdState.DOWN), states());
    }

    @Test
    void aPollIsAnsweredOutOfTurn() {
        bringUp();
        clock.passMillis(100);
        driver.received(from(BfdState.UP).asPoll());
        assertEquals(1, sent.size());
        assertTrue(sent.getFirst().fin());
        // The periodic packets keep their pace.
        clock.passMillis(199);
        assertEquals(1, sent.size());
        clock.passMillis(1);
        assertEquals(2, sent.size());
    }

    @Test
    void otherTimersAreAnnouncedAtOnce() {
        bringUp();
        driver.change(FAST.withIntervals(Duration.ofMillis(400), FAST.minTx()));
        assertEquals(1, sent.size());
        assertTrue(sent.getFirst().poll());
        assertEquals(400_000, sent.getFirst().requiredMinRxMicros());
    }

    @Test
    void saysAdminDownUntilItIsStopped() {
        bringUp();
        driver.disable();
        assertEquals(BfdState.ADMIN_DOWN, sent.getFirst().state());
        assertEquals(Duration.ofSeconds(3), driver.peersDetectionTime());
        clock.passMillis(2_000);
        assertEquals(3, sent.size());
        driver.stop();
        clock.passMillis(10_000);
        assertEquals(3, sent.size());
        assertEquals(List.of(BfdState.UP), states(), "nobody listens any more");
    }
}
