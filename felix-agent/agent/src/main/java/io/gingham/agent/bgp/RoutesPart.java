package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.export.Targets;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.StatusDraft;
import io.gingham.bgp.filter.Priority;
import io.gingham.bgp.rib.BestPath;
import io.gingham.dataplane.routes.KernelRoutes;
import io.gingham.dataplane.routes.RoutePlan;
import io.gingham.delta.Delta;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// The kernel's main table as the speaker and this node want it: learned prefixes via their next
/// hops, and a blackhole for each of this node's own blocks (so that a packet to an address no pod
/// has ends here, and does not go back to the router it came from); other nodes' blocks of pools
/// that are encapsulated into a tunnel, whatever BGP says of them.
///
/// After a restart nothing is removed until the speaker has converged: routes that an earlier agent
/// left carry packets until then.
public final class RoutesPart implements Part {

    public static final String NAME = "routes";

    /// The `proto` of all routes made here, in `ip route`; free in iproute2's rt_protos.
    public static final int ROUTE_PROTOCOL = 71;

    private static final String GATEWAYS = "gateways";
    private static final String BLOCKS = "blocks";

    /// Before BGP: what must be encapsulated never travels otherwise.
    private static final String OVERLAY = "overlay";

    private static final String BGP = "bgp";

    /// After BGP, which may know a better way to a node of the same network.
    private static final String SUBNET = "subnet";

    private final String node;
    private final ClusterFeed cluster;
    private final Supplier<Set<IpAddress>> unreachable;
    private final ToIntFunction<String> links;
    private final RoutePlan plan = new RoutePlan(List.of(GATEWAYS, BLOCKS, OVERLAY, BGP, SUBNET));
    private final KernelRoutes kernel;
    private final Queue<List<Delta<IpPrefix, BestPath>>> learned = new ConcurrentLinkedQueue<>();

    private final Repairs repairs = new Repairs(System::nanoTime);
    private volatile boolean running;
    private volatile boolean converged;
    private volatile List<String> refusals = List.of();
    private volatile long written;

    /// For one that learns of no link-local next hops.
    public RoutesPart(
            String node,
            ClusterFeed cluster,
            RouteKernel kernel,
            Supplier<Set<IpAddress>> unreachable) {
        this(node, cluster, kernel, unreachable, _ -> 0);
    }

    /// @param unreachable next hops that routes were learned over and the kernel has no way to
    /// @param links the number of the interface with a name; 0 if there is none
    public RoutesPart(
            String node,
            ClusterFeed cluster,
            RouteKernel kernel,
            Supplier<Set<IpAddress>> unreachable,
            ToIntFunction<String> links) {
        this.links = links;
        this.node = node;
        this.cluster = cluster;
        this.unreachable = unreachable;
        this.kernel = new KernelRoutes(kernel, ROUTE_PROTOCOL, Route.MAIN_TABLE, 0, plan);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return RefreshIntervals.of(node, cluster.felixConfigurations()).routes();
    }

    /// Notes best paths; a run brings them to the kernel. Any thread may call.
    void learned(List<Delta<IpPrefix, BestPath>> changes) {
        learned.add(changes);
    }

    /// What was written may be gone, or other than it was: the next run looks. Any thread may call.
    ///
    /// @return how long to wait for it: not at all, unless somebody does it again and again
    public Duration disturbed() {
        return repairs.disturbed();
    }

    // What follows is called on the loop.

    /// True if the kernel holds routes of an earlier agent: this one should tell its peers that it
    /// restarted.
    boolean findsOld() {
        return kernel.findsOld();
    }

    /// From now on runs do something.
    void begin() {
        running = true;
    }

    void ownBlocks(Collection<IpPrefix> blocks) {
        Map<IpPrefix, RouteTarget> all = new TreeMap<>();
        blocks.forEach(block -> all.put(block, new RouteTarget.Blackhole()));
        plan.replace(BLOCKS, all);
    }

    /// Services are this node's own to serve: what a peer says of them must not take packets away,
    /// not even those of a service that nobody has programmed yet.
    void withhold(RoutePlan.Withheld services) {
        plan.withhold(services);
    }

    /// @param encapsulated blocks of other nodes, into tunnel devices
    /// @param direct blocks of nodes of the same network
    /// @param doubtful whether the kernel may have dropped routes by itself, with their device
    public void overlay(
            Map<IpPrefix, RouteTarget> encapsulated,
            Map<IpPrefix, RouteTarget> direct,
            boolean doubtful) {
        plan.replace(OVERLAY, encapsulated);
        plan.replace(SUBNET, direct);
        if (doubtful) {
            repairs.look();
        }
    }

    /// Whether what nobody wants has gone out of the kernel, or goes with the next run.
    public boolean hasSettled() {
        return running && converged;
    }

    /// Once BGPFilters speak of priorities, they are the metrics of the kernel's routes.
    void countPriorities(boolean yes) {
        plan.countMetrics(yes);
    }

    /// Host routes to peers that are not reached as others are.
    void gateways(Map<IpPrefix, IpAddress> gateways) {
        Map<IpPrefix, RouteTarget> all = new TreeMap<>();
        gateways.forEach((peer, gateway) -> all.put(peer, new RouteTarget.Via(gateway, 0, false)));
        plan.replace(GATEWAYS, all);
    }

    /// A new speaker knows nothing yet: what was learned counts no more, and what is in the kernel
    /// stays until the new one has converged.
    void startAnew() {
        learned.clear();
        converged = false;
        plan.replace(BGP, Map.of());
    }

    /// From now on a route that nobody announces any more is removed. Any thread may call.
    void converged() {
        converged = true;
    }

    @Override
    public void run(boolean refresh) {
        // Before the last of what was learned is taken: it may come after that.
        boolean allIsThere = converged;
        List<Delta<IpPrefix, BestPath>> changes;
        while ((changes = learned.poll()) != null) {
            changes.forEach(this::take);
        }
        if (!running) {
            return;
        }
        kernel.keepUnwanted(!allIsThere);
        if (refresh || repairs.areDue()) {
            kernel.resync();
            repairs.done(kernel.count() - written);
        } else {
            kernel.sync();
        }
        written = kernel.count();
        refusals = kernel.refusals();
        if (!refusals.isEmpty()) {
            throw new IllegalStateException(
                    "%d routes are refused by the kernel, the first: %s"
                            .formatted(refusals.size(), refusals.getFirst()));
        }
    }

    private void take(Delta<IpPrefix, BestPath> change) {
        switch (change) {
            case Delta.Put<IpPrefix, BestPath>(IpPrefix prefix, BestPath path) ->
                    Targets.of(prefix.family(), path, links)
                            .ifPresentOrElse(
                                    target ->
                                            plan.put(
                                                    BGP,
                                                    prefix,
                                                    target,
                                                    (int) Priority.of(path.attributes())),
                                    () -> plan.remove(BGP, prefix));
            case Delta.Remove<IpPrefix, BestPath>(IpPrefix prefix) -> plan.remove(BGP, prefix);
        }
    }

    @Override
    public Health health(String failure) {
        List<Problem> problems = new ArrayList<>();
        if (!failure.isEmpty()) {
            problems.add(Problem.failed(NAME, failure));
        }
        refusals.forEach(
                refusal ->
                        problems.add(
                                Problem.note(
                                        "route-refused", "", "the kernel refuses a " + refusal)));
        for (IpAddress hop : unreachable.get()) {
            problems.add(
                    Problem.note(
                            "next-hop-unreachable",
                            hop.toString(),
                            ("next hop %s can't be reached: no network that this node is connected to"
                                            + " has it, or the link is down; routes over it are not used")
                                    .formatted(hop)));
        }
        return Health.of(problems);
    }

    /// How many are kept in the kernel.
    public long written() {
        return written;
    }

    @Override
    public void show(StatusDraft status) {
        status.routesWritten(written);
    }
}
