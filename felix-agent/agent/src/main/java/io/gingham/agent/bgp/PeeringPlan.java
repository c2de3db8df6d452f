package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whom this node peers with, computed from what the API server holds. A field that can't be
/// honoured, and an object that can't be understood, is a problem in words; the other objects count
/// all the same.
///
/// @param listenAddress what is listened on; absent: every address
/// @param reflectorCluster this node is a reflector of that cluster (RFC 4456)
/// @param heardOf the nodes whose blocks are told by nodes, so that a router need not
/// @param peers by name: `mesh/NODE` for another node, by whatever object, so that a session
///   outlives a change from mesh to reflectors; the name of the BGPPeer for others
public record PeeringPlan(
        AsNumber localAs,
        IpAddress localAddress,
        Optional<IpAddress> listenAddress,
        int listenPort,
        Optional<IpAddress> reflectorCluster,
        Set<String> heardOf,
        SortedMap<String, Peer> peers,
        List<String> problems) {

    static final int BGP_PORT = 179;

    /// What the names of sessions with nodes begin with.
    static final String BETWEEN_NODES = "mesh/";

    /// @param object where it is written, for people: `BGPPeer tor1`, `the node-to-node mesh`
    /// @param node another node of the cluster
    /// @param asNumber absent: any but ours
    /// @param client we reflect routes to it and from it
    /// @param reflector it is another node, which reflects
    /// @param families what is spoken with it
    public record Peer(
            String name,
            String object,
            boolean node,
            PeerEndpoint endpoint,
            Optional<AsNumber> asNumber,
            boolean client,
            boolean reflector,
            PeerFamilies families,
            PeerOptions options) {

        /// One that is no other node, or does not reflect, whose AS number is known beforehand.
        Peer(
                String name,
                String object,
                boolean node,
                PeerEndpoint endpoint,
                AsNumber asNumber,
                boolean client,
                PeerFamilies families,
                PeerOptions options) {
            this(
                    name,
                    object,
                    node,
                    endpoint,
                    Optional.of(asNumber),
                    client,
                    false,
                    families,
                    options);
        }

        IpAddress address() {
            return endpoint.address();
        }

        /// `192.0.2.1`, or the link on which it is sought.
        String place() {
            return endpoint.label();
        }

        /// @param nodeAs the node's AS number
        boolean isExternal(AsNumber nodeAs) {
            return !asNumber.equals(Optional.of(options.localAs().orElse(nodeAs)));
        }

        /// Whether it is the same session, whoever wrote it down.
        boolean isAs(Peer other) {
            return new Peer(
                            name,
                            other.object,
                            node,
                            endpoint,
                            asNumber,
                            client,
                            reflector,
                            families,
                            options)
                    .equals(other);
        }
    }

    /// A Secret of the agent's namespace, and a key of its data.
    public record SecretKey(String secret, String key) {}

    public PeeringPlan {
        heardOf = Set.copyOf(heardOf);
        peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
        problems = List.copyOf(problems);
    }

    /// Whether a session of this name is with another node.
    public static boolean isNode(String session) {
        return session.startsWith(BETWEEN_NODES);
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
        return new PeeringPlanner(self, nodes, new BgpSettings(configurations)).plan(bgpPeers);
    }
}
