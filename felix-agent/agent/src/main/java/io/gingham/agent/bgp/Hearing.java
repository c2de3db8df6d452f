package io.gingham.agent.bgp;

import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.bgp.rib.RouteView;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Of which nodes routers are not believed any more, because these tell of their blocks themselves.
/// When a mesh, or reflectors, take over from routers, a node that the routers told of until now
/// must have told its own blocks first: else nobody would for a moment. For one thread.
final class Hearing {

    /// Sessions come up within two connect retries; a node that is away so long is the mesh's
    /// matter.
    static final Duration LONGEST = Duration.ofSeconds(60);

    private Set<String> known = Set.of();
    private Set<String> heard = Set.of();
    private final Map<String, Long> waiting = new HashMap<>();
    private boolean first = true;

    /// @param heardOf the nodes that are to be heard by nodes
    /// @param nodes all there are
    /// @param routes all that are usable; asked only if a node is waited for
    /// @param now in nanoseconds
    /// @return those of them that are, or have to be: nobody else told of a node that is new
    Set<String> next(
            Set<String> heardOf,
            Collection<String> nodes,
            NodeBlocks blocks,
            Supplier<List<RouteView>> routes,
            long now) {
        Set<String> changing = new HashSet<>(heardOf);
        changing.removeAll(heard);
        changing.retainAll(known);
        if (first) {
            changing.clear();
        }
        first = false;
        waiting.keySet().retainAll(changing);
        if (!changing.isEmpty()) {
            Set<IpPrefix> told = toldByNodes(routes.get());
            changing.removeIf(
                    name ->
                            told.containsAll(blocks.of(name))
                                    || now - waiting.computeIfAbsent(name, _ -> now)
                                            >= LONGEST.toNanos());
            waiting.keySet().retainAll(changing);
        }
        Set<String> result = new HashSet<>(heardOf);
        result.removeAll(changing);
        heard = Set.copyOf(result);
        known = Set.copyOf(nodes);
        return heard;
    }

    private static Set<IpPrefix> toldByNodes(List<RouteView> routes) {
        return routes.stream()
                .filter(route -> PeeringPlan.isNode(route.from()) && !route.stale())
                .map(RouteView::prefix)
                .collect(Collectors.toSet());
    }

    /// It has to be asked again soon.
    boolean waits() {
        return !waiting.isEmpty();
    }
}
