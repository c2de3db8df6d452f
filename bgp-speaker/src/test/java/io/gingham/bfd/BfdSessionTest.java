package io.gingham.bfd;

import static io.gingham.bfd.Packets.FAST;
import static io.gingham.bfd.Packets.OURS;
import static io.gingham.bfd.Packets.THEIRS;
import static io.gingham.bfd.Packets.changes;
import static io.gingham.bfd.Packets.down;
import static io.gingham.bfd.Packets.from;
import static io.gingham.bfd.Packets.init;
import static io.gingham.bfd.Packets.justUp;
import static io.gingham.bfd.Packets.sent;
import static io.gingham.bfd.Packets.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 5880 section 6.8, the state of a session.
class BfdSessionTest {

    private static BfdSession in(BfdState state) {
        return switch (state) {
            case ADMIN_DOWN -> up().disable().next();
            case DOWN -> down();
            case INIT -> init();
            case UP -> up();
        };
    }

    /// Section 6.8.6: every state, every state of the peer.
    @ParameterizedTest
    @CsvSource({
        "ADMIN_DOWN, ADMIN_DOWN, ADMIN_DOWN",
        "ADMIN_DOWN, DOWN, ADMIN_DOWN",
        "ADMIN_DOWN, INIT, ADMIN_DOWN",
        "ADMIN_DOWN, UP, ADMIN_DOWN",
        "DOWN, ADMIN_DOWN, DOWN",
        "DOWN, DOWN, INIT",
        "DOWN, INIT, UP",
        "DOWN, UP, DOWN",
        "INIT, ADMIN_DOWN, DOWN",
        "INIT, DOWN, INIT",
        "INIT, INIT, UP",
        "INIT, UP, UP",
        "UP, ADMIN_DOWN, DOWN",
        "UP, DOWN, DOWN",
        "UP, INIT, UP",
        "UP, UP, UP"
    })
    void followsThePeersState(BfdState ours, BfdState theirs, BfdState after) {
        BfdStep step = in(ours).received(from(theirs));
        assertEquals(after, step.next().state());
        assertEquals(ours == after ? 0 : 1, changes(step).size());
        assertEquals(theirs, step.next().remote().state());
    }

    @Test
    void beginsDownAndSlow() {
        BfdSession session = down();
        assertEquals(BfdState.DOWN, session.state());
        assertEquals(BfdState.DOWN, session.remote().state());
        assertEquals(1_000_000, session.transmitMicros());
        assertEquals(0, session.detectionMicros());
        ControlPacket first = session.packet();
        assertEquals(0, first.yourDiscriminator());
        assertEquals(OURS, first.myDiscriminator());
        assertEquals(1_000_000, first.desiredMinTxMicros());
        assertEquals(200_000, first.requiredMinRxMicros());
        assertEquals(0, first.requiredMinEchoRxMicros());
        assertFalse(first.poll() || first.fin() || first.demand() || first.independent());
    }

    @Test
    void staysSlowUntilItIsUp() {
        assertEquals(1_000_000, init().packet().desiredMinTxMicros());
        assertEquals(100_000, justUp().packet().desiredMinTxMicros());
        BfdSession lost = up().detectionTimeExpired().next();
        assertEquals(1_000_000, lost.packet().desiredMinTxMicros());
        assertEquals(1_000_000, lost.transmitMicros());
    }

    @Test
    void remembersWhatThePeerSays() {
        BfdSession session = init();
        assertEquals(THEIRS, session.remote().discriminator());
        assertEquals(THEIRS, session.packet().yourDiscriminator());
        assertEquals(300_000, session.remote().requiredMinRxMicros());
    }

    @Test
    void tellsAChangeAtOnce() {
        List<ControlPacket> packets = sent(down().received(from(BfdState.DOWN)));
        assertEquals(1, packets.size());
        assertEquals(BfdState.INIT, packets.getFirst().state());
    }

    @Test
    void pollsWhenItComesUpAndEndsThePollWithTheAnswer() {
        BfdSession session = justUp();
        assertTrue(session.packet().poll());
        BfdSession unanswered = session.received(from(BfdState.UP)).next();
        assertTrue(unanswered.packet().poll());
        BfdSession answered = unanswered.received(from(BfdState.UP).asFinal()).next();
        assertFalse(answered.packet().poll());
    }

    @Test
    void answersAPollWithoutAPollOfItsOwn() {
        ControlPacket answer = sent(justUp().received(from(BfdState.UP).asPoll())).getLast();
        assertTrue(answer.fin());
        assertFalse(answer.poll());
    }

    @Test
    void answersAPollInEveryStateButAdminDown() {
        for (BfdState state : List.of(BfdState.DOWN, BfdState.INIT, BfdState.UP)) {
            assertTrue(sent(in(state).received(from(state).asPoll())).getLast().fin());
        }
        BfdSession disabled = in(BfdState.ADMIN_DOWN);
        assertTrue(sent(disabled.received(from(BfdState.UP).asPoll())).isEmpty());
    }

    @Test
    void sendsAsFastAsBothWant() {
        assertEquals(300_000, up().transmitMicros());
        ControlPacket patient = Packets.timers(from(BfdState.UP), 50_000, 20_000);
        assertEquals(100_000, up().received(patient).next().transmitMicros());
    }

    @Test
    void sendsNothingPeriodicallyToAPeerThatWantsNothing() {
        ControlPacket deaf = Packets.timers(from(BfdState.UP), 50_000, 0);
        assertEquals(0, up().received(deaf).next().transmitMicros());
    }

    @Test
    void detectsByThePeersMultiplierAndTheSlowerOfBothTimers() {
        assertEquals(5 * 200_000, up().detectionMicros());
        ControlPacket slow = Packets.timers(from(BfdState.UP), 700_000, 300_000);
        assertEquals(5 * 700_000, up().received(slow).next().detectionMicros());
    }

    @Test
    void silenceTakesItDown() {
        BfdStep step = up().detectionTimeExpired();
        assertEquals(BfdState.DOWN, step.next().state());
        assertEquals(Diagnostic.DETECTION_TIME_EXPIRED, step.next().packet().diagnostic());
        assertTrue(changes(step).getFirst().failed());
        assertEquals(BfdState.DOWN, init().detectionTimeExpired().next().state());
    }

    @Test
    void silenceMakesThePeerUnknown() {
        BfdStep step = up().detectionTimeExpired();
        assertEquals(0, step.next().packet().yourDiscriminator());
        assertEquals(0, sent(step).getFirst().yourDiscriminator());
        BfdSession session = down().received(from(BfdState.UP)).next();
        assertEquals(BfdState.DOWN, session.state());
        assertEquals(0, session.detectionTimeExpired().next().remote().discriminator());
    }

    @Test
    void aPeerThatSaysDownIsAFailure() {
        BfdStep step = up().received(from(BfdState.DOWN));
        assertEquals(Diagnostic.NEIGHBOR_SAID_DOWN, step.next().diagnostic());
        assertTrue(changes(step).getFirst().failed());
    }

    @Test
    void aPeerThatSaysAdminDownIsNoFailure() {
        BfdStep step = up().received(from(BfdState.ADMIN_DOWN));
        assertEquals(BfdState.DOWN, step.next().state());
        assertEquals(Diagnostic.NEIGHBOR_SAID_DOWN, step.next().diagnostic());
        assertFalse(changes(step).getFirst().failed());
    }

    @Test
    void ourOwnAdminDownIsNoFailure() {
        BfdStep step = up().disable();
        assertEquals(BfdState.ADMIN_DOWN, sent(step).getFirst().state());
        assertEquals(Diagnostic.ADMINISTRATIVELY_DOWN, sent(step).getFirst().diagnostic());
        assertFalse(changes(step).getFirst().failed());
        assertEquals(1_000_000, step.next().packet().desiredMinTxMicros());
    }

    @Test
    void aChangeTellsWhetherThePeersBfdOutlivesItsControlPlane() {
        BfdSession session = up().received(Packets.bits(from(BfdState.UP), true, false)).next();
        assertTrue(changes(session.detectionTimeExpired()).getFirst().peerIndependent());
        assertFalse(changes(up().detectionTimeExpired()).getFirst().peerIndependent());
    }

    @Test
    void obeysADemandForNoPackets() {
        ControlPacket demand = Packets.bits(from(BfdState.UP), false, true);
        BfdSession quiet = up().received(demand).next();
        assertEquals(0, quiet.transmitMicros());
        assertEquals(300_000, quiet.received(from(BfdState.UP)).next().transmitMicros());
        // A poll sequence is sent all the same, and so is anything while one side is not up.
        assertEquals(300_000, justUp().received(demand).next().transmitMicros());
        ControlPacket init = Packets.bits(from(BfdState.INIT), false, true);
        assertEquals(300_000, up().received(init).next().transmitMicros());
    }

    @Test
    void aLongerIntervalOfOursWaitsForTheAnswerToAPoll() {
        ControlPacket patient = Packets.timers(from(BfdState.UP), 50_000, 20_000);
        BfdSession session = up().received(patient).next();
        BfdConfig slower = FAST.withIntervals(FAST.minRx(), Duration.ofMillis(900));
        BfdSession polling = session.reconfigure(slower).next();
        assertTrue(polling.packet().poll());
        assertEquals(900_000, polling.packet().desiredMinTxMicros());
        assertEquals(100_000, polling.transmitMicros());
        BfdSession agreed = polling.received(patient.asFinal()).next();
        assertEquals(900_000, agreed.transmitMicros());
    }

    @Test
    void aShorterIntervalOfOursCountsAtOnce() {
        ControlPacket patient = Packets.timers(from(BfdState.UP), 50_000, 20_000);
        BfdConfig faster = FAST.withIntervals(FAST.minRx(), Duration.ofMillis(30));
        BfdSession polling = up().received(patient).next().reconfigure(faster).next();
        assertTrue(polling.packet().poll());
        assertEquals(30_000, polling.transmitMicros());
    }

    @Test
    void moreImpatienceWaitsForTheAnswerToAPoll() {
        BfdConfig impatient = FAST.withIntervals(Duration.ofMillis(60), FAST.minTx());
        BfdSession polling = up().reconfigure(impatient).next();
        assertEquals(60_000, polling.packet().requiredMinRxMicros());
        assertEquals(5 * 200_000, polling.detectionMicros());
        BfdSession agreed = polling.received(from(BfdState.UP).asFinal()).next();
        assertEquals(5 * 60_000, agreed.detectionMicros());
    }

    @Test
    void anAnswerToAnOlderPollDoesNotEndTheNewerOne() {
        BfdConfig first = FAST.withIntervals(Duration.ofMillis(60), FAST.minTx());
        BfdConfig second = FAST.withIntervals(Duration.ofMillis(40), FAST.minTx());
        BfdSession polling = up().reconfigure(first).next().reconfigure(second).next();
        BfdSession once = polling.received(from(BfdState.UP).asFinal()).next();
        assertTrue(once.packet().poll());
        assertEquals(5 * 200_000, once.detectionMicros());
        BfdSession twice = once.received(from(BfdState.UP).asFinal()).next();
        assertFalse(twice.packet().poll());
        assertEquals(5 * 50_000, twice.detectionMicros());
    }

    @Test
    void anotherMultiplierNeedsNoPoll() {
        BfdSession session = up().reconfigure(FAST.withMultiplier(9)).next();
        assertFalse(session.packet().poll());
        assertEquals(9, session.packet().multiplier());
    }
}
