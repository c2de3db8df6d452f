package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.KernelExport;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.delta.Delta;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.reconcile.Reconciliation;
import io.gingham.netlink.reconcile.RouteReconciler;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Best paths in the kernel's table, as routes of a protocol number of our own. Routes of an
/// earlier daemon stay until this one has converged. One thread.
final class KernelExporter {

    private static final Logger LOG = LoggerFactory.getLogger(KernelExporter.class);

    private static final Set<IpFamily> FAMILIES = Set.of(IpFamily.IPV4, IpFamily.IPV6);

    private final RouteKernel kernel;
    private final KernelExport config;
    private final RouteReconciler reconciler;
    private boolean converged;
    private Set<String> refusals = Set.of();

    record Path(IpAddress nextHop, RouteOrigin origin, PathAttributes attributes) {}

    KernelExporter(RouteKernel kernel, KernelExport config) {
        this.kernel = kernel;
        this.config = config;
        this.reconciler = new RouteReconciler(kernel, config.protocol(), config.table(), FAMILIES);
    }

    KernelExport config() {
        return config;
    }

    boolean findsRoutesOfAnEarlierDaemon() {
        return FAMILIES.stream().anyMatch(family -> !ours(family).isEmpty());
    }

    /// From now on a route that nobody announces any more is removed.
    void converged() {
        converged = true;
    }

    /// Brings the kernel to what is best.
    void sync(Map<IpPrefix, Path> best) {
        Map<IpPrefix, Route> desired = new TreeMap<>();
        if (!converged) {
            FAMILIES.forEach(family -> ours(family).forEach(r -> desired.put(r.destination(), r)));
        }
        best.forEach(
                (prefix, path) -> {
                    if (isWanted(prefix, path)) {
                        desired.put(prefix, route(prefix, path));
                    }
                });
        Reconciliation<Route.Key, Route> result = reconciler.reconcile(desired.values());
        for (Delta<Route.Key, Route> change : result.applied()) {
            LOG.debug("route {}", change);
        }
        report(result.failed(), desired);
    }

    /// Takes all of ours out of the kernel.
    void clear() {
        reconciler.reconcile(List.of());
    }

    /// A next hop of the other family (RFC 8950) is not for this netlink.
    private boolean isWanted(IpPrefix prefix, Path path) {
        return path.nextHop().family() == prefix.family()
                && config.filter().apply(prefix, path.origin(), path.attributes()).isPresent();
    }

    private Route route(IpPrefix prefix, Path path) {
        return Route.via(prefix, path.nextHop(), 0).withMetric(config.metric());
    }

    private List<Route> ours(IpFamily family) {
        return kernel.routes(new RouteFilter(family, config.table(), config.protocol()));
    }

    private void report(Map<Route.Key, NetlinkException> failed, Map<IpPrefix, Route> desired) {
        Set<String> now = new TreeSet<>();
        failed.forEach(
                (key, why) -> now.add(desired.get(key.destination()) + ": " + why.getMessage()));
        now.stream()
                .filter(refusal -> !refusals.contains(refusal))
                .forEach(refusal -> LOG.warn("the kernel refuses {}; it is tried again", refusal));
        refusals = now;
    }
}
