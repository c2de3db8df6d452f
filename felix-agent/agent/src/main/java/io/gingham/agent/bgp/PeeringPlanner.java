package io.gingham.agent.bgp;

import io.gingham.agent.bgp.PeeringPlan.Peer;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import io.gingham.policy.selector.SelectorException;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes a [PeeringPlan].
///
/// ```
///   mesh: nodes that are no reflectors ────────────────────────────┐
///   BGPPeer: node, nodeSelector ─▶ ones ┐                          ├─▶ sessions between nodes
///            peerSelector ─────▶ others ┴─▶ this node among them? ─┤    (both ends work out the same)
///            peerIP ─▶ a node's address? ─── yes ──────────────────┘
///                                        └── no ──▶ a router
/// ```
final class PeeringPlanner {

    private static final String MESH = "the node-to-node mesh";

    private final ClusterNode self;
    private final IpAddress localAddress;
    private final AsNumber localAs;
    private final List<ClusterNode> nodes;
    private final BgpSettings settings;
    private final AutomaticReflectors reflectors;
    private final NodeGraph graph;
    private final SortedMap<String, Peer> peers = new TreeMap<>();
    private final Map<String, Peer> byPlace = new HashMap<>();
    private final List<String> problems;

    PeeringPlanner(ClusterNode node, Collection<ClusterNode> nodes, BgpSettings settings) {
        this.settings = settings;
        this.reflectors =
                AutomaticReflectors.of(
                        settings.routeReflectors(), members(nodes, settings), settings::asNumber);
        this.self = asChosen(node);
        this.localAddress =
                self.ipv4Address()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "node " + self.name() + " has no IPv4 InternalIP"));
        this.localAs = settings.asNumber(self);
        this.nodes =
                nodes.stream()
                        .map(this::asChosen)
                        .sorted(Comparator.comparing(ClusterNode::name))
                        .toList();
        this.graph = new NodeGraph(this.nodes);
        this.problems = new ArrayList<>(settings.problems());
        problems.addAll(reflectors.problems());
    }

    /// A reflector by annotation is in no mesh: it has clients.
    private static List<ClusterNode> members(Collection<ClusterNode> nodes, BgpSettings settings) {
        return nodes.stream()
                .filter(node -> node.reflectorCluster().isEmpty())
                .filter(node -> settings.mesh(node.name()))
                .toList();
    }

    /// Each of the chosen is a cluster of its own: a client that has a session with one of them
    /// only is heard by the clients of the others too.
    private ClusterNode asChosen(ClusterNode node) {
        return reflectors.chosen().contains(node.name())
                ? node.withReflectorCluster(node.ipv4Address())
                : node;
    }

    PeeringPlan plan(Map<String, BGPPeerSpec> bgpPeers) {
        addMesh();
        new TreeMap<>(bgpPeers).forEach(this::addObject);
        return new PeeringPlan(
                localAs,
                localAddress,
                listenAddress(),
                settings.listenPort(self.name()),
                self.reflectorCluster(),
                graph.heardBy(self.name()),
                peers,
                problems);
    }

    private Optional<IpAddress> listenAddress() {
        String mode = settings.of(self.name(), BGPConfigurationSpec::bindMode).orElse("");
        try {
            return PeerOptions.isFirst("bindMode", mode, "None", "NodeIP")
                    ? Optional.empty()
                    : Optional.of(localAddress);
        } catch (IllegalArgumentException e) {
            problems.add("BGPConfiguration: " + e.getMessage() + ": every address is listened on");
            return Optional.empty();
        }
    }

    /// All with all; or, once there are reflectors, all with these.
    private void addMesh() {
        List<ClusterNode> chosen = nodes.stream().filter(node -> isChosen(node.name())).toList();
        List<ClusterNode> members = new ArrayList<>(members(nodes, settings));
        members.addAll(chosen);
        if (!members.contains(self)) {
            return;
        }
        graph.join(members, chosen.isEmpty() ? members : chosen);
        try {
            PeerOptions options =
                    PeerOptions.ofMesh(
                                    settings.of(
                                                    self.name(),
                                                    BGPConfigurationSpec::nodeMeshMaxRestartTime)
                                            .orElse(null),
                                    settings.of(self.name(), BGPConfigurationSpec::nodeMeshPassword)
                                            .orElse(null),
                                    fault ->
                                            problems.add(
                                                    "BGPConfiguration: "
                                                            + fault
                                                            + ": 120 s is used"))
                            .watched(
                                    settings.of(
                                                    self.name(),
                                                    BGPConfigurationSpec
                                                            ::nodeMeshFailureDetectionMode)
                                            .orElse(null),
                                    settings.of(self.name(), BGPConfigurationSpec::nodeMeshBFD)
                                            .orElse(null),
                                    fault -> problems.add("BGPConfiguration: " + fault));
            for (ClusterNode node : chosen.isEmpty() || isChosen(self.name()) ? members : chosen) {
                addNode(MESH, node, settings.asNumber(node), Optional.empty(), options);
            }
        } catch (IllegalArgumentException e) {
            problems.add("BGPConfiguration: " + e.getMessage() + ": there is no mesh until then");
        }
    }

    private void addObject(String name, BGPPeerSpec spec) {
        String object = "BGPPeer " + name;
        CalicoFilters.unknown(object, spec.notHonoured(), problems);
        try {
            if (isGiven(spec.localWorkloadSelector())) {
                return; // pods are no part of this plan: LocalWorkloads
            }
            PeerOptions options =
                    PeerOptions.of(
                            spec, fault -> problems.add(object + ": " + fault + ": 120 s is used"));
            List<ClusterNode> ones = ones(object, spec);
            if (PeerLinks.areNamedBy(spec)) {
                if (ones.contains(self)) {
                    PeerLinks.of(
                                    name,
                                    object,
                                    spec,
                                    options,
                                    as -> isClient(as, options, Optional.empty()))
                            .forEach(this::add);
                }
            } else if (isGiven(spec.peerSelector())) {
                if (isGiven(spec.peerIP()) || spec.asNumber() != null) {
                    throw new IllegalArgumentException(
                            "peerSelector finds nodes with their own addresses and AS numbers: remove it, or peerIP and asNumber");
                }
                List<ClusterNode> others = selected(object, "peerSelector", spec.peerSelector());
                addNodes(object, spec, options, ones, others, Optional.empty());
            } else {
                addByAddress(name, object, spec, options, ones);
            }
        } catch (IllegalArgumentException e) {
            problems.add(object + " is left out: " + e.getMessage());
        }
    }

    /// The nodes that an object is for.
    private List<ClusterNode> ones(String object, BGPPeerSpec spec) {
        if (!isGiven(spec.node())) {
            return isGiven(spec.nodeSelector())
                    ? selected(object, "nodeSelector", spec.nodeSelector())
                    : nodes;
        }
        if (isGiven(spec.nodeSelector())) {
            throw new IllegalArgumentException(
                    "node and nodeSelector exclude each other: remove one of them");
        }
        List<ClusterNode> named =
                nodes.stream().filter(node -> node.name().equals(spec.node())).toList();
        if (named.isEmpty()) {
            problems.add(object + ": there is no node '" + spec.node() + "': nobody has this peer");
        }
        return named;
    }

    private List<ClusterNode> selected(String object, String field, @Nullable String text) {
        Selector selector;
        try {
            selector = Selector.parse(text == null ? "" : text);
        } catch (SelectorException e) {
            throw new IllegalArgumentException(
                    field + " '" + text + "' is no selector: " + e.getMessage(), e);
        }
        List<ClusterNode> found =
                nodes.stream().filter(node -> selector.matches(Labels.of(node.labels()))).toList();
        if (found.isEmpty()) {
            problems.add(
                    object
                            + ": "
                            + field
                            + " \""
                            + text
                            + "\" selects no node: nobody has this peer; see 'kubectl get nodes --show-labels'");
        }
        return found;
    }

    private void addByAddress(
            String name,
            String object,
            BGPPeerSpec spec,
            PeerOptions options,
            List<ClusterNode> ones) {
        String peerIp = spec.peerIP();
        Long number = spec.asNumber();
        if (peerIp == null || peerIp.isBlank() || number == null) {
            throw new IllegalArgumentException(
                    "it needs peerIP and asNumber, or peerSelector, or peerInterfaces");
        }
        HostPort target = HostPort.parse(peerIp);
        AsNumber asNumber = PeerOptions.asNumber("asNumber", number);
        Optional<ClusterNode> owner =
                nodes.stream()
                        .filter(node -> node.addresses().contains(target.address()))
                        .findFirst();
        if (owner.isPresent() && target.address().isIpv4()) {
            if (!settings.asNumber(owner.get()).equals(asNumber)) {
                throw new IllegalArgumentException(
                        "asNumber %s is not that of node %s, whose address %s is: it is %s"
                                .formatted(
                                        asNumber,
                                        owner.get().name(),
                                        target.address(),
                                        settings.asNumber(owner.get())));
            }
            addNodes(object, spec, options, ones, List.of(owner.get()), Optional.of(target.port()));
        } else if (ones.contains(self)) {
            add(router(name, object, target, asNumber, options));
        }
    }

    /// Sessions between the ones and the others, as far as they are this node's. What the object
    /// says holds at both ends.
    private void addNodes(
            String object,
            BGPPeerSpec spec,
            PeerOptions options,
            List<ClusterNode> ones,
            List<ClusterNode> others,
            Optional<Integer> port) {
        boolean bothWays =
                PeerOptions.isFirst("reversePeering", spec.reversePeering(), "Auto", "Manual");
        graph.join(ones, others);
        Set<String> first = names(ones);
        Set<String> second = names(others);
        if (first.contains(self.name())) {
            for (ClusterNode other : others) {
                // With both on both sides, what one does the other does.
                boolean mutual =
                        bothWays && first.contains(other.name()) && second.contains(self.name());
                AsNumber theirs = settings.asNumber(other);
                addNode(
                        object,
                        other,
                        mutual ? options.localAs().orElse(theirs) : theirs,
                        port,
                        options);
            }
        }
        if (bothWays && second.contains(self.name())) {
            ones.stream()
                    .filter(one -> !first.contains(self.name()) || !second.contains(one.name()))
                    .forEach(
                            one ->
                                    addNode(
                                            object,
                                            one,
                                            options.localAs().orElse(settings.asNumber(one)),
                                            Optional.empty(),
                                            options.reversed()));
        }
    }

    private static Set<String> names(Collection<ClusterNode> nodes) {
        return nodes.stream().map(ClusterNode::name).collect(Collectors.toSet());
    }

    private void addNode(
            String object,
            ClusterNode node,
            AsNumber asNumber,
            Optional<Integer> port,
            PeerOptions options) {
        if (node.name().equals(self.name())) {
            return;
        }
        Optional<IpAddress> address = node.ipv4Address();
        if (address.isEmpty()) {
            String problem =
                    "node " + node.name() + " has no IPv4 InternalIP yet: no BGP session with it";
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
            return;
        }
        // One side waits, or every session would be opened twice at once and one of them torn
        // down.
        boolean passive = localAddress.compareTo(address.get()) > 0;
        add(
                new Peer(
                        PeeringPlan.BETWEEN_NODES + node.name(),
                        object,
                        true,
                        new PeerEndpoint(
                                address.get(),
                                port.orElseGet(() -> settings.listenPort(node.name())),
                                options.nodeAddress()
                                        ? Optional.of(localAddress)
                                        : Optional.empty(),
                                Optional.empty(),
                                passive),
                        Optional.of(asNumber),
                        !(isChosen(self.name()) && isChosen(node.name()))
                                && isClient(asNumber, options, node.reflectorCluster()),
                        node.reflectorCluster().isPresent(),
                        families(node.ipv6Address().isPresent()),
                        options));
    }

    private Peer router(
            String name, String object, HostPort target, AsNumber asNumber, PeerOptions options) {
        boolean overIpv4 = target.address().isIpv4();
        if (!overIpv4 && self.ipv6Address().isEmpty()) {
            throw new IllegalArgumentException(
                    "node " + self.name() + " has no IPv6 InternalIP to reach it from");
        }
        Optional<IpAddress> source = overIpv4 ? Optional.of(localAddress) : self.ipv6Address();
        if (options.gateway().isPresent()
                && options.gateway().get().family() != target.address().family()) {
            throw new IllegalArgumentException(
                    "reachableBy %s is not of the family of %s"
                            .formatted(options.gateway().get(), target.address()));
        }
        return new Peer(
                name,
                object,
                false,
                new PeerEndpoint(
                        target.address(),
                        target.port(),
                        options.nodeAddress() ? source : Optional.empty(),
                        Optional.empty(),
                        false),
                asNumber,
                isClient(asNumber, options, Optional.empty()),
                overIpv4 ? families(true) : PeerFamilies.IPV6,
                options);
    }

    private boolean isChosen(String node) {
        return reflectors.chosen().contains(node);
    }

    /// Of a reflector: every internal peer but the reflectors of its own cluster, and those that
    /// were chosen with it.
    private boolean isClient(AsNumber asNumber, PeerOptions options, Optional<IpAddress> cluster) {
        boolean internal = options.localAs().orElse(localAs).equals(asNumber);
        return internal
                && self.reflectorCluster().isPresent()
                && !self.reflectorCluster().equals(cluster);
    }

    /// Over IPv4, and IPv6 routes on the same session where both ends can have them.
    private PeerFamilies families(boolean ipv6There) {
        return ipv6There && self.ipv6Address().isPresent()
                ? PeerFamilies.both(self.ipv6Address().get())
                : PeerFamilies.IPV4;
    }

    private void add(Peer peer) {
        Peer twin = byPlace.putIfAbsent(peer.place(), peer);
        if (twin == null) {
            peers.put(peer.name(), peer);
        } else if (!peer.isAs(twin)) {
            problems.add(
                    "%s: this node has a session with %s by %s already, which counts; two can't have the same address: remove one of them%s"
                            .formatted(
                                    peer.object(),
                                    peer.place(),
                                    twin.object(),
                                    twin.object().equals(MESH)
                                            ? ", or turn the mesh off (nodeToNodeMeshEnabled: false)"
                                            : ""));
        }
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
