package io.gingham.agent.services;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.Kinds;
import io.gingham.agent.cluster.Kinds.SeenNode;
import io.gingham.agent.cluster.Kinds.SeenSlice;
import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.cluster.SeenService;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.services.ServiceRoutes.Place;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Announces services' addresses, on the loop of BGP. While BGPConfiguration names no ranges
/// nothing is kept here of services, and nothing done.
public final class ServicesPart implements Part {

    public static final String NAME = "services";

    private final String node;
    private final ClusterFeed cluster;
    private final Listener listener;
    private final LongSupplier nanos;
    private final ServicesInbox inbox = new ServicesInbox();

    private ServiceRoutes routes = new ServiceRoutes(Place.NOWHERE);
    private final Announced announced = new Announced();
    private final Drain drain = new Drain();
    private long due;

    private volatile boolean stale = true;
    private volatile List<String> problems = List.of();
    private volatile Leave leave = Leave.NONE;

    /// How far the node's leave of its services is.
    ///
    /// @param routes that are announced
    /// @param time from the cordon until they are withdrawn
    record Leave(NodeDuty duty, Drain.Stage stage, int routes, Duration time) {
        static final Leave NONE =
                new Leave(NodeDuty.NORMAL, Drain.Stage.SERVING, 0, ServiceBlocks.DRAIN_TIME);
    }

    /// Who is told of what.
    ///
    /// @param wake asks for a run; called on any thread, the others on the loop
    /// @param changed what of the announced prefixes is otherwise
    /// @param again asks for a run in so long
    /// @param stageChanged the node begins or ends to leave
    public record Listener(
            Runnable wake,
            Consumer<List<Delta<IpPrefix, PathAttributes>>> changed,
            Consumer<Duration> again,
            Runnable stageChanged) {}

    /// Must be made before the feed starts.
    public ServicesPart(String node, ClusterFeed cluster, Listener listener) {
        this(node, cluster, listener, System::nanoTime);
    }

    ServicesPart(String node, ClusterFeed cluster, Listener listener, LongSupplier nanos) {
        this.node = node;
        this.cluster = cluster;
        this.listener = listener;
        this.nanos = nanos;
        cluster.subscribe(Kinds.SERVICES, this::service);
        cluster.subscribe(Kinds.ENDPOINT_SLICES, this::slice);
    }

    private void service(Delta<ResourceKey, Versioned<SeenService>> delta) {
        inbox.service(delta.key(), state(delta));
        listener.wake().run();
    }

    private void slice(Delta<ResourceKey, Versioned<SeenSlice>> delta) {
        inbox.slice(delta.key(), ServicesPart.<SeenSlice>state(delta).flatMap(SeenSlice::ready));
        listener.wake().run();
    }

    private static <V> Optional<V> state(Delta<ResourceKey, Versioned<V>> delta) {
        return switch (delta) {
            case Delta.Put<ResourceKey, Versioned<V>>(var ignored, var held) ->
                    Optional.of(held.value());
            case Delta.Remove<ResourceKey, Versioned<V>> gone -> Optional.empty();
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Health health(String failure) {
        List<Problem> all =
                new ArrayList<>(
                        problems.stream()
                                .map(problem -> Problem.note("service-range", "", problem))
                                .toList());
        if (!failure.isEmpty()) {
            all.add(Problem.failed(NAME, failure));
        }
        return Health.of(all);
    }

    /// BGPConfiguration or a node is otherwise: the next run looks at them. Any thread may call.
    public void topologyChanged() {
        stale = true;
    }

    @Override
    public void run(boolean refresh) {
        List<Delta<IpPrefix, PathAttributes>> changes = bring();
        if (!changes.isEmpty()) {
            listener.changed().accept(changes);
        }
    }

    /// All prefixes that are announced for services now. On the loop.
    public Map<IpPrefix, PathAttributes> announced() {
        bring();
        return announced.all();
    }

    private List<Delta<IpPrefix, PathAttributes>> bring() {
        if (!cluster.isInSync()) {
            return List.of();
        }
        ServicesInbox.Changes changes = inbox.take();
        boolean look = stale;
        stale = false;
        // What is made anew has seen them all.
        boolean madeAnew = look && look();
        if (!madeAnew && !routes.place().blocks().isEmpty()) {
            changes.into(routes);
        }
        NodeDuty duty = leave.duty();
        Duration time = routes.place().blocks().drainTime();
        boolean announces = !duty.excluded() && !routes.prefixes().isEmpty();
        long now = nanos.getAsLong();
        Duration left = drain.look(duty, announces, time, now);
        List<Delta<IpPrefix, PathAttributes>> made =
                announced.bring(routes, drain.stage(), duty.excluded());
        note(new Leave(duty, drain.stage(), announced.all().size(), time));
        if (!left.isZero() && due != now + left.toNanos()) {
            due = now + left.toNanos();
            listener.again().accept(left);
        }
        return made;
    }

    private void note(Leave now) {
        boolean other = leave.stage() != now.stage();
        leave = now;
        if (other) {
            listener.stageChanged().run();
        }
    }

    /// At the node and BGPConfiguration. Other ranges, or other nodes, and all is made anew.
    ///
    /// @return whether it was
    private boolean look() {
        Optional<SeenNode> self =
                Optional.ofNullable(cluster.objects(Kinds.NODES).get(new ResourceKey("", node)))
                        .map(Versioned::value);
        NodeDuty duty = self.map(SeenNode::duty).orElse(NodeDuty.NORMAL);
        leave = new Leave(duty, leave.stage(), leave.routes(), leave.time());
        ServiceBlocks blocks = ServiceBlocks.of(node, cluster.bgpConfigurations());
        problems = blocks.problems();
        Place place =
                self.isEmpty() || blocks.isEmpty()
                        ? new Place(node, blocks, false, Set.of())
                        : new Place(
                                node, blocks, self.get().node().ipv6Address().isPresent(), hosts());
        if (place.equals(routes.place())) {
            return false;
        }
        routes = new ServiceRoutes(place);
        if (!blocks.isEmpty()) {
            cluster.objects(Kinds.SERVICES)
                    .forEach((key, held) -> routes.service(key, held.value()));
            cluster.objects(Kinds.ENDPOINT_SLICES)
                    .forEach((key, held) -> routes.slice(key, held.value().ready().orElse(null)));
        }
        return true;
    }

    private Set<IpAddress> hosts() {
        Set<IpAddress> hosts = new HashSet<>();
        for (ClusterNode each : cluster.nodes()) {
            hosts.addAll(each.addresses());
        }
        return hosts;
    }

    /// For the condition. Any thread may ask.
    Supplier<Leave> leave() {
        return () -> leave;
    }
}
