package io.gingham.agent.bgp;

import io.gingham.delta.Delta;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.reconcile.Reconciliation;
import io.gingham.netlink.reconcile.RouteReconciler;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kernel's main table as one more neighbour of the RIB: learned prefixes via their next hops,
/// and a blackhole for each of this node's own blocks (so that a packet to an address no pod has
/// ends here, and does not go back to the router it came from).
///
/// After a restart nothing is removed until the speaker has converged: routes that an earlier agent
/// left carry packets until then. Not thread-safe; the agent's loop calls it.
public final class FibSync {

    private static final Logger LOG = LoggerFactory.getLogger(FibSync.class);

    /// The `proto` of all routes made here, in `ip route`; free in iproute2's rt_protos.
    public static final int ROUTE_PROTOCOL = 71;

    private static final Set<IpFamily> FAMILIES = Set.of(IpFamily.IPV4, IpFamily.IPV6);

    /// The kernel has no way to the next hop.
    private static final Set<Errno> UNREACHABLE =
            Set.of(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EINVAL);

    private final RouteKernel kernel;
    private final RouteReconciler reconciler;
    private final Function<IpPrefix, List<IpAddress>> nextHops;
    private final SortedMap<IpPrefix, IpAddress> learned = new TreeMap<>();
    private SortedSet<IpPrefix> ownBlocks = new TreeSet<>();
    private boolean converged;
    private long routesWritten;
    private Set<String> refusals = Set.of();

    public FibSync(RouteKernel kernel) {
        this(kernel, prefix -> List.of());
    }

    /// @param nextHops of a learned prefix, the best first: where the kernel refuses one because it
    ///   can't be reached, the next is taken (RFC 4271 section 9.1.2.1)
    public FibSync(RouteKernel kernel, Function<IpPrefix, List<IpAddress>> nextHops) {
        this.kernel = kernel;
        this.nextHops = nextHops;
        this.reconciler = new RouteReconciler(kernel, ROUTE_PROTOCOL, Route.MAIN_TABLE, FAMILIES);
    }

    /// True if the kernel holds routes of an earlier agent: this one should tell its peers that it
    /// restarted.
    public boolean findsRoutesOfAnEarlierAgent() {
        return !ours().isEmpty();
    }

    /// Notes changes of learned prefixes, with their next hops; [#sync] brings them to the kernel.
    public void learn(List<Delta<IpPrefix, IpAddress>> changes) {
        for (Delta<IpPrefix, IpAddress> change : changes) {
            switch (change) {
                case Delta.Put<IpPrefix, IpAddress>(IpPrefix prefix, IpAddress nextHop) -> {
                    // IPv4 over IPv6 (RFC 8950) is never agreed upon by the agent's sessions.
                    if (nextHop.family() == prefix.family()) {
                        learned.put(prefix, nextHop);
                    } else {
                        learned.remove(prefix);
                    }
                }
                case Delta.Remove<IpPrefix, IpAddress>(IpPrefix prefix) -> learned.remove(prefix);
            }
        }
    }

    public void ownBlocks(Collection<IpPrefix> blocks) {
        ownBlocks = new TreeSet<>(blocks);
    }

    /// A new speaker knows nothing yet: what was learned counts no more, and what is in the kernel
    /// stays until the new one has converged.
    public void startAnew() {
        learned.clear();
        converged = false;
    }

    /// From now on a route that nobody announces any more is removed.
    public void converged() {
        converged = true;
    }

    /// Brings the kernel to what has been noted.
    ///
    /// @return the routes the kernel refused, as sentences; empty when all is well
    /// @throws NetlinkException if the kernel can't be read; nothing was changed then
    public Set<String> sync() {
        Map<IpPrefix, Route> desired = new TreeMap<>();
        if (!converged) {
            ours().forEach(route -> desired.put(route.destination(), route));
        }
        learned.forEach((prefix, nextHop) -> desired.put(prefix, Route.via(prefix, nextHop, 0)));
        ownBlocks.forEach(block -> desired.put(block, Route.blackhole(block)));
        Set<String> refused = new TreeSet<>();
        Map<IpPrefix, Iterator<IpAddress>> others = new TreeMap<>();
        Map<IpPrefix, NetlinkException> failed;
        do {
            failed = reconcile(desired);
            failed.forEach((prefix, reason) -> refused.add(sentence(prefix, desired, reason)));
        } while (takeNext(failed, desired, others));
        report(refused);
        return refusals;
    }

    private Map<IpPrefix, NetlinkException> reconcile(Map<IpPrefix, Route> desired) {
        Reconciliation<Route.Key, Route> result = reconciler.reconcile(desired.values());
        routesWritten += result.applied().size();
        result.applied().forEach(change -> LOG.debug("route {}", change));
        Map<IpPrefix, NetlinkException> failed = new TreeMap<>();
        result.failed().forEach((key, reason) -> failed.put(key.destination(), reason));
        return failed;
    }

    /// Gives each prefix whose next hop can't be reached the next one; false if there is none left.
    /// The best is tried again at the next sync, and until it is taken the other stands.
    private boolean takeNext(
            Map<IpPrefix, NetlinkException> failed,
            Map<IpPrefix, Route> desired,
            Map<IpPrefix, Iterator<IpAddress>> others) {
        boolean any = false;
        for (Map.Entry<IpPrefix, NetlinkException> failure : failed.entrySet()) {
            IpPrefix prefix = failure.getKey();
            IpAddress best = learned.get(prefix);
            if (best == null || !UNREACHABLE.contains(failure.getValue().errno())) {
                continue;
            }
            Iterator<IpAddress> left =
                    others.computeIfAbsent(
                            prefix,
                            absent ->
                                    nextHops.apply(prefix).stream()
                                            .filter(hop -> !hop.equals(best))
                                            .iterator());
            if (left.hasNext()) {
                desired.put(prefix, Route.via(prefix, left.next(), 0));
                any = true;
            }
        }
        return any;
    }

    private static String sentence(
            IpPrefix prefix, Map<IpPrefix, Route> desired, NetlinkException reason) {
        String via =
                desired.get(prefix) instanceof Route route
                                && route.target() instanceof RouteTarget.Via hop
                        ? " via " + hop.gateway()
                        : "";
        return "route to " + prefix + via + ": " + reason.getMessage();
    }

    /// Routes added, changed or removed since the agent's start.
    public long routesWritten() {
        return routesWritten;
    }

    private List<Route> ours() {
        List<Route> routes = new ArrayList<>();
        for (IpFamily family : FAMILIES) {
            routes.addAll(kernel.routes(new RouteFilter(family, Route.MAIN_TABLE, ROUTE_PROTOCOL)));
        }
        return routes;
    }

    private void report(Set<String> now) {
        Set<String> fresh = new HashSet<>(now);
        fresh.removeAll(refusals);
        fresh.forEach(refusal -> LOG.warn("the kernel refuses a {}; it is tried again", refusal));
        refusals = now;
    }
}
