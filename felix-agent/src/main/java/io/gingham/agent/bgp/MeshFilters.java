package io.gingham.agent.bgp;

import io.gingham.bgp.filter.Priority;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.IpPrefix;
import java.util.Optional;
import java.util.Set;

/// The route filters of a node: records, so that a reconfiguration can tell whether they changed.
final class MeshFilters {

    private MeshFilters() {}

    /// @param mesh true towards another node
    record Import(ImportRules rules, boolean mesh) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(IpPrefix prefix, PathAttributes attributes) {
            return rules.accepts(prefix, mesh) ? Optional.of(attributes) : Optional.empty();
        }
    }

    /// A node tells only of its own pods: it carries no traffic between others.
    record Export(Set<IpPrefix> originated) implements RouteFilter {

        Export {
            originated = Set.copyOf(originated);
        }

        @Override
        public Optional<PathAttributes> apply(IpPrefix prefix, PathAttributes attributes) {
            return originated.contains(prefix) ? Optional.of(attributes) : Optional.empty();
        }

        @Override
        public Optional<String> refusal(IpPrefix prefix, PathAttributes attributes) {
            return originated.contains(prefix)
                    ? Optional.empty()
                    : Optional.of("a node tells only of its own blocks and pods");
        }
    }

    /// What both let through, changed by both.
    record Both(RouteFilter first, RouteFilter second) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(IpPrefix prefix, PathAttributes attributes) {
            return first.apply(prefix, attributes)
                    .flatMap(accepted -> second.apply(prefix, accepted));
        }

        @Override
        public Optional<String> refusal(IpPrefix prefix, PathAttributes attributes) {
            Optional<PathAttributes> accepted = first.apply(prefix, attributes);
            return accepted.isEmpty()
                    ? first.refusal(prefix, attributes)
                    : second.refusal(prefix, accepted.get());
        }
    }

    /// What the filter lets through, with a LOCAL_PREF on the scale of Calico's priorities.
    record Prioritised(RouteFilter filter) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(IpPrefix prefix, PathAttributes attributes) {
            return filter.apply(prefix, attributes).map(Priority::made);
        }

        @Override
        public Optional<String> refusal(IpPrefix prefix, PathAttributes attributes) {
            return filter.refusal(prefix, attributes);
        }
    }
}
