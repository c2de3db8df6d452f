package io.gingham.agent.bgp;

import io.gingham.agent.services.ServiceRanges;
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

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return rules.refusal(prefix, node);
        }
    }

    /// To a router. A node tells only of its own pods and services: it carries no traffic between
    /// others. A reflector tells of others' too.
    ///
    /// @param pods the blocks of pods of which a reflector passes routes on; none for others
    /// @param services those of which it does
    record Export(List<IpPrefix> pods, ServiceRanges services) implements RouteFilter {

        static final Export OWN = new Export(List.of(), ServiceRanges.NONE);

        Export {
            pods = List.copyOf(pods);
        }

        @Override
        public Optional<PathAttributes> apply(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isTold(prefix, origin) ? Optional.of(attributes) : Optional.empty();
        }

        private boolean isTold(IpPrefix prefix, RouteOrigin origin) {
            return origin.isLocal()
                    || pods.stream().anyMatch(block -> block.contains(prefix))
                    || services.mayAnnounce(prefix);
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            if (isTold(prefix, origin)) {
                return Optional.empty();
            }
            if (pods.isEmpty()) {
                return Optional.of("a node tells only of its own blocks, pods and services");
            }
            return Optional.of(
                    services.ranges().isEmpty()
                            ? "a reflector passes on routes to pods only, where the next hop does not stay the one it learned"
                            : "a reflector passes on routes to pods and services only");
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
    /// every node itself, and there may be many that change often; a reflector hears of them, for
    /// the routers behind it.
    ///
    /// @param podBlocks where pods' addresses may lie
    /// @param services of which the other one is told; none unless it is a reflector
    /// @param reflector what others told too
    record ExportToNode(List<IpPrefix> podBlocks, ServiceRanges services, boolean reflector)
            implements RouteFilter {
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
                    && (podBlocks.stream().anyMatch(block -> block.contains(prefix))
                            || services.mayAnnounce(prefix));
        }

        @Override
        public Optional<String> refusal(
                IpPrefix prefix, RouteOrigin origin, PathAttributes attributes) {
            return isTold(prefix, origin)
                    ? Optional.empty()
                    : Optional.of(
                            "a node tells another only of its own blocks and pods, and a reflector of its services");
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
