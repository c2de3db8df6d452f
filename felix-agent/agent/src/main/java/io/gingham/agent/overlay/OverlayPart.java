package io.gingham.agent.overlay;

import io.gingham.agent.bgp.RoutesPart;
import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.overlay.OverlayPlan.Hop;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.dataplane.overlay.TunnelDevices.Put;
import io.gingham.dataplane.overlay.TunnelKernel;
import io.gingham.dataplane.overlay.WantedTunnel;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The tunnel devices of this node, and which blocks go into them. On the loop of the routes:
/// devices and far ends stand before routes lead there, and go when none does any more.
public final class OverlayPart implements Part {

    public static final String NAME = "overlay";

    private final String node;
    private final ClusterFeed cluster;
    private final Links links;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final TunnelDevices devices;
    private final RoutesPart routes;
    private final Consumer<String> request;

    /// This node's links.
    public interface Links {
        List<Link> links();

        List<Address> addresses();
    }

    /// What is there at first has to be looked at, too.
    private volatile boolean linksChanged = true;

    /// Links as they were at the last look.
    private Uplinks seen = new Uplinks(List.of());

    /// The plan that the routes were told of, once they have had a turn since.
    private @Nullable OverlayPlan told;

    /// Whether nothing else is left of what was told before.
    private boolean tidy;

    private volatile Standing standing = new Standing(0, Set.of(), List.of(), List.of());

    /// What a run has left.
    ///
    /// @param podMtu 0 before the cluster is known
    /// @param carried see [OverlayPlan]
    /// @param problems of the plan
    /// @param refused what the kernel says of devices
    private record Standing(
            int podMtu, Set<IpAddress> carried, List<String> problems, List<String> refused) {}

    /// @param links of this node as they are now
    /// @param endpoints the pods that are wired on this node now
    /// @param routes gets what leads into tunnels; on the same loop
    /// @param request asks for a run of the part of that name, on the same loop, behind what was
    ///   asked for before
    public OverlayPart(
            String node,
            ClusterFeed cluster,
            Links links,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            TunnelKernel kernel,
            RoutesPart routes,
            Consumer<String> request) {
        this.node = node;
        this.cluster = cluster;
        this.links = links;
        this.endpoints = endpoints;
        this.devices = new TunnelDevices(kernel);
        this.routes = routes;
        this.request = request;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return RefreshIntervals.of(node, cluster.felixConfigurations()).routes();
    }

    /// Links of this node, perhaps a tunnel's, are otherwise now: the next run looks at them. Any
    /// thread may call.
    public void linksChanged() {
        linksChanged = true;
    }

    /// What a pod's interface gets where nobody says otherwise, in bytes. Any thread may call.
    public int podMtu() {
        int known = standing.podMtu();
        if (known != 0) {
            return known;
        }
        List<Link> all = links.links();
        return PodMtu.unknown(Uplinks.of(all, links.addresses()), all);
    }

    /// Without those that pods' packets are carried to: nobody needs to be on their network. Any
    /// thread may call.
    public Set<IpAddress> notCarried(Set<IpAddress> nextHops) {
        Set<IpAddress> left = new HashSet<>(nextHops);
        left.removeAll(standing.carried());
        return left;
    }

    @Override
    public void run(boolean refresh) {
        if (!cluster.isInSync()) {
            return;
        }
        boolean look = refresh || linksChanged;
        linksChanged = false;
        Uplinks uplinks = look ? Uplinks.of(links.links(), links.addresses()) : seen;
        seen = uplinks;
        OverlayPlan plan = plan(uplinks);
        List<String> refused = new ArrayList<>();
        Map<String, Integer> indexes = new HashMap<>();
        boolean repaired = put(plan, look, indexes, refused);
        tell(plan, indexes, repaired);
        standing =
                new Standing(
                        PodMtu.of(ownAddresses(), uplinks, plan.tunnels()),
                        plan.carried(),
                        plan.problems(),
                        List.copyOf(refused));
        if (!plan.equals(told)) {
            // What is no longer wanted goes when the routes have left it.
            told = plan;
            tidy = false;
            request.accept(NAME);
        } else if ((look || !tidy) && routes.hasSettled()) {
            devices.removeOthers(plan.tunnels());
            tidy = true;
        }
        if (!refused.isEmpty()) {
            linksChanged = true;
            throw new IllegalStateException(refused.getFirst());
        }
    }

    private List<IpAddress> ownAddresses() {
        return cluster.nodes().stream()
                .filter(candidate -> candidate.name().equals(node))
                .flatMap(self -> self.addresses().stream())
                .toList();
    }

    private OverlayPlan plan(Uplinks uplinks) {
        PoolModes modes = PoolModes.of(cluster.pools());
        if (modes.encapsulateNothing()) {
            return OverlayPlan.none(modes.problems());
        }
        Set<IpAddress> pods = new HashSet<>();
        endpoints.get().forEach(endpoint -> pods.addAll(endpoint.ips()));
        return new OverlayPlanner(
                        node,
                        cluster.nodes(),
                        cluster.nodeBlocks(),
                        modes,
                        uplinks,
                        cluster.apiServers(),
                        pods)
                .plan();
    }

    /// @param indexes gets the link of each device
    /// @param refused gets what the kernel says of a device that it refuses
    /// @return whether routes into a device may have gone with it
    private boolean put(
            OverlayPlan plan, boolean look, Map<String, Integer> indexes, List<String> refused) {
        boolean repaired = false;
        for (WantedTunnel tunnel : plan.tunnels()) {
            try {
                Put put = devices.put(tunnel, look);
                indexes.put(tunnel.name(), put.link());
                repaired |= put.repaired();
            } catch (NetlinkException e) {
                refused.add(e.getMessage());
            }
        }
        return repaired;
    }

    /// A block whose device is refused goes nowhere rather than unencapsulated.
    private void tell(OverlayPlan plan, Map<String, Integer> indexes, boolean repaired) {
        Map<IpPrefix, RouteTarget> encapsulated = new TreeMap<>();
        plan.routes().forEach((prefix, hop) -> encapsulated.put(prefix, target(hop, indexes)));
        Map<IpPrefix, RouteTarget> direct = new TreeMap<>();
        plan.direct()
                .forEach(
                        (prefix, gateway) ->
                                direct.put(prefix, new RouteTarget.Via(gateway, 0, false)));
        routes.overlay(encapsulated, direct, repaired);
        request.accept(RoutesPart.NAME);
    }

    private static RouteTarget target(Hop hop, Map<String, Integer> indexes) {
        Integer link = indexes.get(hop.device());
        return link == null
                ? new RouteTarget.Unreachable()
                : new RouteTarget.Via(hop.gateway(), link, hop.onlink());
    }

    @Override
    public Health health(String failure) {
        List<Problem> problems = new ArrayList<>();
        if (!failure.isEmpty()) {
            problems.add(Problem.failed(NAME, failure));
        }
        Standing now = standing;
        now.problems().forEach(problem -> problems.add(Problem.warning(NAME, "", problem)));
        now.refused()
                .forEach(refusal -> problems.add(Problem.warning("tunnel-refused", "", refusal)));
        return Health.of(problems);
    }
}
