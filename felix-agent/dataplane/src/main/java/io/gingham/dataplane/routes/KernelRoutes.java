package io.gingham.dataplane.routes;

import io.gingham.netlink.Absence;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the routes of one protocol number, in one table, as a plan has them. Between two looks at
/// the kernel only what has changed is written.
///
/// A route whose metric changes is another one to the kernel: the new one is there before the old
/// one goes.
///
/// Routes of other protocols are never changed: where one has the place, ours is refused and the
/// foreign one stays. Routes straight onto a link, and those to nowhere, go before routes via a
/// gateway, which may depend on them; what is no longer wanted goes last. For one thread.
public final class KernelRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(KernelRoutes.class);

    /// In one go: whoever else uses the kernel's socket gets through in between.
    private static final int BATCH = 1024;

    private static final Set<IpFamily> FAMILIES = Set.of(IpFamily.IPV4, IpFamily.IPV6);

    private final RouteKernel kernel;
    private final int protocol;
    private final int table;
    private final int metric;
    private final RoutePlan plan;

    /// What is in the kernel of ours; only once it has been read.
    private final Map<IpPrefix, Way> written = new HashMap<>();

    private boolean known;

    /// What the kernel refused, or could not be tried yet.
    private final SortedMap<IpPrefix, NetlinkException> refused = new TreeMap<>();

    /// What nobody wants any more and is to stay for now.
    private final Set<IpPrefix> kept = new HashSet<>();

    private boolean keeping;
    private long count;
    private Duration reading = Duration.ZERO;

    /// @param protocol 1..255; all routes with it in the table are taken to be ours
    /// @param metric of routes that have none of their own in the plan; see [Route#metric]
    public KernelRoutes(RouteKernel kernel, int protocol, int table, int metric, RoutePlan plan) {
        if (protocol < 1 || protocol > 255) {
            throw new IllegalArgumentException("protocol " + protocol + " is not in 1..255");
        }
        this.kernel = kernel;
        this.protocol = protocol;
        this.table = table;
        this.metric = metric;
        this.plan = plan;
    }

    /// Whether routes of ours are there, which somebody of an earlier time has left.
    public boolean findsOld() {
        List<Route> found = new ArrayList<>();
        forEachOfOurs(found::add);
        return !found.isEmpty();
    }

    /// @param yes what is in the kernel stays there though nobody wants it
    public void keepUnwanted(boolean yes) {
        keeping = yes;
    }

    /// Brings the kernel to the plan: what has changed, and what was refused before. The first time
    /// as [#resync].
    ///
    /// @throws NetlinkException if the kernel can't be read; nothing was changed then
    public void sync() {
        if (!known) {
            resync();
            return;
        }
        Set<IpPrefix> prefixes = new HashSet<>(plan.takeTouched());
        prefixes.addAll(refused.keySet());
        if (!keeping) {
            prefixes.addAll(kept);
            kept.clear();
        }
        write(prefixes);
    }

    /// Reads the kernel, and brings it to the plan.
    ///
    /// @throws NetlinkException as [#sync]
    public void resync() {
        known = false;
        written.clear();
        long begin = System.nanoTime();
        List<Request> twins = new ArrayList<>();
        forEachOfOurs(route -> found(route, twins));
        if (!twins.isEmpty()) {
            execute(twins);
        }
        reading = Duration.ofNanos(System.nanoTime() - begin);
        known = true;
        plan.takeTouched();
        kept.clear();
        Set<IpPrefix> prefixes = plan.prefixes();
        prefixes.addAll(written.keySet());
        write(prefixes);
    }

    private void forEachOfOurs(Consumer<Route> each) {
        for (IpFamily family : FAMILIES) {
            kernel.forEachRoute(new RouteFilter(family, table, protocol), each);
        }
    }

    /// @param twins gets requests for when all has been read: the kernel answers one question at a
    ///   time
    private void found(Route actual, List<Request> twins) {
        IpPrefix prefix = actual.destination();
        Way wanted = plan.find(prefix);
        Way there = new Way(actual.target(), actual.metric());
        boolean metricAsWanted =
                wanted != null && route(prefix, wanted).metric() == actual.metric();
        Way twin = written.get(prefix);
        if (twin != null) {
            // Two that differ by the metric: whoever changed it ended in between.
            twins.add(new Request.DeleteRoute(route(prefix, metricAsWanted ? twin : there)));
            if (!metricAsWanted) {
                return;
            }
        }
        boolean asWanted = wanted != null && route(prefix, wanted).isSatisfiedBy(actual);
        written.put(prefix, asWanted ? wanted : there);
    }

    private Route route(IpPrefix prefix, Way way) {
        return Route.to(prefix, way.target())
                .withProtocol(protocol)
                .withTable(table)
                .withMetric(way.metric() == Way.USUAL ? metric : way.metric());
    }

    private boolean isAnother(IpPrefix prefix, Way wanted, Way there) {
        return route(prefix, wanted).metric() != route(prefix, there).metric();
    }

    private void write(Collection<IpPrefix> prefixes) {
        List<IpPrefix> first = new ArrayList<>();
        List<IpPrefix> second = new ArrayList<>();
        List<IpPrefix> gone = new ArrayList<>();
        for (IpPrefix prefix : prefixes) {
            refused.remove(prefix);
            Way wanted = plan.find(prefix);
            Way there = written.get(prefix);
            if (wanted == null) {
                if (there != null && !keeping) {
                    gone.add(prefix);
                } else if (there != null) {
                    kept.add(prefix);
                }
            } else if (there == null
                    || !wanted.target().isSatisfiedBy(there.target())
                    || isAnother(prefix, wanted, there)) {
                // Not equality: what was read says more, the device that the kernel has chosen.
                (dependsOnOthers(wanted.target()) ? second : first).add(prefix);
            }
        }
        first.sort(null);
        second.sort(null);
        gone.sort(null);
        put(first);
        put(second);
        remove(gone);
    }

    private static boolean dependsOnOthers(RouteTarget target) {
        return switch (target) {
            case RouteTarget.Via _, RouteTarget.Multipath _ -> true;
            case RouteTarget.OnLink _,
                    RouteTarget.Blackhole _,
                    RouteTarget.Unreachable _,
                    RouteTarget.Prohibit _,
                    RouteTarget.Other _ ->
                    false;
        };
    }

    private void put(List<IpPrefix> prefixes) {
        for (int from = 0; from < prefixes.size(); from += BATCH) {
            List<IpPrefix> some = prefixes.subList(from, Math.min(prefixes.size(), from + BATCH));
            List<Request> requests = new ArrayList<>(some.size());
            for (IpPrefix prefix : some) {
                Way wanted = wanted(prefix);
                Way there = written.get(prefix);
                Route route = route(prefix, wanted);
                requests.add(
                        there == null || isAnother(prefix, wanted, there)
                                ? new Request.AddRoute(route)
                                : new Request.ReplaceRoute(route));
            }
            List<Request> outdated = new ArrayList<>();
            List<@Nullable NetlinkException> answers = execute(requests);
            for (int i = 0; i < some.size(); i++) {
                NetlinkException refusal = answers.get(i);
                IpPrefix prefix = some.get(i);
                if (refusal == null) {
                    Way now = wanted(prefix);
                    Way before = written.put(prefix, now);
                    if (before != null && isAnother(prefix, now, before)) {
                        outdated.add(new Request.DeleteRoute(route(prefix, before)));
                    }
                    count++;
                } else {
                    refused.put(prefix, explained(refusal));
                }
            }
            if (!outdated.isEmpty()) {
                execute(outdated);
            }
        }
    }

    private Way wanted(IpPrefix prefix) {
        Way way = plan.find(prefix);
        if (way == null) {
            throw new IllegalStateException("nobody wants " + prefix);
        }
        return way;
    }

    private void remove(List<IpPrefix> prefixes) {
        for (int from = 0; from < prefixes.size(); from += BATCH) {
            List<IpPrefix> some = prefixes.subList(from, Math.min(prefixes.size(), from + BATCH));
            List<Request> requests = new ArrayList<>(some.size());
            for (IpPrefix prefix : some) {
                Way there = written.get(prefix);
                requests.add(
                        new Request.DeleteRoute(
                                route(prefix, there == null ? Way.NOWHERE : there)));
            }
            List<@Nullable NetlinkException> answers = execute(requests);
            for (int i = 0; i < some.size(); i++) {
                NetlinkException refusal = answers.get(i);
                if (refusal == null || Absence.isMeantBy(refusal)) {
                    written.remove(some.get(i));
                    count++;
                } else {
                    refused.put(some.get(i), refusal);
                }
            }
        }
    }

    private List<@Nullable NetlinkException> execute(List<Request> requests) {
        requests.forEach(request -> LOG.debug("{}", request));
        return kernel.execute(requests);
    }

    private static NetlinkException explained(NetlinkException refusal) {
        return refusal.is(Errno.EEXIST)
                ? new NetlinkException(
                        Errno.EEXIST,
                        refusal.asked(),
                        "a route of another protocol is there; delete it, or give it another metric")
                : refusal;
    }

    /// The routes that the kernel has refused, by prefix. They are tried again at each [#sync].
    public SortedMap<IpPrefix, NetlinkException> refused() {
        return new TreeMap<>(refused);
    }

    /// As sentences.
    public List<String> refusals() {
        return refused.entrySet().stream()
                .map(
                        entry -> {
                            Way way = plan.find(entry.getKey());
                            return "route to "
                                    + entry.getKey()
                                    + (way != null
                                                    && way.target()
                                                            instanceof
                                                            RouteTarget.Via(var gateway, _, _)
                                            ? " via " + gateway
                                            : "")
                                    + ": "
                                    + entry.getValue().getMessage();
                        })
                .toList();
    }

    /// How long the last look at the kernel took, without what was written then.
    public Duration reading() {
        return reading;
    }

    /// Routes added, changed or removed since this was made.
    public long count() {
        return count;
    }

    /// Takes all of ours out of the kernel, whoever wrote it.
    public void clear() {
        remove(List.copyOf(written.keySet()));
        List<Route> others = new ArrayList<>();
        forEachOfOurs(others::add);
        for (int from = 0; from < others.size(); from += BATCH) {
            List<Request> requests = new ArrayList<>();
            others.subList(from, Math.min(others.size(), from + BATCH))
                    .forEach(route -> requests.add(new Request.DeleteRoute(route)));
            execute(requests);
        }
        written.clear();
        known = false;
    }
}
