package io.gingham.bgp.speaker;

import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A speaker as configured.
///
/// @param listen where peers connect to; absent: only our own connections
/// @param restarting the speaker was here before, the kernel still forwards by its routes, and its
///   peers may still keep them (RFC 4724 section 4.1). Counts at the start only
/// @param selectionDeferral the longest a restarting speaker waits for its peers' End-of-RIB
/// @param denyWithoutPolicy an external peer with [io.gingham.bgp.rib.RouteFilter#NO_POLICY]
///   neither gives nor gets routes (RFC 8212)
/// @param clusterId of this reflector's cluster (RFC 4456 section 7)
/// @param monitoring collectors of BMP
public record SpeakerConfig(
        AsNumber localAs,
        RouterId routerId,
        Optional<InetSocketAddress> listen,
        List<PeerConfig> peers,
        boolean restarting,
        Duration selectionDeferral,
        boolean denyWithoutPolicy,
        RouterId clusterId,
        DecisionConfig decision,
        BmpConfig monitoring) {

    /// Peers that are alive are back within a few connect retries.
    public static final Duration DEFAULT_SELECTION_DEFERRAL = Duration.ofSeconds(60);

    public SpeakerConfig {
        peers = List.copyOf(peers);
        if (localAs.value() == 0) {
            throw new IllegalArgumentException("the local AS must not be 0 (RFC 7607)");
        }
        Set<String> names = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (PeerConfig peer : peers) {
            if (!names.add(peer.name())) {
                throw new IllegalArgumentException("two peers are named '" + peer.name() + "'");
            }
            if (!places.add(peer.endpoint().label())) {
                throw new IllegalArgumentException(
                        "two peers have the address " + peer.endpoint().label());
            }
            peer.relation().misfit(peer.isExternal(localAs)).ifPresent(why -> refuse(peer, why));
        }
    }

    private static void refuse(PeerConfig peer, String why) {
        throw new IllegalArgumentException("peer '" + peer.name() + "': " + why);
    }

    /// Without a listener; all else as usual.
    public static SpeakerConfig of(AsNumber localAs, RouterId routerId, List<PeerConfig> peers) {
        return new SpeakerConfig(
                localAs,
                routerId,
                Optional.empty(),
                peers,
                false,
                DEFAULT_SELECTION_DEFERRAL,
                false,
                routerId,
                DecisionConfig.DEFAULT,
                BmpConfig.NONE);
    }

    public static SpeakerConfig of(
            AsNumber localAs, RouterId routerId, InetSocketAddress listen, List<PeerConfig> peers) {
        return of(localAs, routerId, peers).withListen(listen);
    }

    /// The one place that names all components, for copies that differ in some.
    private static final class Draft {
        private final SpeakerConfig before;
        private Optional<InetSocketAddress> listen;
        private List<PeerConfig> peers;
        private boolean restarting;
        private Duration selectionDeferral;
        private boolean denyWithoutPolicy;
        private RouterId clusterId;
        private DecisionConfig decision;
        private BmpConfig monitoring;

        Draft(SpeakerConfig before) {
            this.before = before;
            listen = before.listen;
            peers = before.peers;
            restarting = before.restarting;
            selectionDeferral = before.selectionDeferral;
            denyWithoutPolicy = before.denyWithoutPolicy;
            clusterId = before.clusterId;
            decision = before.decision;
            monitoring = before.monitoring;
        }

        SpeakerConfig build() {
            return new SpeakerConfig(
                    before.localAs,
                    before.routerId,
                    listen,
                    peers,
                    restarting,
                    selectionDeferral,
                    denyWithoutPolicy,
                    clusterId,
                    decision,
                    monitoring);
        }
    }

    private SpeakerConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    public SpeakerConfig withListen(InetSocketAddress address) {
        return with(draft -> draft.listen = Optional.of(address));
    }

    public SpeakerConfig withPeers(List<PeerConfig> newPeers) {
        return with(draft -> draft.peers = newPeers);
    }

    public SpeakerConfig withRestarting(boolean newRestarting) {
        return with(draft -> draft.restarting = newRestarting);
    }

    public SpeakerConfig withSelectionDeferral(Duration newDeferral) {
        return with(draft -> draft.selectionDeferral = newDeferral);
    }

    public SpeakerConfig withDenyWithoutPolicy(boolean deny) {
        return with(draft -> draft.denyWithoutPolicy = deny);
    }

    public SpeakerConfig withDecision(DecisionConfig newDecision) {
        return with(draft -> draft.decision = newDecision);
    }

    public SpeakerConfig withClusterId(RouterId newClusterId) {
        return with(draft -> draft.clusterId = newClusterId);
    }

    public SpeakerConfig withMonitoring(BmpConfig newMonitoring) {
        return with(draft -> draft.monitoring = newMonitoring);
    }
}
