package io.gingham.netlink.reconcile;

import io.gingham.delta.Delta;
import io.gingham.netlink.Absence;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps the routes of one protocol number, in one table, as desired. Routes of other protocols are
/// never changed: where one has the place (same destination and metric) of a desired route, that
/// route is refused with EEXIST and the foreign one stays.
///
/// Routes straight onto a link, and those to nowhere, go before routes via a gateway, which may
/// depend on them.
public final class RouteReconciler {

    private static final Comparator<Map.Entry<Route.Key, Route>> DEPENDENCY =
            Comparator.<Map.Entry<Route.Key, Route>>comparingInt(
                            entry -> dependsOnOthers(entry.getValue()) ? 1 : 0)
                    .thenComparing(Map.Entry::getKey);

    private final RouteKernel kernel;
    private final int protocol;
    private final int table;
    private final Set<IpFamily> families;
    private final Reconciler<Route.Key, Route> reconciler;

    /// @param protocol 1..255; all routes with it in the table are taken to be ours
    public RouteReconciler(RouteKernel kernel, int protocol, int table, Set<IpFamily> families) {
        if (protocol < 1 || protocol > 255) {
            throw new IllegalArgumentException("protocol " + protocol + " is not in 1..255");
        }
        this.kernel = kernel;
        this.protocol = protocol;
        this.table = table;
        this.families = Set.copyOf(families);
        this.reconciler = new Reconciler<>(new Routes(), DEPENDENCY);
    }

    /// @param desired all that is to be there; protocol and table are set to ours
    /// @throws IllegalArgumentException if two have the same key
    public Reconciliation<Route.Key, Route> reconcile(Collection<Route> desired) {
        Map<Route.Key, Route> byKey = new LinkedHashMap<>();
        for (Route route : desired) {
            Route ours = route.withProtocol(protocol).withTable(table);
            Route other = byKey.put(ours.key(), ours);
            if (other != null && !other.equals(ours)) {
                throw new IllegalArgumentException(
                        "two routes want the same place: " + other + ", and " + ours);
            }
        }
        return reconciler.reconcile(byKey);
    }

    private static boolean dependsOnOthers(Route route) {
        return switch (route.target()) {
            case RouteTarget.Via via -> true;
            case RouteTarget.Multipath multipath -> true;
            case RouteTarget.OnLink link -> false;
            case RouteTarget.Blackhole blackhole -> false;
            case RouteTarget.Unreachable unreachable -> false;
            case RouteTarget.Prohibit prohibit -> false;
            case RouteTarget.Other other -> false;
        };
    }

    private final class Routes implements Target<Route.Key, Route> {

        @Override
        public Map<Route.Key, Route> dump() {
            Map<Route.Key, Route> routes = new LinkedHashMap<>();
            for (IpFamily family : families) {
                RouteFilter ours = new RouteFilter(family, table, protocol);
                kernel.routes(ours).forEach(route -> routes.put(route.key(), route));
            }
            return routes;
        }

        @Override
        public List<@Nullable NetlinkException> apply(
                List<Delta<Route.Key, Route>> changes, Map<Route.Key, Route> actual) {
            List<Request> requests = new ArrayList<>(changes.size());
            for (Delta<Route.Key, Route> change : changes) {
                requests.add(request(change, actual));
            }
            List<@Nullable NetlinkException> results = new ArrayList<>(changes.size());
            List<@Nullable NetlinkException> answers = kernel.execute(requests);
            for (int i = 0; i < answers.size(); i++) {
                results.add(judged(changes.get(i), answers.get(i)));
            }
            return results;
        }

        @Override
        public boolean isSatisfied(Route desired, Route actual) {
            return desired.isSatisfiedBy(actual);
        }

        private Request request(Delta<Route.Key, Route> change, Map<Route.Key, Route> actual) {
            return switch (change) {
                case Delta.Put<Route.Key, Route>(var key, Route route) ->
                        actual.containsKey(key)
                                ? new Request.ReplaceRoute(route)
                                : new Request.AddRoute(route);
                case Delta.Remove<Route.Key, Route>(var key) ->
                        new Request.DeleteRoute(Objects.requireNonNull(actual.get(key)));
            };
        }

        private @Nullable NetlinkException judged(
                Delta<Route.Key, Route> change, @Nullable NetlinkException answer) {
            if (answer == null || (change instanceof Delta.Remove && Absence.isMeantBy(answer))) {
                return null;
            }
            if (answer.is(Errno.EEXIST)) {
                return new NetlinkException(
                        Errno.EEXIST,
                        answer.asked(),
                        "a route of another protocol is there; delete it, or give it another"
                                + " metric");
            }
            return answer;
        }
    }
}
