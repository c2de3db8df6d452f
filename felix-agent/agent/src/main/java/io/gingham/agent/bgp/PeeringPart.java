package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.cluster.ResourceChange;
import io.gingham.agent.glass.SpeakerView;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.AgentStatus.PeerView;
import io.gingham.agent.status.StatusDraft;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.delta.Delta;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's speaker, kept as the cluster's objects want it; what it learns goes to a
/// [RoutesPart] on the same loop.
///
/// Wide: it holds the one speaker, and what it was told last, for everybody who asks on whatever
/// thread.
public final class PeeringPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(PeeringPart.class);

    public static final String NAME = "peering";

    /// How often it is looked whether sessions that are wanted no more can end.
    private static final Duration HANDOVER_INTERVAL = Duration.ofSeconds(1);

    private final String node;
    private final ClusterFeed cluster;
    private final CurrentPlan plan;
    private final RoutesPart routes;
    private final NextHops nextHops;
    private final Runnable routesChanged;
    private final Speaker.Factory speakers;
    private final Origination origination = new Origination();

    private final Handover handover = new Handover();
    private volatile boolean handingOver;
    private volatile @Nullable SpeakerConfig config;

    private volatile @Nullable Speaker speaker;
    private volatile boolean converged;
    private volatile long startedAt;
    private volatile List<String> planProblems = List.of();
    private volatile WorkloadSessions workloads = WorkloadSessions.NONE;
    private volatile boolean podsMayPeer;

    /// @param passwords of peers
    /// @param endpoints the pods that are wired on this node now
    /// @param links the networks that this node is connected to now, pods' left out
    /// @param routes where what is learned goes
    /// @param nextHops whether the kernel has a way to a next hop
    /// @param routesChanged asks for a run of the routes; called on any thread
    public PeeringPart(
            String node,
            ClusterFeed cluster,
            Passwords passwords,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            Supplier<Collection<ConnectedNetwork>> links,
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
    PeeringPart(
            String node,
            ClusterFeed cluster,
            Passwords passwords,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            Supplier<Collection<ConnectedNetwork>> links,
            RoutesPart routes,
            NextHops nextHops,
            Runnable routesChanged,
            Speaker.Factory speakers) {
        this.node = node;
        this.cluster = cluster;
        this.plan =
                new CurrentPlan(
                        new SpeakerPlanner(
                                node, cluster, passwords, endpoints, links, this::usableRoutes));
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
        return handingOver
                ? HANDOVER_INTERVAL
                : RefreshIntervals.of(node, cluster.felixConfigurations()).routes();
    }

    @Override
    public Health health(String failure) {
        List<Problem> problems = new ArrayList<>();
        if (!failure.isEmpty()) {
            problems.add(Problem.failed(NAME, failure));
        }
        planProblems.forEach(problem -> problems.add(Problem.note(NAME, "", problem)));
        return waiting()
                .map(obstacle -> Health.obstacle((obstacle + " " + failure).strip(), problems))
                .orElseGet(() -> Health.of(problems));
    }

    private Optional<String> waiting() {
        Speaker running = speaker;
        if (converged) {
            return Optional.empty();
        }
        return running == null
                ? Optional.of("BGP has not started yet")
                : StartUp.waitsFor(Duration.ofNanos(System.nanoTime() - startedAt), running::peers);
    }

    @Override
    public void show(StatusDraft status) {
        if (!converged) {
            status.notInSync();
        }
        status.peers(peers().stream().map(PeeringPart::view).toList());
        status.routes(bestRoutes().stream().map(PeeringPart::view).toList());
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
        SpeakerPlanner.Plan current = plan.get(refresh);
        WantedSpeaker wanted = plan.wanted(current);
        planProblems = wanted.problems();
        workloads = wanted.workloads();
        podsMayPeer = !current.workloads().groups().isEmpty();
        apply(handedOver(wanted));
        routes.ownBlocks(wanted.ownBlocks());
        routes.withhold(current.withheld());
        routes.gateways(wanted.gateways());
        routes.countPriorities(CalicoFilters.usePriority(cluster.bgpFilters().values()));
        routesChanged.run();
    }

    /// The cluster's objects are otherwise, or a password is: the next run looks at all of them.
    /// Any thread may call.
    public void topologyChanged() {
        plan.topologyChanged();
    }

    public List<PeerStatus> peers() {
        Speaker running = speaker;
        return running == null ? List.of() : running.peers();
    }

    /// Of the peers that are not pods of this node: no pod can have them.
    public List<IpAddress> foreignPeers() {
        return peers().stream()
                .filter(peer -> !peer.name().startsWith(WorkloadRules.SESSION))
                .map(PeerStatus::address)
                .toList();
    }

    /// With the node's own pods. Any thread may ask.
    WorkloadSessions workloads() {
        return workloads;
    }

    /// What packets of pods may come from besides their own addresses, by interface. Any thread may
    /// ask.
    public Map<String, List<IpPrefix>> sourcesBehindPods() {
        return workloads.sources();
    }

    /// Pods of this node may be peers, and the labels that it depends on may be others now. Any
    /// thread may ask.
    public boolean concerns(ResourceChange change) {
        ResourceKind kind = change.delta().key().kind();
        return podsMayPeer
                && (kind == ResourceKind.NAMESPACE
                        || kind == ResourceKind.SERVICE_ACCOUNT
                        || (change.delta() instanceof Delta.Put<ResourceKey, Resource> put
                                && put.value() instanceof Pod pod
                                && pod.node().equals(node)));
    }

    private List<RouteView> usableRoutes() {
        Speaker running = speaker;
        return running == null ? List.of() : running.routes();
    }

    private List<RouteView> bestRoutes() {
        Speaker running = speaker;
        return running == null ? List.of() : running.bestRoutes();
    }

    /// What the speaker is; empty before its start.
    public Optional<SpeakerConfig> config() {
        return Optional.ofNullable(config);
    }

    /// Empty before its start.
    public Optional<BgpSpeaker> speaker() {
        return Optional.ofNullable(speaker).flatMap(Speaker::real);
    }

    /// Empty before the speaker's start.
    public Optional<SpeakerView> speakerView() {
        return speaker().map(SpeakerView::of);
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

    /// With the sessions that have to stay for a while.
    private WantedSpeaker handedOver(WantedSpeaker wanted) {
        SpeakerConfig before = config;
        Speaker running = speaker;
        if (before == null
                || running == null
                || !before.localAs().equals(wanted.config().localAs())
                || !before.routerId().equals(wanted.config().routerId())) {
            handingOver = plan.waits();
            return wanted;
        }
        Handover.Step step =
                handover.next(
                        before,
                        wanted.config(),
                        cluster.nodes().stream()
                                .flatMap(each -> each.addresses().stream())
                                .toList(),
                        running::routes,
                        System.nanoTime());
        handingOver = step.unfinished() || plan.waits();
        List<String> problems = new ArrayList<>(wanted.problems());
        problems.addAll(step.problems());
        planProblems = List.copyOf(problems);
        return new WantedSpeaker(
                step.config(),
                wanted.originated(),
                wanted.ownBlocks(),
                wanted.gateways(),
                wanted.workloads(),
                planProblems);
    }

    private void apply(WantedSpeaker all) {
        SpeakerConfig wanted = all.config();
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
            startedAt = System.nanoTime();
            speaker = running;
            running.initialConvergence().thenRun(this::nowConverged);
        } else if (!wanted.equals(before)) {
            running.reconfigure(wanted);
        }
        config = wanted;
        running.originate(origination.all(all.originated()));
    }

    /// What services want announced besides; asked for on the loop, when all is told.
    public void alsoOriginates(Supplier<Map<IpPrefix, PathAttributes>> all) {
        origination.services(all);
    }

    /// Of what services want announced this is otherwise: no peer is told anything else. On the
    /// loop.
    public void servicesChanged(List<Delta<IpPrefix, PathAttributes>> changes) {
        Speaker running = speaker;
        if (running == null) {
            // It is told all when it starts.
            return;
        }
        running.changeOriginated(origination.changes(changes));
    }

    /// Returns when the speaker has done all that it was asked before.
    public void settle() {
        var unused = peers();
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
}
