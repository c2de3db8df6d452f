package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.glass.Window;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.AgentStatus.PeerView;
import io.gingham.agent.status.StatusDraft;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerRelation;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.PeerTimers;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's speaker, kept as the cluster's objects want it; what it learns goes to a
/// [RoutesPart] on the same loop.
public final class Routing implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    public static final String NAME = "peering";

    private final String node;
    private final ClusterFeed cluster;
    private final Passwords passwords;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final Supplier<Collection<IpPrefix>> links;
    private final RoutesPart routes;
    private final NextHops nextHops;
    private final Runnable routesChanged;
    private final Speaker.Factory speakers;

    private @Nullable SpeakerConfig config;

    private volatile @Nullable Speaker speaker;
    private volatile boolean converged;
    private volatile List<String> planProblems = List.of();
    private volatile Set<IpPrefix> originated = Set.of();

    /// @param passwords of peers
    /// @param endpoints the pods that are wired on this node now
    /// @param links the networks that this node is connected to now, pods' left out
    /// @param routes where what is learned goes
    /// @param nextHops whether the kernel has a way to a next hop
    /// @param routesChanged asks for a run of the routes; called on any thread
    public Routing(
            String node,
            ClusterFeed cluster,
            Passwords passwords,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            Supplier<Collection<IpPrefix>> links,
            RoutesPart routes,
            NextHops nextHops,
            Runnable routesChanged) {
        this(
                node,
                cluster,
                passwords,
                endpoints,
                links,
                routes,
                nextHops,
                routesChanged,
                Speaker::start);
    }

    /// @param speakers makes speakers
    Routing(
            String node,
            ClusterFeed cluster,
            Passwords passwords,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            Supplier<Collection<IpPrefix>> links,
            RoutesPart routes,
            NextHops nextHops,
            Runnable routesChanged,
            Speaker.Factory speakers) {
        this.node = node;
        this.cluster = cluster;
        this.passwords = passwords;
        this.endpoints = endpoints;
        this.links = links;
        this.routes = routes;
        this.nextHops = nextHops;
        this.routesChanged = routesChanged;
        this.speakers = speakers;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return RefreshIntervals.of(node, cluster.felixConfigurations()).routes();
    }

    @Override
    public Health health(String failure) {
        List<Problem> problems = new ArrayList<>();
        if (!failure.isEmpty()) {
            problems.add(Problem.failed(NAME, failure));
        }
        planProblems.forEach(problem -> problems.add(Problem.note(NAME, "", problem)));
        return converged
                ? Health.of(problems)
                : Health.obstacle("BGP has not converged yet " + failure, problems);
    }

    @Override
    public void show(StatusDraft status) {
        if (!converged) {
            status.notInSync();
        }
        status.peers(peers().stream().map(Routing::view).toList());
        status.routes(bestRoutes().stream().map(Routing::view).toList());
    }

    private static PeerView view(PeerStatus peer) {
        return new PeerView(
                peer.name(),
                peer.address().toString(),
                peer.remoteAs().value(),
                peer.state(),
                peer.uptime().toSeconds(),
                peer.received(),
                peer.advertised(),
                peer.lastError());
    }

    private static AgentStatus.RouteView view(RouteView route) {
        return new AgentStatus.RouteView(
                route.prefix().toString(),
                route.attributes().nextHop().map(IpAddress::toString).orElse(""),
                route.from().isEmpty() ? "local" : route.from(),
                route.attributes().asPath().toString());
    }

    /// Starts or reconfigures the speaker, and tells it what to originate.
    @Override
    public void run(boolean refresh) {
        if (!cluster.isInSync()) {
            return;
        }
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
        PeeringPlan plan =
                PeeringPlan.of(
                        self, cluster.nodes(), cluster.bgpConfigurations(), cluster.bgpPeers());
        List<String> problems = new ArrayList<>(plan.problems());
        NodeBlocks blocks = cluster.nodeBlocks();
        PodBlocks podBlocks = PodBlocks.of(blocks, cluster.pools(), cluster.bgpConfigurations());
        problems.addAll(podBlocks.problems());
        originated = prefixesToOriginate(self, blocks, podBlocks, problems);
        ImportRules rules =
                ImportRules.of(
                        self,
                        cluster.nodes(),
                        blocks,
                        plan.meshEnabled(),
                        podBlocks,
                        cluster.apiServers(),
                        new TreeSet<>(links.get()));
        blocks.all().forEach(block -> unroutable(block, rules).ifPresent(problems::add));
        SpeakerConfig wanted = speakerConfig(plan, rules, problems);
        report(problems);
        apply(wanted);
        routes.ownBlocks(blocks.of(node).stream().filter(block -> isRouted(block, self)).toList());
        routesChanged.run();
    }

    public List<PeerStatus> peers() {
        Speaker running = speaker;
        return running == null ? List.of() : running.peers();
    }

    private List<RouteView> bestRoutes() {
        Speaker running = speaker;
        return running == null ? List.of() : running.bestRoutes();
    }

    /// Empty before its start.
    public Optional<BgpSpeaker> speaker() {
        return Optional.ofNullable(speaker).flatMap(Speaker::real);
    }

    /// Empty before the speaker's start.
    public Optional<Window> window() {
        return speaker().map(Window::into);
    }

    /// Ends the sessions without a word, so that the peers keep the routes while the agent is
    /// restarted.
    @Override
    public void close() {
        Speaker running = speaker;
        if (running != null) {
            running.close();
        }
    }

    private Optional<ClusterNode> self() {
        return cluster.nodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .findFirst();
    }

    /// The blocks, and each pod whose address lies outside of them.
    ///
    /// @param problems gets a sentence for each pod that others are not told of
    private Set<IpPrefix> prefixesToOriginate(
            ClusterNode self, NodeBlocks blocks, PodBlocks podBlocks, List<String> problems) {
        Set<IpPrefix> prefixes = new HashSet<>(blocks.of(node));
        for (WorkloadEndpoint endpoint : endpoints.get()) {
            for (IpAddress ip : endpoint.ips()) {
                if (blocks.holds(node, ip)) {
                    continue;
                }
                if (podBlocks.contains(ip)) {
                    prefixes.add(IpPrefix.host(ip));
                } else {
                    problems.add(
                            "pod %s can be reached from this node only: its address %s lies in no IPPool and no podCIDR, so it is not announced; make an IPPool for it, or name its block in the BGPConfiguration's hostRouteBlocks"
                                    .formatted(endpoint.displayName(), ip));
                }
            }
        }
        prefixes.removeIf(prefix -> !isRouted(prefix, self));
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

    /// @param problems gets a sentence for each peer that is left out
    private SpeakerConfig speakerConfig(
            PeeringPlan plan, ImportRules rules, List<String> problems) {
        List<PeerConfig> peers = new ArrayList<>();
        for (PeeringPlan.Peer peer : plan.peers().values()) {
            try {
                PeerFilters filters =
                        PeerFilters.of(peer, plan.localAs(), cluster.bgpFilters(), rules);
                problems.addAll(filters.problems());
                peers.add(config(peer, filters));
            } catch (IllegalArgumentException e) {
                problems.add(peer.name() + " is left out: " + e.getMessage());
            }
        }
        return SpeakerConfig.of(
                plan.localAs(),
                RouterId.of(plan.localAddress()),
                new InetSocketAddress(plan.listenPort()),
                peers);
    }

    /// @throws IllegalArgumentException if there is no password yet: without it a session would be
    ///   open to everybody
    private PeerSecurity security(PeeringPlan.Peer peer) {
        if (peer.password().isEmpty()) {
            return peer.security();
        }
        PeeringPlan.SecretKey key = peer.password().get();
        return peer.security()
                .withPassword(
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

    private PeerConfig config(PeeringPlan.Peer peer, PeerFilters filters) {
        PeerEndpoint endpoint =
                new PeerEndpoint(
                        peer.address(),
                        peer.port(),
                        peer.source(),
                        Optional.empty(),
                        peer.passive());
        return PeerConfig.of(peer.name(), endpoint, peer.asNumber())
                .withTimers(PeerTimers.DEFAULT.withHoldTime(peer.holdTime()))
                .withFamilies(peer.families())
                .withPolicy(filters.policy())
                .withSecurity(security(peer))
                .withRelation(PeerRelation.PLAIN.withAllowedOwnAs(peer.allowedOwnAs()))
                .withGracefulRestart(
                        GracefulRestartConfig.DEFAULT.withRestartTime(peer.restartTime()));
    }

    private void apply(SpeakerConfig wanted) {
        Speaker running = speaker;
        SpeakerConfig before = config;
        boolean newIdentity =
                before != null
                        && (!before.localAs().equals(wanted.localAs())
                                || !before.routerId().equals(wanted.routerId()));
        if (running != null && newIdentity) {
            LOG.info("the AS number or the router ID has changed: all BGP sessions are restarted");
            running.close();
            routes.startAnew();
            converged = false;
            running = null;
        }
        if (running == null) {
            boolean restarting = routes.findsOld();
            LOG.info(
                    "BGP starts as AS {}, router ID {}, {} peers{}",
                    wanted.localAs(),
                    wanted.routerId(),
                    wanted.peers().size(),
                    restarting
                            ? "; routes of an earlier agent are kept until the peers have told theirs"
                            : "");
            running = speakers.start(wanted.withRestarting(restarting), this::learned, nextHops);
            routes.begin();
            speaker = running;
            running.initialConvergence().thenRun(this::nowConverged);
        } else if (!wanted.equals(before)) {
            running.reconfigure(wanted);
        }
        config = wanted;
        running.originate(originated);
    }

    private void learned(List<Delta<IpPrefix, BestPath>> changes) {
        routes.learned(changes);
        routesChanged.run();
    }

    /// On any thread.
    private void nowConverged() {
        converged = true;
        routes.converged();
        routesChanged.run();
    }

    /// The kernel's answers about next hops are otherwise now. Any thread may call.
    public void nextHopsChanged() {
        Speaker running = speaker;
        if (running != null) {
            running.nextHopsChanged();
        }
    }

    private void report(List<String> problems) {
        planProblems = List.copyOf(new TreeSet<>(problems));
    }
}
