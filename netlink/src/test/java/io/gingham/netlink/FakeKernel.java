package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The kernel's routing tables in memory, with its errors: EEXIST, ESRCH, ENODEV for an unknown
/// link, ENETUNREACH for a gateway no route leads to. Not thread-safe. `KernelRoutesTest`
/// (felix-agent/dataplane) runs it beside the real one.
public final class FakeKernel implements RouteKernel {

    private final Map<Route.Key, Route> routes = new TreeMap<>();
    private final Set<Integer> links = new HashSet<>();
    private final List<Request> executed = new ArrayList<>();

    /// Makes a link exist.
    public FakeKernel addLink(int index) {
        links.add(index);
        return this;
    }

    /// A link's routes go with it.
    public void removeLink(int index) {
        links.remove(index);
        routes.values().removeIf(route -> usesLink(route.target(), index));
    }

    /// All requests so far, also refused ones.
    public List<Request> executed() {
        return List.copyOf(executed);
    }

    @Override
    public List<Route> routes(RouteFilter filter) {
        return routes.values().stream().filter(filter::accepts).toList();
    }

    @Override
    public List<@Nullable NetlinkException> execute(List<? extends Request> requests) {
        List<@Nullable NetlinkException> results = new ArrayList<>();
        for (Request request : requests) {
            executed.add(request);
            Errno errno = execute(request);
            results.add(errno == null ? null : new NetlinkException(errno, request.toString()));
        }
        return results;
    }

    private @Nullable Errno execute(Request request) {
        return switch (request) {
            case Request.AddRoute(Route route) ->
                    routes.containsKey(route.key()) ? Errno.EEXIST : put(route);
            case Request.ReplaceRoute(Route route) -> put(route);
            case Request.DeleteRoute(Route route) -> delete(route);
            default -> Errno.EOPNOTSUPP;
        };
    }

    private @Nullable Errno put(Route route) {
        Errno refusal = refusal(route);
        if (refusal == null) {
            routes.put(route.key(), route);
        }
        return refusal;
    }

    private @Nullable Errno delete(Route route) {
        Route there = routes.get(route.key());
        boolean meant =
                there != null && there.protocol() == route.protocol() && route.isSatisfiedBy(there);
        if (!meant) {
            return Errno.ESRCH;
        }
        routes.remove(route.key());
        return null;
    }

    private @Nullable Errno refusal(Route route) {
        return switch (route.target()) {
            case RouteTarget.OnLink(int link) -> links.contains(link) ? null : Errno.ENODEV;
            case RouteTarget.Via via -> refusal(via);
            case RouteTarget.Multipath(var hops) ->
                    hops.stream().allMatch(hop -> refusal(hop.via()) == null)
                            ? null
                            : new Errno(101);
            case RouteTarget.Blackhole b -> null;
            case RouteTarget.Unreachable u -> null;
            case RouteTarget.Prohibit p -> null;
            case RouteTarget.Other o -> Errno.EINVAL;
        };
    }

    private @Nullable Errno refusal(RouteTarget.Via via) {
        if (via.linkIndex() != 0 && !links.contains(via.linkIndex())) {
            return Errno.ENODEV;
        }
        return via.onlink() || isReachable(via.gateway()) ? null : new Errno(101);
    }

    private boolean isReachable(IpAddress gateway) {
        return routes.values().stream()
                .anyMatch(
                        route ->
                                route.target() instanceof RouteTarget.OnLink
                                        && route.destination().contains(gateway));
    }

    private static boolean usesLink(RouteTarget target, int index) {
        return switch (target) {
            case RouteTarget.OnLink(int link) -> link == index;
            case RouteTarget.Via via -> via.linkIndex() == index;
            case RouteTarget.Multipath(var hops) ->
                    hops.stream().anyMatch(hop -> hop.via().linkIndex() == index);
            case RouteTarget.Blackhole b -> false;
            case RouteTarget.Unreachable u -> false;
            case RouteTarget.Prohibit p -> false;
            case RouteTarget.Other o -> false;
        };
    }
}
