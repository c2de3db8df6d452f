package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bfd.BfdConfig;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.SimWorld.Node;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What BFD does to BGP (RFC 5882), without sockets.
class PathWatchTest {

    private static final IpAddress OURS = IpAddress.parse("10.0.0.1");
    private static final IpAddress PEERS = IpAddress.parse("10.0.0.2");
    private static final IpPrefix ROUTE = IpPrefix.parse("192.0.2.0/24");
    private static final Duration LONG = Duration.ofSeconds(20);

    /// Less than any connection needs.
    private static final Duration SOON = Duration.ofMillis(1);

    private final SimWorld world = new SimWorld(5);

    private static SpeakerConfig config(IpAddress own, PeerConfig peer) {
        long as = own.equals(OURS) ? 64_512 : 64_513;
        return SpeakerConfig.of(new AsNumber(as), RouterId.of(own), List.of(peer));
    }

    private static PeerConfig watched() {
        return PeerConfig.of("peer", PEERS, new AsNumber(64_513))
                .withBfd(Optional.of(BfdConfig.DEFAULT));
    }

    private static PeerConfig withoutRestart(PeerConfig peer) {
        return peer.withGracefulRestart(GracefulRestartConfig.OFF);
    }

    private Node bootPeer() {
        PeerConfig us = PeerConfig.of("us", OURS, new AsNumber(64_512));
        Node peer = world.boot(PEERS, config(PEERS, us), new TreeMap<>());
        peer.core.originate(Set.of(ROUTE));
        return peer;
    }

    private Node boot(PeerConfig peer) {
        Node node = world.boot(OURS, config(OURS, peer), new TreeMap<>());
        node.core.originate(Set.of());
        return node;
    }

    private static PeerStatus status(Node node) {
        return node.core.peers().getFirst();
    }

    /// With a session and the peer's route.
    private Node established(PeerConfig peer) {
        Node node = boot(peer);
        world.run(LONG);
        assertTrue(status(node).established());
        assertTrue(node.kernel.containsKey(ROUTE));
        return node;
    }

    private void fail(Node node, boolean peerIndependent) {
        node.bfd.fail(PEERS, peerIndependent);
        world.run(SOON);
    }

    @Test
    void aFailureEndsTheSessionAndItsRoutesAtOnce() {
        bootPeer();
        Node ours = established(withoutRestart(watched()));
        fail(ours, false);
        assertFalse(status(ours).established());
        assertFalse(ours.kernel.containsKey(ROUTE));
        assertTrue(status(ours).lastError().contains("BFD"), status(ours).lastError());
    }

    @Test
    void theStatusShowsBfdWhereItIsConfigured() {
        Node peer = bootPeer();
        Node ours = established(withoutRestart(watched()));
        assertEquals(Optional.of(false), status(ours).bfdUp(), "it has not come up yet");
        ours.bfd.comeUp(PEERS);
        world.run(SOON);
        assertEquals(Optional.of(true), status(ours).bfdUp());
        fail(ours, false);
        assertEquals(Optional.of(false), status(ours).bfdUp());
        assertEquals(Optional.empty(), status(peer).bfdUp());
    }

    @Test
    void thePeerIsToldWhy() {
        Node peer = bootPeer();
        Node ours = established(withoutRestart(watched()));
        fail(ours, false);
        world.run(Duration.ofMillis(200));
        assertTrue(status(peer).lastError().contains("BFD Down"), () -> status(peer).lastError());
    }

    @Test
    void theSessionComesBackWithoutWaitingForBfd() {
        bootPeer();
        Node ours = established(withoutRestart(watched()));
        fail(ours, false);
        world.run(LONG);
        assertTrue(status(ours).established());
        assertTrue(ours.kernel.containsKey(ROUTE));
    }

    @Test
    void aPeerWhoseBfdSharesFateMayBeRestartingAndItsRoutesAreKept() {
        bootPeer();
        Node ours = established(watched());
        fail(ours, false);
        assertFalse(status(ours).established());
        assertTrue(ours.kernel.containsKey(ROUTE));
    }

    @Test
    void aPeerWhoseBfdOutlivesItsBgpIsOutOfReachAndNothingIsKept() {
        bootPeer();
        Node ours = established(watched());
        fail(ours, true);
        assertFalse(status(ours).established());
        assertFalse(ours.kernel.containsKey(ROUTE));
    }

    @Test
    void aRestartInProgressGoesOnIfBfdSharesFate() {
        Node peer = bootPeer();
        Node ours = established(watched());
        world.kill(peer);
        world.run(Duration.ofSeconds(1));
        assertTrue(ours.kernel.containsKey(ROUTE));
        fail(ours, false);
        assertTrue(ours.kernel.containsKey(ROUTE));
    }

    @Test
    void aRestartInProgressIsAbortedIfForwardingFails() {
        Node peer = bootPeer();
        Node ours = established(watched());
        world.kill(peer);
        world.run(Duration.ofSeconds(1));
        fail(ours, true);
        assertFalse(ours.kernel.containsKey(ROUTE));
    }

    @Test
    void aPeerThatTurnsBfdOffKeepsItsSession() {
        bootPeer();
        Node ours = established(withoutRestart(watched()));
        ours.bfd.leave(PEERS);
        world.run(SOON);
        assertTrue(status(ours).established());
        assertTrue(ours.kernel.containsKey(ROUTE));
    }

    @Test
    void bfdFollowsTheConfigurationAndTheSessionGoesOn() {
        bootPeer();
        Node ours = established(watched());
        Duration uptime = status(ours).uptime();
        assertEquals(Map.of(PEERS, BfdConfig.DEFAULT), ours.bfd.watched());
        BfdConfig faster = BfdConfig.DEFAULT.withMultiplier(5);
        ours.core.reconfigure(config(OURS, watched().withBfd(Optional.of(faster))));
        assertEquals(Map.of(PEERS, faster), ours.bfd.watched());
        ours.core.reconfigure(config(OURS, watched().withBfd(Optional.empty())));
        assertEquals(Map.of(), ours.bfd.watched());
        BfdConfig far = BfdConfig.DEFAULT.withMultihop(true);
        ours.core.reconfigure(config(OURS, watched().withBfd(Optional.of(far))));
        assertEquals(Map.of(PEERS, far), ours.bfd.watched());
        world.run(Duration.ofSeconds(1));
        assertTrue(status(ours).uptime().compareTo(uptime) > 0);
    }

    @Test
    void aPeerThatIsRemovedIsNotWatchedAnyMore() {
        bootPeer();
        Node ours = established(watched());
        ours.core.reconfigure(config(OURS, watched()).withPeers(List.of()));
        assertEquals(Map.of(), ours.bfd.watched());
    }

    @Test
    void aSpeakerThatRestartsIsSilentUntilThePeerKnows() {
        PeerConfig peer = watched();
        Node ours = world.boot(OURS, config(OURS, peer).withRestarting(true), new TreeMap<>());
        ours.core.originate(Set.of());
        world.run(Duration.ofSeconds(5));
        assertEquals(Map.of(), ours.bfd.watched());
        bootPeer();
        world.run(LONG);
        assertTrue(status(ours).established());
        assertEquals(Map.of(PEERS, BfdConfig.DEFAULT), ours.bfd.watched());
    }

    @Test
    void aSpeakerThatRestartsWithoutItsPeerWatchesItWhenItWaitsNoLonger() {
        Node ours = world.boot(OURS, config(OURS, watched()).withRestarting(true), new TreeMap<>());
        ours.core.originate(Set.of());
        world.run(SpeakerConfig.DEFAULT_SELECTION_DEFERRAL.plusSeconds(1));
        assertEquals(Map.of(PEERS, BfdConfig.DEFAULT), ours.bfd.watched());
    }
}
