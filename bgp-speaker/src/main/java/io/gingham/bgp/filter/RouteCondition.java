package io.gingham.bgp.filter;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;

/// What a rule asks of a route.
public sealed interface RouteCondition {

    boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes);

    record Prefixes(PrefixList list) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return list.matches(prefix);
        }
    }

    record OfFamily(IpFamily family) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return prefix.family() == family;
        }
    }

    /// The route has a community of any of these patterns.
    record HasCommunity(List<CommunityPattern> anyOf) implements RouteCondition {
        public HasCommunity {
            anyOf = List.copyOf(anyOf);
        }

        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            RouteCommunities communities = RouteCommunities.of(attributes);
            for (CommunityPattern pattern : anyOf) {
                if (pattern.in(communities)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Path(List<AsPathPattern> anyOf) implements RouteCondition {
        public Path {
            anyOf = List.copyOf(anyOf);
        }

        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return anyOf.stream().anyMatch(pattern -> pattern.matches(attributes.asPath()));
        }
    }

    /// In ASes, as the decision process counts.
    record PathLength(Numbers lengths) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return lengths.has(attributes.asPath().length());
        }
    }

    /// A route that has no next hop yet, our own, has none of them.
    record NextHop(PrefixList addresses) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return attributes.nextHop().filter(addresses::matches).isPresent();
        }
    }

    /// What the decision process takes it for: 100 if the route has none.
    record LocalPref(Numbers values) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return values.has(attributes.localPref());
        }
    }

    /// What the decision process takes it for: 0 if the route has none.
    record Med(Numbers values) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return values.has(attributes.med());
        }
    }

    /// Calico's priority of a route, see [Priority].
    record HasPriority(long priority) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return Priority.of(attributes) == priority;
        }
    }

    record BornAs(OriginType type) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return attributes.find(PathAttribute.Origin.class).isPresent()
                    && attributes.origin() == type;
        }
    }

    /// We originate it ourselves: no peer has told it.
    record Ours() implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return origin.isLocal();
        }
    }

    record Not(RouteCondition condition) implements RouteCondition {
        @Override
        public boolean holds(IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return !condition.holds(prefix, origin, attributes);
        }
    }

    /// A range of unsigned 32-bit numbers, both ends in it.
    record Numbers(long least, long most) {
        public static final long MOST = 0xffff_ffffL;

        public Numbers {
            if (least < 0 || least > most || most > MOST) {
                throw new IllegalArgumentException(
                        least + ".." + most + " is not a range within 0..4294967295");
            }
        }

        boolean has(long number) {
            return least <= number && number <= most;
        }
    }
}
