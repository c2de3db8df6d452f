package io.gingham.agent.bgp;

import io.gingham.bgp.filter.Priority;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// The route filters of a node: records, so that a reconfiguration can tell whether they changed.
final class NodeFilters {

    private NodeFilters() {}

    /// @param node true towards another node
    record Import(ImportRules rules, boolean node) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return rules.accepts(prefix, node) ? Optional.of(attributes) : Optional.empty();
        }
    }

    /// A node tells only of its own pods: it carries no traffic between others. A reflector tells
    /// of others' pods too.
    ///
    /// @param passedOn the blocks of pods of which a reflector passes routes on; none for others
    record Export(List<IpPrefix> passedOn) implements RouteFilter {
        Export {
            passedOn = List.copyOf(passedOn);
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
            if (origin.isLocal() || passedOn.stream().anyMatch(block -> block.contains(prefix))) {
                return Optional.empty();
            }
            return Optional.of(
                    passedOn.isEmpty()
                            ? "a node tells only of its own blocks and pods"
                            : "a reflector passes on routes to pods only");
        }
    }

    /// What the filter lets through of the node's own prefixes has the communities of
    /// `prefixAdvertisements`; the filter sees them already.
    record Advertised(Advertisements advertisements, RouteFilter filter) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return filter.apply(prefix, origin, marked(prefix, origin, attributes));
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return filter.refusal(prefix, origin, marked(prefix, origin, attributes));
        }

        private PathAttributes marked(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return origin.isLocal() ? advertisements.applied(prefix, attributes) : attributes;
        }
    }

    /// To another node: pods and nothing else, as that one believes no more. Services are served by
    /// every node itself, and there may be many that change often.
    ///
    /// @param podBlocks where pods' addresses may lie
    /// @param reflector others' pods too
    record ExportToNode(List<IpPrefix> podBlocks, boolean reflector) implements RouteFilter {
        ExportToNode {
            podBlocks = List.copyOf(podBlocks);
        }

        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isTold(prefix, origin) ? Optional.of(attributes) : Optional.empty();
        }

        private boolean isTold(IpPrefix prefix, RouteOrigin origin) {
            return (reflector || origin.isLocal())
                    && podBlocks.stream().anyMatch(block -> block.contains(prefix));
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isTold(prefix, origin)
                    ? Optional.empty()
                    : Optional.of("a node tells another only of its own blocks and pods");
        }
    }

    /// What both let through, changed by both.
    record Both(RouteFilter first, RouteFilter second) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return first.apply(prefix, origin, attributes)
                    .flatMap(accepted -> second.apply(prefix, origin, accepted));
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            Optional<PathAttributes> accepted = first.apply(prefix, origin, attributes);
            return accepted.isEmpty()
                    ? first.refusal(prefix, origin, attributes)
                    : second.refusal(prefix, origin, accepted.get());
        }
    }

    /// What the filter lets through, with a LOCAL_PREF on the scale of Calico's priorities.
    record Prioritised(RouteFilter filter) implements RouteFilter {
        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return filter.apply(prefix, origin, attributes).map(Priority::made);
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return filter.refusal(prefix, origin, attributes);
        }
    }
}
