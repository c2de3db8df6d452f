package io.gingham.bgp.rib;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The steps of the decision process in their order (RFC 4271 section 9.1, RFC 4456 section 9, RFC
/// 9494 section 4.3). Each keeps the best of the routes that are left.
public enum DecisionRule {
    /// What we originate ourselves beats what others say of it.
    LOCALLY_ORIGINATED("ours") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.source.isLocal() ? 0 : 1;
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return route.source.isLocal() ? "ours" : "learned";
        }
    },
    /// RFC 9494 section 4.3: what outlived its speaker by long is the last choice.
    NOT_LONG_STALE("not long stale") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.attributes().has(Community.LLGR_STALE) ? 1 : 0;
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return measure(route, settings) == 0 ? "fresh" : "long stale";
        }
    },
    /// RFC 4271 section 9.1.1.
    HIGHEST_LOCAL_PREF("local preference") {
        @Override
        long measure(Route route, RibSettings settings) {
            return -route.attributes().localPref();
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return Long.toString(route.attributes().localPref());
        }
    },
    /// Section 9.1.2.2 a.
    SHORTEST_AS_PATH("AS path length") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.attributes().asPathLength();
        }
    },
    /// Section 9.1.2.2 b.
    LOWEST_ORIGIN("origin") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.attributes().origin().code();
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return route.attributes().origin().toString();
        }
    },
    /// Section 9.1.2.2 c: compared only among routes from one neighbouring AS, unless all are.
    LOWEST_MED("MED") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.attributes().med();
        }

        @Override
        int keep(Route[] routes, int count, RibSettings settings) {
            if (settings.alwaysCompareMed()) {
                return super.keep(routes, count, settings);
            }
            // Those that are beaten may still beat others, so all are judged before any goes.
            boolean[] beaten = new boolean[count];
            for (int i = 0; i < count; i++) {
                beaten[i] = beatenByMed(routes, i, count);
            }
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (!beaten[i]) {
                    routes[kept++] = routes[i];
                }
            }
            return kept;
        }

        @Override
        Route preferred(Route loser, Route best, List<Route> others, RibSettings settings) {
            if (settings.alwaysCompareMed()) {
                return best;
            }
            Optional<AsNumber> neighbour = neighbourAs(loser.attributes());
            return others.stream()
                    .filter(each -> neighbourAs(each.attributes()).equals(neighbour))
                    .min(Comparator.comparingLong(each -> each.attributes().med()))
                    .orElse(best);
        }

        private static boolean beatenByMed(Route[] routes, int one, int count) {
            PathAttributes attributes = routes[one].attributes();
            for (int i = 0; i < count; i++) {
                PathAttributes other = routes[i].attributes();
                if (other.med() < attributes.med()
                        && neighbourAs(other).equals(neighbourAs(attributes))) {
                    return true;
                }
            }
            return false;
        }

        // Empty for routes born in our own AS; those are compared among themselves.
        private static Optional<AsNumber> neighbourAs(PathAttributes attributes) {
            return attributes.asPath().withoutConfederation().firstAs();
        }
    },
    /// Section 9.1.2.2 d.
    EXTERNAL_OVER_INTERNAL("external") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.source.isInternal() ? 1 : 0;
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return route.source.isInternal() ? "internal" : "external";
        }
    },
    /// Section 9.1.2.2 e.
    LOWEST_INTERIOR_COST("cost to the next hop") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.attributes()
                    .nextHop()
                    .map(
                            hop ->
                                    settings.nextHops()
                                            .cost(hop, route.source.link())
                                            .orElse(Long.MAX_VALUE))
                    .orElse(0L);
        }
    },
    /// Section 9.1.2.2 f; of a reflected route, the ID of whoever had it first (RFC 4456 section
    /// 9).
    LOWEST_ROUTER_ID("router ID") {
        @Override
        long measure(Route route, RibSettings settings) {
            return Integer.toUnsignedLong(originator(route).ipv4Bits());
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return originator(route).toString();
        }

        private static IpAddress originator(Route route) {
            return route.attributes()
                    .find(PathAttribute.OriginatorId.class)
                    .map(PathAttribute.OriginatorId::value)
                    .or(route.source::routerId)
                    .orElse(LEAST_ADDRESS);
        }
    },
    /// RFC 4456 section 9.
    SHORTEST_CLUSTER_LIST("cluster list length") {
        @Override
        long measure(Route route, RibSettings settings) {
            return route.attributes()
                    .find(PathAttribute.ClusterList.class)
                    .map(list -> list.values().size())
                    .orElse(0);
        }
    },
    /// RFC 4271 section 9.1.2.2 g.
    LOWEST_PEER_ADDRESS("peer address") {
        @Override
        int compare(Route a, Route b, RibSettings settings) {
            return address(a).compareTo(address(b));
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return address(route).toString();
        }

        private static IpAddress address(Route route) {
            return route.peer().map(RibPeer::address).orElse(LEAST_ADDRESS);
        }
    },
    /// Two sessions with one speaker's address: any fixed order will do.
    LOWEST_PEER_NAME("peer name") {
        @Override
        int compare(Route a, Route b, RibSettings settings) {
            return a.source.name().compareTo(b.source.name());
        }

        @Override
        String describe(Route route, RibSettings settings) {
            return route.source.name();
        }
    },
    /// Two paths of one peer (RFC 7911): any fixed order will do.
    LOWEST_PATH_ID("path identifier") {
        @Override
        long measure(Route route, RibSettings settings) {
            return Integer.toUnsignedLong(route.pathId());
        }
    };

    private static final IpAddress LEAST_ADDRESS = IpAddress.ipv4(0);

    private final String label;

    DecisionRule(String label) {
        this.label = label;
    }

    /// What it compares, as an operator calls it.
    public String label() {
        return label;
    }

    /// Less is better.
    long measure(Route route, RibSettings settings) {
        throw new UnsupportedOperationException(this + " compares otherwise");
    }

    /// What it sees in the route, for people.
    String describe(Route route, RibSettings settings) {
        return Long.toString(measure(route, settings));
    }

    /// The route for whose sake the rule put that one out of the race.
    ///
    /// @param best of all
    /// @param others that were in the race when the rule was asked
    Route preferred(Route loser, Route best, List<Route> others, RibSettings settings) {
        return best;
    }

    int compare(Route a, Route b, RibSettings settings) {
        return Long.compare(measure(a, settings), measure(b, settings));
    }

    /// Moves the best to the front.
    ///
    /// @param count of the routes that are left, 1 or more; all usable
    /// @return how many stay, 1 or more
    int keep(Route[] routes, int count, RibSettings settings) {
        int kept = 1;
        for (int i = 1; i < count; i++) {
            int order = compare(routes[i], routes[0], settings);
            if (order < 0) {
                routes[0] = routes[i];
                kept = 1;
            } else if (order == 0) {
                routes[kept++] = routes[i];
            }
        }
        return kept;
    }
}
