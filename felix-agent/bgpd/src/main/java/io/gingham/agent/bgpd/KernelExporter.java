package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.KernelExport;
import io.gingham.agent.export.Targets;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.dataplane.routes.KernelRoutes;
import io.gingham.dataplane.routes.RoutePlan;
import io.gingham.delta.Delta;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Best paths in the kernel's table, as routes of a protocol number of our own. Routes of an
/// earlier daemon stay until this one has converged. One thread.
final class KernelExporter {

    private static final Logger LOG = LoggerFactory.getLogger(KernelExporter.class);
    private static final String BGP = "bgp";

    /// The kernel is read anew this often, to put right what others changed; a table that takes
    /// long to read is read less often, so that reading it takes a twentieth of the time at most.
    private static final long RESYNC_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int READING_SHARE = 20;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final KernelExport config;
    private final ToIntFunction<String> links;
    private final RoutePlan plan = new RoutePlan(List.of(BGP));
    private final KernelRoutes kernel;
    private long nextResync = System.nanoTime();

    /// Before it nobody's doing makes us look.
    private long earliestResync = nextResync;

    private Set<String> refusals = Set.of();

    /// @param links the number of the interface with a name; 0 if there is none
    KernelExporter(RouteKernel kernel, KernelExport config, ToIntFunction<String> links) {
        this.links = links;
        this.config = config;
        this.kernel =
                new KernelRoutes(kernel, config.protocol(), config.table(), config.metric(), plan);
        this.kernel.keepUnwanted(true);
    }

    KernelExport config() {
        return config;
    }

    boolean findsRoutesOfAnEarlierDaemon() {
        return kernel.findsOld();
    }

    /// From now on a route that nobody announces any more is removed.
    void converged() {
        kernel.keepUnwanted(false);
    }

    /// All that is best now.
    void take(Map<IpPrefix, BestPath> best) {
        Map<IpPrefix, RouteTarget> wanted = new HashMap<>();
        best.forEach(
                (prefix, path) -> {
                    if (isWanted(prefix, path)) {
                        Targets.of(prefix.family(), path, links)
                                .ifPresent(target -> wanted.put(prefix, target));
                    }
                });
        plan.replace(BGP, wanted);
    }

    void take(Delta<IpPrefix, BestPath> change) {
        switch (change) {
            case Delta.Put<IpPrefix, BestPath>(var prefix, var path) -> {
                var target = Targets.of(prefix.family(), path, links);
                if (target.isPresent() && isWanted(prefix, path)) {
                    plan.put(BGP, prefix, target.get());
                } else {
                    plan.remove(BGP, prefix);
                }
            }
            case Delta.Remove<IpPrefix, BestPath>(var prefix) -> plan.remove(BGP, prefix);
        }
    }

    private boolean isWanted(IpPrefix prefix, BestPath path) {
        RouteOrigin from = new RouteOrigin.Peer(path.peer(), path.external());
        return config.filter().apply(prefix, from, path.attributes()).isPresent();
    }

    /// Others had a hand in what was written. One who does it again and again gets through once a
    /// second at most.
    void lookSoon() {
        if (earliestResync - nextResync < 0) {
            nextResync = earliestResync;
        }
    }

    /// Brings the kernel to what was taken.
    ///
    /// @throws NetlinkException if it can't be read
    void sync() {
        long now = System.nanoTime();
        if (now - nextResync >= 0) {
            kernel.resync();
            long took = kernel.reading().toNanos();
            long end = System.nanoTime();
            nextResync = end + Math.max(RESYNC_NANOS, READING_SHARE * took);
            earliestResync = end + Math.max(SECOND_NANOS, READING_SHARE * took);
        } else {
            kernel.sync();
        }
        report(kernel.refusals());
    }

    /// Takes all of ours out of the kernel.
    void clear() {
        kernel.clear();
    }

    private void report(List<String> all) {
        Set<String> now = new TreeSet<>(all);
        now.stream()
                .filter(refusal -> !refusals.contains(refusal))
                .forEach(
                        refusal -> LOG.warn("the kernel refuses a {}; it is tried again", refusal));
        refusals = now;
    }
}
