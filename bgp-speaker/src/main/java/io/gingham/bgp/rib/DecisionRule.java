package io.gingham.bgp.rib;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The steps of the decision process in their order (RFC 4271 section 9.1). Each keeps the best of
/// the routes that are left.
public enum DecisionRule {
    /// What we originate ourselves beats what others say of it.
    LOCALLY_ORIGINATED {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(
                    routes,
                    Comparator.comparing(route -> !(route.source() instanceof RouteSource.Local)));
        }
    },
    /// Section 9.1.1.
    HIGHEST_LOCAL_PREF {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(
                    routes, Comparator.comparingLong(route -> -route.attributes().localPref()));
        }
    },
    /// Section 9.1.2.2 a.
    SHORTEST_AS_PATH {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(
                    routes, Comparator.comparingInt(route -> route.attributes().asPath().length()));
        }
    },
    /// Section 9.1.2.2 b.
    LOWEST_ORIGIN {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(routes, Comparator.comparing(route -> route.attributes().origin()));
        }
    },
    /// Section 9.1.2.2 c: compared only among routes from one neighbouring AS.
    LOWEST_MED {
        @Override
        List<Route> keep(List<Route> routes) {
            return routes.stream().filter(route -> !beatenByMed(route, routes)).toList();
        }

        private boolean beatenByMed(Route route, List<Route> routes) {
            Optional<AsNumber> neighbour = neighbourAs(route);
            return routes.stream()
                    .anyMatch(
                            other ->
                                    neighbourAs(other).equals(neighbour)
                                            && other.attributes().med() < route.attributes().med());
        }

        // Empty for routes born in our own AS; those are compared among themselves.
        private Optional<AsNumber> neighbourAs(Route route) {
            return route.attributes().asPath().withoutConfederation().firstAs();
        }
    },
    /// Section 9.1.2.2 d.
    EXTERNAL_OVER_INTERNAL {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(
                    routes,
                    Comparator.comparing(
                            route -> peer(route).map(peer -> !peer.external()).orElse(false)));
        }
    },
    /// Section 9.1.2.2 f. (Step e, the interior cost to the next hop, is equal for all as long as
    /// nobody tells it.)
    LOWEST_ROUTER_ID {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(
                    routes,
                    Comparator.comparing(
                            route -> peer(route).map(RibPeer::routerId).orElse(LEAST_ID)));
        }
    },
    /// Section 9.1.2.2 g.
    LOWEST_PEER_ADDRESS {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(
                    routes,
                    Comparator.comparing(
                            route -> peer(route).map(RibPeer::address).orElse(LEAST_ADDRESS)));
        }
    },
    /// Two sessions with one speaker's address: any fixed order will do.
    LOWEST_PEER_NAME {
        @Override
        List<Route> keep(List<Route> routes) {
            return lowest(routes, Comparator.comparing(route -> route.source().key()));
        }
    };

    private static final RouterId LEAST_ID = new RouterId(1);
    private static final IpAddress LEAST_ADDRESS = IpAddress.ipv4(0);

    /// @param routes at least one
    /// @return at least one
    abstract List<Route> keep(List<Route> routes);

    private static List<Route> lowest(List<Route> routes, Comparator<Route> order) {
        Route least = routes.stream().min(order).orElseThrow();
        return routes.stream().filter(route -> order.compare(route, least) == 0).toList();
    }

    private static Optional<RibPeer> peer(Route route) {
        return switch (route.source()) {
            case RouteSource.Local() -> Optional.empty();
            case RouteSource.Learned(var peer) -> Optional.of(peer);
        };
    }
}
