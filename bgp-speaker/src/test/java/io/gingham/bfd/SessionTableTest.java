package io.gingham.bfd;

import static io.gingham.bfd.Packets.OURS;
import static io.gingham.bfd.Packets.from;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bfd.PacketReader.Flaw;
import io.gingham.bfd.PacketReader.Reading.Sound;
import io.gingham.bfd.SessionTable.Origin;
import io.gingham.value.IpAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Whose packet it is (RFC 5880 section 6.8.6, RFC 5881 section 3).
class SessionTableTest {

    private static final BfdTarget PEER = BfdTarget.of(IpAddress.parse("192.0.2.1"));
    private static final Origin FROM_PEER = Origin.of(PEER, false);
    private static final Origin FROM_STRANGER =
            Origin.of(BfdTarget.of(IpAddress.parse("192.0.2.66")), false);

    private final SessionTable table = new SessionTable();
    private final SessionDriver driver =
            new SessionDriver(PEER, Packets.down(), new FakeClock(), _ -> {}, _ -> {});

    SessionTableTest() {
        table.add(FROM_PEER, driver);
    }

    private Optional<Flaw> deliver(ControlPacket packet, Origin origin) {
        return table.deliver(new Sound(packet, false), origin);
    }

    @Test
    void ourDiscriminatorIsEnough() {
        assertEquals(Optional.empty(), deliver(from(BfdState.DOWN), FROM_STRANGER));
        assertEquals(BfdState.INIT, driver.session().state());
    }

    @Test
    void anUnknownDiscriminatorIsDiscardedEvenFromThePeer() {
        ControlPacket packet = Packets.naming(from(BfdState.DOWN), OURS + 1);
        assertEquals(Optional.of(Flaw.NO_SUCH_SESSION), deliver(packet, FROM_PEER));
        assertEquals(BfdState.DOWN, driver.session().state());
    }

    @Test
    void withoutADiscriminatorTheOriginCounts() {
        ControlPacket packet = Packets.naming(from(BfdState.DOWN), 0);
        assertEquals(Optional.of(Flaw.NO_SESSION_WITH_PEER), deliver(packet, FROM_STRANGER));
        assertEquals(Optional.empty(), deliver(packet, FROM_PEER));
        assertEquals(BfdState.INIT, driver.session().state());
    }

    @Test
    void withoutADiscriminatorThePeerCanOnlyBeDown() {
        for (BfdState state : new BfdState[] {BfdState.INIT, BfdState.UP}) {
            ControlPacket packet = Packets.naming(from(state), 0);
            assertEquals(Optional.of(Flaw.NO_DISCRIMINATOR_IN_STATE), deliver(packet, FROM_PEER));
        }
        ControlPacket off = Packets.naming(from(BfdState.ADMIN_DOWN), 0);
        assertEquals(Optional.empty(), deliver(off, FROM_PEER));
    }

    @Test
    void anAuthenticatedPacketIsDiscardedForNoAuthenticationIsInUse() {
        assertEquals(
                Optional.of(Flaw.AUTHENTICATION_NOT_IN_USE),
                table.deliver(new Sound(from(BfdState.DOWN), true), FROM_PEER));
        assertEquals(BfdState.DOWN, driver.session().state());
    }

    @Test
    void aPacketOfSeveralHopsNeverReachesASessionOfOne() {
        Origin far = Origin.of(PEER, true);
        assertEquals(Optional.of(Flaw.NO_SUCH_SESSION), deliver(from(BfdState.DOWN), far));
        ControlPacket unnamed = Packets.naming(from(BfdState.DOWN), 0);
        assertEquals(Optional.of(Flaw.NO_SESSION_WITH_PEER), deliver(unnamed, far));
    }

    @Test
    void aRetiredSessionMakesPlaceForANewOne() {
        table.retire(FROM_PEER, driver);
        assertEquals(false, table.isWatched(FROM_PEER));
        assertEquals(Optional.empty(), deliver(from(BfdState.DOWN), FROM_PEER));
        table.remove(driver);
        assertEquals(Optional.of(Flaw.NO_SUCH_SESSION), deliver(from(BfdState.DOWN), FROM_PEER));
    }
}
