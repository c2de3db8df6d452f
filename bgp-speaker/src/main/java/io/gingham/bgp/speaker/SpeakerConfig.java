package io.gingham.bgp.speaker;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A speaker as configured.
///
/// @param listen where peers connect to; absent: only our own connections
/// @param restarting the speaker was here before, the kernel still forwards by its routes, and its
///   peers may still keep them (RFC 4724 section 4.1). Counts at the start only
/// @param selectionDeferral the longest a restarting speaker waits for its peers' End-of-RIB
/// @param denyWithoutPolicy an external peer with [RouteFilter#NO_POLICY] neither gives nor gets
///   routes (RFC 8212)
public record SpeakerConfig(
        AsNumber localAs,
        RouterId routerId,
        Optional<InetSocketAddress> listen,
        List<PeerConfig> peers,
        boolean restarting,
        Duration selectionDeferral,
        boolean denyWithoutPolicy) {

    /// Peers that are alive are back within a few connect retries.
    public static final Duration DEFAULT_SELECTION_DEFERRAL = Duration.ofSeconds(60);

    public SpeakerConfig {
        peers = List.copyOf(peers);
        if (localAs.value() == 0) {
            throw new IllegalArgumentException("the local AS must not be 0 (RFC 7607)");
        }
        Set<String> names = new HashSet<>();
        Set<IpAddress> addresses = new HashSet<>();
        for (PeerConfig peer : peers) {
            if (!names.add(peer.name())) {
                throw new IllegalArgumentException("two peers are named '" + peer.name() + "'");
            }
            if (!addresses.add(peer.address())) {
                throw new IllegalArgumentException("two peers have the address " + peer.address());
            }
        }
    }

    public static SpeakerConfig of(
            AsNumber localAs, RouterId routerId, InetSocketAddress listen, List<PeerConfig> peers) {
        return new SpeakerConfig(
                localAs,
                routerId,
                Optional.of(listen),
                peers,
                false,
                DEFAULT_SELECTION_DEFERRAL,
                false);
    }

    public SpeakerConfig withPeers(List<PeerConfig> newPeers) {
        return new SpeakerConfig(
                localAs,
                routerId,
                listen,
                newPeers,
                restarting,
                selectionDeferral,
                denyWithoutPolicy);
    }

    public SpeakerConfig withRestarting(boolean newRestarting) {
        return new SpeakerConfig(
                localAs,
                routerId,
                listen,
                peers,
                newRestarting,
                selectionDeferral,
                denyWithoutPolicy);
    }

    public SpeakerConfig withSelectionDeferral(Duration newDeferral) {
        return new SpeakerConfig(
                localAs, routerId, listen, peers, restarting, newDeferral, denyWithoutPolicy);
    }

    public SpeakerConfig withDenyWithoutPolicy(boolean deny) {
        return new SpeakerConfig(
                localAs, routerId, listen, peers, restarting, selectionDeferral, deny);
    }
}
