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
import io.gingham.bgp.rib.RouteQuery;
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
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's speaker and its routes, kept as the cluster's objects want them: two parts on one
/// loop, [#peering] and [#routes].
public final class Routing {

    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    public static final String PEERING = "peering";
    public static final String ROUTES = "routes";

    private final String node;
    private final ClusterFeed cluster;
    private final Passwords passwords;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final Supplier<Collection<IpPrefix>> links;
    private final FibSync fib;
    private final Runnable routesChanged;
    private final Queue<List<Delta<IpPrefix, IpAddress>>> learned = new ConcurrentLinkedQueue<>();

    private @Nullable SpeakerConfig config;

    private volatile @Nullable BgpSpeaker speaker;
    private volatile boolean converged;
    private volatile List<String> planProblems = List.of();
    private volatile List<String> routeProblems = List.of();
    private volatile Set<IpPrefix> originated = Set.of();

    /// @param passwords of peers
    /// @param endpoints the pods that are wired on this node now
    /// @param links the networks that this node is connected to now, pods' left out
    /// @param routesChanged asks for a run of [#route]; called on any thread
    public Routing(
            String node,
            ClusterFeed cluster,
            Passwords passwords,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            Supplier<Collection<IpPrefix>> links,
            FibSync fib,
            Runnable routesChanged) {
        this.node = node;
        this.cluster = cluster;
        this.passwords = passwords;
        this.endpoints = endpoints;
        this.links = links;
        this.fib = fib;
        this.routesChanged = routesChanged;
    }

    private abstract class OfRouting implements Part {
        @Override
        public Duration refreshInterval() {
            return RefreshIntervals.of(node, cluster.felixConfigurations()).routes();
        }
    }

    /// Starts or reconfigures the speaker, and tells it what to originate.
    public Part peering() {
        return new OfRouting() {
            @Override
            public String name() {
                return PEERING;
            }

            @Override
            public void run(boolean refresh) {
                peer();
            }

            @Override
            public Health health(String failure) {
                List<Problem> problems = new ArrayList<>();
                if (!failure.isEmpty()) {
                    problems.add(Problem.failed(PEERING, failure));
                }
                planProblems.forEach(problem -> problems.add(Problem.note("peering", "", problem)));
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
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    /// Brings the kernel's routes to what the speaker has learned.
    public Part routes() {
        return new OfRouting() {
            @Override
            public String name() {
                return ROUTES;
            }

            @Override
            public void run(boolean refresh) {
                route();
            }

            @Override
            public Health health(String failure) {
                List<Problem> problems = new ArrayList<>();
                if (!failure.isEmpty()) {
                    problems.add(Problem.failed(ROUTES, failure));
                }
                routeProblems.forEach(
                        problem -> problems.add(Problem.note("route-refused", "", problem)));
                return Health.of(problems);
            }

            @Override
            public void show(StatusDraft status) {
                status.routes(bestRoutes().stream().map(Routing::view).toList());
                status.routesWritten(fib.routesWritten());
            }
        };
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

    private void peer() {
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
        fib.ownBlocks(blocks.of(node).stream().filter(block -> isRouted(block, self)).toList());
        routesChanged.run();
    }

    private void route() {
        List<Delta<IpPrefix, IpAddress>> changes;
        while ((changes = learned.poll()) != null) {
            fib.learn(changes);
        }
        if (converged) {
            fib.converged();
        }
        if (speaker != null) {
            Set<String> refusals = fib.sync();
            routeProblems = List.copyOf(refusals);
            if (!refusals.isEmpty()) {
                throw new IllegalStateException(
                        refusals.size()
                                + " routes are refused by the kernel, the first: "
                                + refusals.iterator().next());
            }
        }
    }

    public List<PeerStatus> peers() {
        BgpSpeaker running = speaker;
        return running == null ? List.of() : running.peers();
    }

    private List<RouteView> bestRoutes() {
        BgpSpeaker running = speaker;
        return running == null ? List.of() : running.routes(RouteQuery.BEST).routes();
    }

    /// Empty before its start.
    public Optional<BgpSpeaker> speaker() {
        return Optional.ofNullable(speaker);
    }

    /// Empty before the speaker's start.
    public Optional<Window> window() {
        return speaker().map(Window::into);
    }

    /// Of a prefix that peers announce, the best route's first.
    public List<IpAddress> nextHops(IpPrefix prefix) {
        BgpSpeaker running = speaker;
        return running == null ? List.of() : running.nextHops(prefix);
    }

    /// Ends the sessions without a word, so that the peers keep the routes while the agent is
    /// restarted.
    private void end() {
        BgpSpeaker running = speaker;
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
        BgpSpeaker running = speaker;
        SpeakerConfig before = config;
        boolean newIdentity =
                before != null
                        && (!before.localAs().equals(wanted.localAs())
                                || !before.routerId().equals(wanted.routerId()));
        if (running != null && newIdentity) {
            LOG.info("the AS number or the router ID has changed: all BGP sessions are restarted");
            running.close();
            learned.clear();
            fib.startAnew();
            converged = false;
            running = null;
        }
        if (running == null) {
            boolean restarting = fib.findsRoutesOfAnEarlierAgent();
            LOG.info(
                    "BGP starts as AS {}, router ID {}, {} peers{}",
                    wanted.localAs(),
                    wanted.routerId(),
                    wanted.peers().size(),
                    restarting
                            ? "; routes of an earlier agent are kept until the peers have told theirs"
                            : "");
            running = BgpSpeaker.start(wanted.withRestarting(restarting), this::learned);
            speaker = running;
            running.initialConvergence().thenRun(this::nowConverged);
        } else if (!wanted.equals(before)) {
            running.reconfigure(wanted);
        }
        config = wanted;
        running.originate(originated);
    }

    private void learned(List<Delta<IpPrefix, BestPath>> changes) {
        List<Delta<IpPrefix, IpAddress>> nextHops = new ArrayList<>(changes.size());
        for (Delta<IpPrefix, BestPath> change : changes) {
            nextHops.add(
                    switch (change) {
                        case Delta.Put<IpPrefix, BestPath>(IpPrefix prefix, BestPath path) ->
                                Delta.put(prefix, path.nextHop());
                        case Delta.Remove<IpPrefix, BestPath>(IpPrefix prefix) ->
                                Delta.remove(prefix);
                    });
        }
        learned.add(nextHops);
        routesChanged.run();
    }

    private void nowConverged() {
        converged = true;
        routesChanged.run();
    }

    private void report(List<String> problems) {
        planProblems = List.copyOf(new TreeSet<>(problems));
    }
}
