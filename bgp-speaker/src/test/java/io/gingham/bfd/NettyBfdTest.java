package io.gingham.bfd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.speaker.Await;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real sockets, two ends on the loopback interface.
@Timeout(60)
class NettyBfdTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final BfdConfig FAST =
            new BfdConfig(Duration.ofMillis(50), Duration.ofMillis(50), 3, false);

    /// One end, and what it was told.
    private static final class End implements AutoCloseable {

        final IpAddress address;
        final NettyBfd bfd;
        final List<BfdChange> changes = new CopyOnWriteArrayList<>();

        End(String address) {
            this.address = IpAddress.parse(address);
            this.bfd = NettyBfd.open(Optional.of(this.address));
        }

        BfdSessions.Watch watch(IpAddress peer, BfdConfig config) {
            return bfd.watch(
                    new BfdTarget(peer, Optional.of(address), Optional.empty()),
                    config,
                    changes::add);
        }

        BfdState state() {
            return bfd.sessions().getFirst().state();
        }

        @Override
        public void close() {
            bfd.close();
        }
    }

    private static void awaitState(End end, BfdState state) {
        Await.until(end.address + " is " + state, LIMIT, () -> end.state() == state);
    }

    private static void meet(String one, String two, BfdConfig config) {
        try (End first = new End(one);
                End second = new End(two)) {
            first.watch(second.address, config);
            second.watch(first.address, config);
            awaitState(first, BfdState.UP);
            awaitState(second, BfdState.UP);
            Await.until(
                    "both have agreed on 150 ms",
                    LIMIT,
                    () ->
                            first.bfd
                                    .sessions()
                                    .getFirst()
                                    .detectionTime()
                                    .equals(Duration.ofMillis(150)));
        }
    }

    @Test
    void comesUpOverOneHop() {
        meet("127.0.1.1", "127.0.1.2", FAST);
    }

    @Test
    void comesUpOverSeveralHops() {
        meet("127.0.1.1", "127.0.1.2", FAST.withMultihop(true));
    }

    @Test
    void anEndThatIsClosedIsDownOnPurpose() {
        try (End first = new End("127.0.1.1");
                End second = new End("127.0.1.2")) {
            first.watch(second.address, FAST);
            BfdSessions.Watch watch = second.watch(first.address, FAST);
            awaitState(first, BfdState.UP);
            watch.close();
            Await.until("first is told", LIMIT, () -> first.changes.size() == 2);
            assertEquals(BfdState.DOWN, first.changes.getLast().state());
            assertEquals(false, first.changes.getLast().failed());
            // A new session with the same peer may begin while the old one still says good-bye.
            second.watch(first.address, FAST);
            Await.until("up again", LIMIT, () -> first.changes.size() == 3);
            assertEquals(BfdState.UP, first.changes.getLast().state());
        }
    }

    @Test
    void timersChangeWhileTheSessionGoesOn() {
        try (End first = new End("127.0.1.1");
                End second = new End("127.0.1.2")) {
            BfdSessions.Watch watch = first.watch(second.address, FAST);
            second.watch(first.address, FAST);
            awaitState(second, BfdState.UP);
            watch.change(FAST.withIntervals(Duration.ofMillis(200), Duration.ofMillis(400)));
            Await.until(
                    "second has the new timers",
                    LIMIT,
                    () -> {
                        BfdStatus status = second.bfd.sessions().getFirst();
                        return status.detectionTime().equals(Duration.ofMillis(1200))
                                && status.transmitInterval().equals(Duration.ofMillis(200));
                    });
            assertEquals(1, first.changes.size());
            assertEquals(1, second.changes.size());
        }
    }

    private static void sendDown(IpAddress from, IpAddress to) throws IOException {
        ControlPacket packet = Packets.naming(Packets.from(BfdState.DOWN), 0);
        byte[] octets = PacketReader.write(packet);
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(from.toInetAddress(), 0))) {
            socket.send(
                    new DatagramPacket(
                            octets,
                            octets.length,
                            new InetSocketAddress(to.toInetAddress(), 3784)));
        }
    }

    /// Java's own sockets send with the kernel's TTL, which is 64: as if from elsewhere.
    @Test
    void aPacketFromFurtherAwayIsNotSeen() throws IOException {
        try (End first = new End("127.0.1.1");
                End second = new End("127.0.1.2")) {
            first.watch(second.address, FAST);
            for (int i = 0; i < 20; i++) {
                sendDown(second.address, first.address);
            }
            second.watch(first.address, FAST);
            awaitState(first, BfdState.UP);
            assertEquals(
                    List.of(BfdState.UP), first.changes.stream().map(BfdChange::state).toList());
        }
        try (End first = new End("127.0.1.1")) {
            first.watch(IpAddress.parse("127.0.1.2"), FAST);
            sendDown(IpAddress.parse("127.0.1.2"), first.address);
            assertEquals(BfdState.DOWN, first.state());
            assertEquals(Duration.ZERO, first.bfd.sessions().getFirst().detectionTime());
        }
    }

    /// What a session's packet looks like to a socket that is in the peer's place.
    @Test
    void theSourcePortIsOneOfTheUpperRange() throws IOException {
        try (End first = new End("127.0.1.1");
                DatagramSocket peer =
                        new DatagramSocket(new InetSocketAddress("127.0.1.2", 3784))) {
            peer.setSoTimeout(5_000);
            first.watch(IpAddress.parse("127.0.1.2"), FAST);
            DatagramPacket one = new DatagramPacket(new byte[100], 100);
            peer.receive(one);
            int port = one.getPort();
            assertTrue(port >= 49_152, "source port " + port);
            assertEquals(24, one.getLength());
            peer.receive(one);
            assertEquals(port, one.getPort());
        }
    }

    /// The other end's filter takes nothing else, over IPv6 too.
    @Test
    void packetsLeaveWithTheLargestTtl() {
        meet("127.0.1.1", "127.0.1.2", FAST);
        try (NettyBfd bfd = NettyBfd.open(Optional.of(IpAddress.parse("::1")))) {
            // A session with itself: its own packets come back without its discriminator.
            bfd.watch(BfdTarget.of(IpAddress.parse("::1")), FAST, _ -> {});
            Await.until(
                    "its own packets are heard",
                    LIMIT,
                    () -> !bfd.sessions().getFirst().detectionTime().isZero());
        }
    }

    @Test
    void aPeerIsWatchedOnce() {
        try (End first = new End("127.0.1.1")) {
            IpAddress peer = IpAddress.parse("127.0.1.2");
            first.watch(peer, FAST);
            BfdException refused = assertThrows(BfdException.class, () -> first.watch(peer, FAST));
            assertEquals(BfdException.Reason.ALREADY_WATCHED, refused.reason());
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (End first = new End("127.0.1.1");
                End same = new End("127.0.1.1")) {
            first.watch(IpAddress.parse("127.0.1.2"), FAST);
            BfdException refused =
                    assertThrows(
                            BfdException.class,
                            () -> same.watch(IpAddress.parse("127.0.1.2"), FAST));
            assertEquals(BfdException.Reason.CANNOT_LISTEN, refused.reason());
            assertTrue(refused.toString().contains("3784"), refused.toString());
        }
    }

    @Test
    void bothFamiliesAreHeardAtOnce() {
        try (NettyBfd bfd = NettyBfd.open(Optional.empty())) {
            bfd.watch(BfdTarget.of(IpAddress.parse("127.0.1.9")), FAST, _ -> {});
            bfd.watch(BfdTarget.of(IpAddress.parse("::1")), FAST, _ -> {});
            assertEquals(2, bfd.sessions().size());
        }
    }
}
