package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.ConfigurationNames;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.Durations;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Whom this node peers with, computed from what the API server holds. A field that can't be
/// honoured, and an object that can't be understood, is a problem in words; the other objects count
/// all the same.
///
/// @param meshEnabled every node peers with every other, so that a router need not tell of pods
/// @param peers by name: `mesh/NODE` for a node of the mesh, the name of the BGPPeer for others
public record PeeringPlan(
        AsNumber localAs,
        IpAddress localAddress,
        int listenPort,
        boolean meshEnabled,
        SortedMap<String, Peer> peers,
        List<String> problems) {

    private static final AsNumber DEFAULT_AS = new AsNumber(64512);
    private static final long MOST_AS = 0xffff_ffffL;
    static final int BGP_PORT = 179;
    private static final Duration DEFAULT_HOLD_TIME = Duration.ofSeconds(90);
    private static final Duration DEFAULT_RESTART_TIME = Duration.ofSeconds(120);

    /// The largest value of the restart time field; RFC 4724 section 3.
    private static final long MAX_RESTART_SECONDS = 4095;

    /// @param source where we connect from; empty: the kernel chooses
    /// @param passive true if this side waits for the other to connect
    /// @param mesh another node of the cluster
    /// @param restartTime graceful restart time offered
    /// @param families what is spoken with it
    /// @param filters names of BGPFilters, in order
    /// @param security how far away it may be
    /// @param password where it is, if it has one
    /// @param allowedOwnAs how often the node's own AS may be in a path it sends
    public record Peer(
            String name,
            boolean mesh,
            IpAddress address,
            int port,
            AsNumber asNumber,
            Optional<IpAddress> source,
            boolean passive,
            Duration holdTime,
            Duration restartTime,
            PeerFamilies families,
            List<String> filters,
            PeerSecurity security,
            Optional<SecretKey> password,
            int allowedOwnAs) {
        public Peer {
            filters = List.copyOf(filters);
        }
    }

    /// A Secret of the agent's namespace, and a key of its data.
    public record SecretKey(String secret, String key) {}

    public PeeringPlan {
        peers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(peers));
        problems = List.copyOf(problems);
    }

    /// @param self this node; it must have an IPv4 address
    /// @param configurations BGPConfiguration objects by name; `node.NODENAME` overrides `default`
    ///   field by field
    /// @param bgpPeers BGPPeer objects by name
    public static PeeringPlan of(
            ClusterNode self,
            Collection<ClusterNode> nodes,
            Map<String, BGPConfigurationSpec> configurations,
            Map<String, BGPPeerSpec> bgpPeers) {
        Builder builder = new Builder(self, configurations);
        if (builder.meshEnabled()) {
            nodes.stream()
                    .filter(node -> !node.name().equals(self.name()))
                    .forEach(builder::addMeshPeer);
        }
        bgpPeers.forEach(builder::addPeer);
        return builder.build();
    }

    private static final class Builder {
        private final ClusterNode self;
        private final IpAddress localAddress;
        private final @Nullable BGPConfigurationSpec own;
        private final @Nullable BGPConfigurationSpec common;
        private final SortedMap<String, Peer> peers = new TreeMap<>();
        private final List<String> problems = new ArrayList<>();
        private final int listenPort;
        private final AsNumber commonAs;

        Builder(ClusterNode self, Map<String, BGPConfigurationSpec> configurations) {
            this.self = self;
            this.localAddress =
                    self.ipv4Address()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "node "
                                                            + self.name()
                                                            + " has no IPv4 InternalIP"));
            this.own = configurations.get("node." + self.name());
            this.common = configurations.get("default");
            problems.addAll(ConfigurationNames.unused("BGPConfiguration", configurations.keySet()));
            configurations.forEach(
                    (name, spec) -> report("BGPConfiguration " + name, spec.notHonoured()));
            this.listenPort = setting(BGPConfigurationSpec::listenPort, BGP_PORT);
            this.commonAs = asNumber("default", common).orElse(DEFAULT_AS);
        }

        /// AS 0 is nobody's (RFC 7607): a mistake there must not cost every session.
        private Optional<AsNumber> asNumber(String name, @Nullable BGPConfigurationSpec from) {
            if (from == null || from.asNumber() == null) {
                return Optional.empty();
            }
            if (from.asNumber() < 1 || from.asNumber() > MOST_AS) {
                problems.add(
                        "BGPConfiguration "
                                + name
                                + ": asNumber "
                                + from.asNumber()
                                + " is not in 1..4294967295: it does not count");
                return Optional.empty();
            }
            return Optional.of(new AsNumber(from.asNumber()));
        }

        boolean meshEnabled() {
            return setting(BGPConfigurationSpec::nodeToNodeMeshEnabled, true);
        }

        void addMeshPeer(ClusterNode node) {
            Optional<IpAddress> address = node.ipv4Address();
            if (address.isEmpty()) {
                problems.add(
                        "node "
                                + node.name()
                                + " has no IPv4 InternalIP yet: no BGP session with it");
                return;
            }
            // One side waits, or every session would be opened twice at once and one of them torn
            // down.
            boolean passive = localAddress.compareTo(address.get()) > 0;
            add(
                    new Peer(
                            "mesh/" + node.name(),
                            true,
                            address.get(),
                            listenPort,
                            node.asNumber().orElse(commonAs),
                            Optional.of(localAddress),
                            passive,
                            DEFAULT_HOLD_TIME,
                            restartTime(
                                    "BGPConfiguration",
                                    setting(BGPConfigurationSpec::nodeMeshMaxRestartTime, "")),
                            families(node.ipv6Address().isPresent()),
                            List.of(),
                            PeerSecurity.NONE,
                            Optional.empty(),
                            0));
        }

        void addPeer(String name, BGPPeerSpec spec) {
            String where = "BGPPeer " + name;
            report(where, spec.notHonoured());
            boolean selectorUnderstood =
                    spec.nodeSelector() == null || spec.nodeSelector().strip().equals("all()");
            if (!selectorUnderstood) {
                problems.add(
                        where
                                + ": nodeSelector '"
                                + spec.nodeSelector()
                                + "' is not understood yet (only all() is): the peer is left out");
                return;
            }
            if (spec.node() != null && !spec.node().equals(self.name())) {
                return;
            }
            try {
                add(peer(name, spec));
            } catch (IllegalArgumentException e) {
                problems.add(where + " is left out: " + e.getMessage());
            }
        }

        private Peer peer(String name, BGPPeerSpec spec) {
            if (spec.peerIP() == null || spec.asNumber() == null) {
                throw new IllegalArgumentException("it needs peerIP and asNumber");
            }
            HostPort target = HostPort.parse(spec.peerIP());
            boolean overIpv4 = target.address().isIpv4();
            if (!overIpv4 && self.ipv6Address().isEmpty()) {
                throw new IllegalArgumentException(
                        "node " + self.name() + " has no IPv6 InternalIP to reach it from");
            }
            Duration keepalive =
                    spec.keepaliveTime() == null
                            ? DEFAULT_HOLD_TIME.dividedBy(3)
                            : Durations.parse(spec.keepaliveTime());
            return new Peer(
                    name,
                    false,
                    target.address(),
                    target.port(),
                    new AsNumber(spec.asNumber()),
                    source(spec.sourceAddress(), overIpv4),
                    false,
                    keepalive.multipliedBy(3),
                    restartTime(
                            "BGPPeer " + name,
                            spec.maxRestartTime() == null ? "" : spec.maxRestartTime()),
                    overIpv4 ? families(true) : PeerFamilies.IPV6,
                    spec.filters() == null ? List.of() : spec.filters(),
                    security(spec.ttlSecurity()),
                    password(spec.password()),
                    spec.numAllowedLocalASNumbers() == null ? 0 : spec.numAllowedLocalASNumbers());
        }

        private static Optional<SecretKey> password(BGPPeerSpec.@Nullable Password password) {
            if (password == null) {
                return Optional.empty();
            }
            BGPPeerSpec.SecretKeyRef ref = password.secretKeyRef();
            if (ref == null || ref.name() == null || ref.key() == null) {
                throw new IllegalArgumentException(
                        "password needs a secretKeyRef with name and key");
            }
            return Optional.of(new SecretKey(ref.name(), ref.key()));
        }

        private static PeerSecurity security(@Nullable Integer hops) {
            return hops == null || hops == 0 ? PeerSecurity.NONE : PeerSecurity.NONE.withHops(hops);
        }

        /// Over IPv4, and IPv6 routes on the same session where both ends can have them.
        private PeerFamilies families(boolean ipv6There) {
            return ipv6There && self.ipv6Address().isPresent()
                    ? PeerFamilies.both(self.ipv6Address().get())
                    : PeerFamilies.IPV4;
        }

        private Optional<IpAddress> source(@Nullable String text, boolean overIpv4) {
            switch (text == null ? "UseNodeIP" : text) {
                case "UseNodeIP" -> {
                    return overIpv4 ? Optional.of(localAddress) : self.ipv6Address();
                }
                case "None" -> {
                    return Optional.empty();
                }
                default ->
                        throw new IllegalArgumentException(
                                "sourceAddress '" + text + "' is not UseNodeIP or None");
            }
        }

        private void add(Peer peer) {
            Optional<Peer> twin =
                    peers.values().stream()
                            .filter(other -> other.address().equals(peer.address()))
                            .findFirst();
            if (twin.isPresent()) {
                problems.add(
                        peer.name()
                                + " has the same address "
                                + peer.address()
                                + " as "
                                + twin.get().name()
                                + ": the latter counts");
            } else {
                peers.put(peer.name(), peer);
            }
        }

        private Duration restartTime(String where, String text) {
            if (text.isEmpty()) {
                return DEFAULT_RESTART_TIME;
            }
            try {
                Duration time = Durations.parse(text);
                if (time.toSeconds() <= MAX_RESTART_SECONDS) {
                    return time;
                }
                problems.add(
                        where
                                + ": a restart time of "
                                + text
                                + " is more than 4095 s: 120 s is used");
            } catch (IllegalArgumentException e) {
                problems.add(where + ": " + e.getMessage() + ": a restart time of 120 s is used");
            }
            return DEFAULT_RESTART_TIME;
        }

        private <T> T setting(
                java.util.function.Function<BGPConfigurationSpec, @Nullable T> field, T fallback) {
            T value = own == null ? null : field.apply(own);
            if (value == null && common != null) {
                value = field.apply(common);
            }
            return value == null ? fallback : value;
        }

        private void report(String where, @Nullable Map<String, Object> notHonoured) {
            if (notHonoured != null && !notHonoured.isEmpty()) {
                problems.add(
                        where
                                + ": not honoured yet: "
                                + String.join(", ", new TreeMap<>(notHonoured).keySet()));
            }
        }

        PeeringPlan build() {
            AsNumber localAs =
                    self.asNumber().or(() -> asNumber("node." + self.name(), own)).orElse(commonAs);
            return new PeeringPlan(
                    localAs, localAddress, listenPort, meshEnabled(), peers, problems);
        }
    }
}
