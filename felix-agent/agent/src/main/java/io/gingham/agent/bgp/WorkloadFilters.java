package io.gingham.agent.bgp;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// The filters of routes to networks behind pods: records, as [NodeFilters].
final class WorkloadFilters {

    private WorkloadFilters() {}

    /// From a pod: what may be told at all, by way of the pod itself and nobody else.
    ///
    /// @param pod its addresses
    record FromPod(WorkloadRules rules, List<IpAddress> pod) implements RouteFilter {
        FromPod {
            pod = List.copyOf(pod);
        }

        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return refusal(prefix, origin, attributes).isEmpty()
                    ? Optional.of(attributes)
                    : Optional.empty();
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            String why = rules.refusal(prefix);
            if (!why.isEmpty()) {
                return Optional.of(why);
            }
            return attributes.nextHop().filter(pod::contains).isPresent()
                    ? Optional.empty()
                    : Optional.of("its next hop is not the pod");
        }
    }

    /// What the other filter takes, and of nodes what is behind pods.
    record OrBehindPods(WorkloadRules rules, RouteFilter other) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return rules.mayBeTold(prefix)
                    ? Optional.of(attributes)
                    : other.apply(prefix, origin, attributes);
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return rules.mayBeTold(prefix)
                    ? Optional.empty()
                    : other.refusal(prefix, origin, attributes);
        }
    }

    /// What the other filter tells, and what is behind the node's own pods.
    ///
    /// @param passedOn what is behind other nodes' pods too: a reflector's
    record ToldToo(WorkloadRules rules, boolean passedOn, RouteFilter other)
            implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isTold(prefix, origin)
                    ? Optional.of(attributes)
                    : other.apply(prefix, origin, attributes);
        }

        private boolean isTold(IpPrefix prefix, RouteOrigin origin) {
            return !origin.isLocal() && (passedOn || isOfPod(origin)) && rules.mayBeTold(prefix);
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isTold(prefix, origin)
                    ? Optional.empty()
                    : other.refusal(prefix, origin, attributes);
        }
    }

    /// What is behind the node's own pods is reached by the node: nobody else knows the way to a
    /// pod's address.
    record ByThisNode(WorkloadRules rules, RouteFilter filter) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            if (!isOfPod(origin)) {
                return filter.apply(prefix, origin, attributes);
            }
            IpAddress hop = rules.nextHops().get(prefix.family());
            return hop == null
                    ? Optional.empty()
                    : filter.apply(prefix, origin, attributes.with(new PathAttribute.NextHop(hop)));
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isOfPod(origin) && rules.nextHops().get(prefix.family()) == null
                    ? Optional.of("the node has no address of that family")
                    : filter.refusal(prefix, origin, attributes);
        }
    }

    private static boolean isOfPod(RouteOrigin origin) {
        return switch (origin) {
            case RouteOrigin.Local() -> false;
            case RouteOrigin.Peer(var name, _) -> name.startsWith(WorkloadRules.SESSION);
        };
    }
}
