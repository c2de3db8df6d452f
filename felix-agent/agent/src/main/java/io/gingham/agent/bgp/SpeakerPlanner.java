package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.agent.services.ServiceBlocks;
import io.gingham.agent.services.ServiceRanges;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerRelation;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.bgp.speaker.PeerTimers;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.dataplane.routes.RoutePlan.Withheld;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// From the cluster's objects to what this node's speaker is to be.
final class SpeakerPlanner {

    /// Far more than a pod has behind it; what a pod can make a node keep for it.
    private static final PrefixLimit WORKLOAD_LIMIT = PrefixLimit.of(1_000, Duration.ofMinutes(5));

    private final String node;
    private final ClusterFeed cluster;
    private final Passwords passwords;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final Supplier<Collection<ConnectedNetwork>> links;
    private final Supplier<List<RouteView>> routes;
    private final Hearing hearing = new Hearing();

    /// @param passwords of peers
    /// @param endpoints the pods that are wired on this node now
    /// @param links the networks that this node is connected to now, pods' left out
    /// @param routes all that are usable now
    SpeakerPlanner(
            String node,
            ClusterFeed cluster,
            Passwords passwords,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            Supplier<Collection<ConnectedNetwork>> links,
            Supplier<List<RouteView>> routes) {
        this.node = node;
        this.cluster = cluster;
        this.passwords = passwords;
        this.endpoints = endpoints;
        this.links = links;
        this.routes = routes;
    }

    /// The plan is another one soon, though nothing else changes.
    boolean waits() {
        return hearing.waits();
    }

    /// What of a wanted speaker does not depend on this node's pods.
    ///
    /// @param withheld what the kernel is to have no route to: ranges of services that this node
    ///   serves by itself
    /// @param problems as sentences
    record Plan(
            ClusterNode self,
            NodeBlocks blocks,
            PodBlocks podBlocks,
            SpeakerConfig config,
            List<IpPrefix> ownBlocks,
            Withheld withheld,
            Map<IpPrefix, IpAddress> gateways,
            LocalWorkloads workloads,
            NodePolicy policy,
            List<String> problems) {

        Plan {
            ownBlocks = List.copyOf(ownBlocks);
            gateways = Map.copyOf(gateways);
            problems = List.copyOf(problems);
        }
    }

    /// From the cluster's objects as they are now.
    ///
    /// @throws IllegalStateException what keeps this node from speaking BGP, with the cure
    Plan plan() {
        ClusterNode self =
                self().orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the API server has no node named "
                                                        + node
                                                        + "; set NODENAME or --node-name to this node's name there"));
        if (self.ipv4Address().isEmpty()) {
            throw new IllegalStateException(
                    "node "
                            + node
                            + " has no IPv4 InternalIP; BGP starts when its status, or the annotation "
                            + ClusterNode.ADDRESS_ANNOTATION
                            + ", has one");
        }
        BgpSettings settings = new BgpSettings(cluster.bgpConfigurations());
        PeeringPlan plan =
                new PeeringPlanner(self, cluster.nodes(), settings).plan(cluster.bgpPeers());
        List<String> problems = new ArrayList<>(plan.problems());
        NodeBlocks blocks = cluster.nodeBlocks();
        PodBlocks podBlocks = PodBlocks.of(blocks, cluster.pools(), cluster.bgpConfigurations());
        problems.addAll(podBlocks.problems());
        List<ConnectedNetwork> networks = List.copyOf(links.get());
        Collection<IpPrefix> connected =
                networks.stream()
                        .map(ConnectedNetwork::prefix)
                        .collect(Collectors.toCollection(TreeSet::new));
        boolean reflector = plan.reflectorCluster().isPresent();
        boolean forRouters = reflector && !plan.chosen();
        ServiceRanges services = ServiceRanges.of(cluster.bgpConfigurations());
        ImportRules rules =
                ImportRules.of(
                        self,
                        cluster.nodes(),
                        blocks,
                        hearing.next(
                                plan.heardOf(),
                                cluster.nodes().stream().map(ClusterNode::name).toList(),
                                blocks,
                                routes,
                                System.nanoTime()),
                        podBlocks,
                        cluster.apiServers(),
                        connected,
                        forRouters ? services : ServiceRanges.NONE);
        blocks.all().forEach(block -> unroutable(block, rules).ifPresent(problems::add));
        Advertisements advertisements = Advertisements.of(node, settings);
        problems.addAll(advertisements.problems());
        LocalWorkloads named =
                LocalWorkloads.of(self, settings, cluster.bgpPeers(), cluster.bgpFilters());
        WorkloadRules workloadRules =
                new WorkloadRules(rules, services.ranges(), named.blocks(), nextHops(self));
        LocalWorkloads workloads = named.judgedBy(workloadRules);
        problems.addAll(workloads.problems());
        NodePolicy policy =
                new NodePolicy(
                        rules,
                        reflector,
                        forRouters,
                        services,
                        advertisements,
                        networks,
                        workloadRules);
        SpeakerConfig config =
                speakerConfig(
                                plan,
                                policy,
                                settings.of(node, BGPConfigurationSpec::requirePolicy)
                                        .orElse(false),
                                problems)
                        .withDecision(MultipathSettings.of(node, settings, problems));
        return new Plan(
                self,
                blocks,
                podBlocks,
                config,
                blocks.of(node).stream().filter(block -> isRouted(block, self)).toList(),
                new Withheld(withheld(services, forRouters), podBlocks.blocks()),
                gateways(plan),
                workloads,
                policy,
                problems);
    }

    /// A reflector hears of services for others; where it sends packets to is its own to know.
    private List<IpPrefix> withheld(ServiceRanges services, boolean reflector) {
        Set<IpPrefix> withheld =
                new TreeSet<>(ServiceBlocks.of(node, cluster.bgpConfigurations()).whole());
        if (reflector) {
            withheld.addAll(services.ranges());
        }
        return List.copyOf(withheld);
    }

    private static Map<IpFamily, IpAddress> nextHops(ClusterNode self) {
        Map<IpFamily, IpAddress> all = new EnumMap<>(IpFamily.class);
        self.ipv4Address().ifPresent(address -> all.put(IpFamily.IPV4, address));
        self.ipv6Address().ifPresent(address -> all.put(IpFamily.IPV6, address));
        return all;
    }

    /// With the pods as they are now.
    WantedSpeaker wanted(Plan plan) {
        Set<String> problems = new TreeSet<>(plan.problems());
        Set<IpPrefix> originated = prefixesToOriginate(plan, problems);
        WorkloadSessions workloads = workloads(plan);
        problems.addAll(workloads.problems());
        return new WantedSpeaker(
                plan.config().withPeers(withWorkloads(plan, workloads, problems)),
                originated,
                plan.ownBlocks(),
                plan.gateways(),
                workloads,
                List.copyOf(problems));
    }

    /// All objects are looked at only where pods of this node may be peers.
    private WorkloadSessions workloads(Plan plan) {
        return plan.workloads().groups().isEmpty()
                ? WorkloadSessions.NONE
                : WorkloadSessions.of(
                        plan.workloads(),
                        endpoints.get(),
                        cluster.resources(),
                        plan.config().peers().stream()
                                .map(PeerConfig::address)
                                .collect(Collectors.toSet()));
    }

    private List<PeerConfig> withWorkloads(
            Plan plan, WorkloadSessions workloads, Collection<String> problems) {
        List<PeerConfig> peers = new ArrayList<>(plan.config().peers());
        for (WorkloadSessions.Session session : workloads.all()) {
            try {
                PeerFilters filters =
                        PeerFilters.ofWorkload(
                                session,
                                plan.config().localAs(),
                                cluster.bgpFilters(),
                                plan.policy());
                problems.addAll(filters.problems());
                peers.add(
                        config(session.peer(), filters, List.of())
                                .withPolicy(filters.policy().withPrefixLimit(WORKLOAD_LIMIT)));
            } catch (IllegalArgumentException e) {
                problems.add(
                        "%s: the session %s is left out: %s"
                                .formatted(
                                        session.peer().object(),
                                        session.peer().name(),
                                        e.getMessage()));
            }
        }
        return peers;
    }

    private Optional<ClusterNode> self() {
        return cluster.nodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .findFirst();
    }

    /// The blocks, and each pod whose address lies outside of them.
    ///
    /// @param problems gets a sentence for each pod that others are not told of
    private Set<IpPrefix> prefixesToOriginate(Plan plan, Collection<String> problems) {
        NodeBlocks blocks = plan.blocks();
        Set<IpPrefix> prefixes = new HashSet<>(blocks.of(node));
        for (WorkloadEndpoint endpoint : endpoints.get()) {
            for (IpAddress ip : endpoint.ips()) {
                if (blocks.holds(node, ip)) {
                    continue;
                }
                if (plan.podBlocks().contains(ip)) {
                    prefixes.add(IpPrefix.host(ip));
                } else {
                    problems.add(
                            "pod %s can be reached from this node only: its address %s lies in no IPPool and no podCIDR, so it is not announced; make an IPPool for it, or name its block in the BGPConfiguration's hostRouteBlocks"
                                    .formatted(endpoint.displayName(), ip));
                }
            }
        }
        prefixes.removeIf(prefix -> !isRouted(prefix, plan.self()));
        return prefixes;
    }

    /// A node's block that holds a network of this node, or a host that is no pod: a route to it is
    /// not believed.
    private static Optional<String> unroutable(NodeBlocks.Block block, ImportRules rules) {
        boolean believed =
                rules.ownBlocks().contains(block.prefix()) || rules.accepts(block.prefix(), true);
        return believed
                ? Optional.empty()
                : Optional.of(
                        "the podCIDR %s of node %s holds a node, the API server, or a network that this node is connected to: no route to it is believed; podCIDRs must lie outside the nodes' networks"
                                .formatted(block.prefix(), block.node()));
    }

    /// IPv6 where the node has an address that others can reach it by.
    private static boolean isRouted(IpPrefix prefix, ClusterNode self) {
        return prefix.address().isIpv4() || self.ipv6Address().isPresent();
    }

    /// Of peers that lie behind a gateway (`reachableBy`).
    private static Map<IpPrefix, IpAddress> gateways(PeeringPlan plan) {
        Map<IpPrefix, IpAddress> all = new TreeMap<>();
        plan.peers()
                .values()
                .forEach(
                        peer ->
                                peer.options()
                                        .gateway()
                                        .ifPresent(
                                                gateway ->
                                                        all.put(
                                                                IpPrefix.host(peer.address()),
                                                                gateway)));
        return all;
    }

    /// @param requirePolicy of peers that do not say it themselves
    /// @param problems gets a sentence for each peer that is left out
    private SpeakerConfig speakerConfig(
            PeeringPlan plan, NodePolicy policy, boolean requirePolicy, List<String> problems) {
        List<PeerConfig> peers = new ArrayList<>();
        for (PeeringPlan.Peer peer : plan.peers().values()) {
            try {
                PeerFilters filters =
                        PeerFilters.of(peer, plan.localAs(), cluster.bgpFilters(), policy);
                problems.addAll(filters.problems());
                PeerConfig config = config(peer, filters, policy.rules().links());
                OwnOptions own = peer.options().own();
                boolean required = filters.external() && own.requirePolicy().orElse(requirePolicy);
                peers.add(
                        own.applied(
                                required ? withPolicy(config, peer, problems) : config,
                                filters.external()));
            } catch (IllegalArgumentException e) {
                problems.add(
                        "%s: the session with %s is left out: %s"
                                .formatted(peer.object(), peer.place(), e.getMessage()));
            }
        }
        RouterId routerId = RouterId.of(plan.localAddress());
        InetSocketAddress listen =
                plan.listenAddress()
                        .map(
                                address ->
                                        new InetSocketAddress(
                                                address.toInetAddress(), plan.listenPort()))
                        .orElseGet(() -> new InetSocketAddress(plan.listenPort()));
        return SpeakerConfig.of(plan.localAs(), routerId, listen, peers)
                .withClusterId(plan.reflectorCluster().map(RouterId::of).orElse(routerId))
                .withMonitoring(
                        BmpCollectors.of(
                                node,
                                new BgpSettings(cluster.bgpConfigurations())
                                        .of(node, BGPConfigurationSpec::bmpCollectors)
                                        .orElse(List.of()),
                                problems));
    }

    private PeerConfig withPolicy(PeerConfig config, PeeringPlan.Peer peer, List<String> problems) {
        return config.withPolicy(
                RequiredPolicy.applied(
                        config.policy(),
                        RequiredPolicy.named(peer.options().filters(), cluster.bgpFilters()),
                        peer.object(),
                        problems));
    }

    /// @throws IllegalArgumentException if there is no password yet: without it a session would be
    ///   open to everybody
    private PeerSecurity security(PeeringPlan.Peer peer) {
        PeerSecurity security = peer.options().security();
        if (peer.options().password().isEmpty()) {
            return security;
        }
        PeeringPlan.SecretKey key = peer.options().password().get();
        return security.withPassword(
                passwords
                        .find(key)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "its password is not known: Secret "
                                                        + key.secret()
                                                        + " of the agent's namespace must have the key "
                                                        + key.key())));
    }

    private PeerConfig config(
            PeeringPlan.Peer peer, PeerFilters filters, List<IpPrefix> connected) {
        PeerOptions options = peer.options();
        boolean onLink =
                peer.endpoint().interfaceName().isPresent()
                        || connected.stream().anyMatch(link -> link.contains(peer.address()));
        return PeerConfig.of(peer.name(), peer.endpoint(), peer.asNumber())
                .withLocalAs(options.localAs())
                .withTimers(PeerTimers.DEFAULT.withHoldTime(options.holdTime()))
                .withFamilies(peer.families())
                .withPolicy(options.own().applied(filters.policy()))
                .withSecurity(security(peer))
                .withRelation(
                        PeerRelation.PLAIN
                                .withAllowedOwnAs(options.allowedOwnAs())
                                .withNextHopMode(options.nextHop())
                                .withReflectorClient(peer.client()))
                .withBfd(options.bfdOnLink() ? options.own().bfd(onLink) : Optional.empty())
                .withGracefulRestart(options.gracefulRestart());
    }
}
