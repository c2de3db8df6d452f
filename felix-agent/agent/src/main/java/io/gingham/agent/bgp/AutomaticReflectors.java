package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.crds.v3.BGPConfigurationSpec.RouteReflectors;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import io.gingham.policy.selector.SelectorException;
import io.gingham.value.AsNumber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The reflectors that a large mesh chooses among its own nodes: BGPConfiguration's
/// `routeReflectors`. A function of what all nodes see alike, so that all choose the same ones, and
/// nobody leads.
///
/// ```
///   members ──▶ those that can serve ──▶ by zone, each zone's by their rank ──▶ the first of each zone,
///               (Ready, not cordoned)                                          then the second, ... count
/// ```
///
/// A node's rank is a number made of its name (rendezvous hashing), so a node that comes or goes
/// changes little of the choice.
///
/// @param chosen names; empty: it is a full mesh
/// @param problems as sentences
record AutomaticReflectors(Set<String> chosen, List<String> problems) {

    static final AutomaticReflectors NONE = new AutomaticReflectors(Set.of(), List.of());

    /// Calico's advice for the size of a full mesh.
    static final int DEFAULT_THRESHOLD = 100;

    /// One may be lost while another is being replaced.
    static final int DEFAULT_COUNT = 3;

    private static final List<String> ZONE_LABELS =
            List.of("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone");

    AutomaticReflectors {
        chosen = Set.copyOf(chosen);
        problems = List.copyOf(problems);
    }

    /// @param members of the mesh
    /// @param asNumber of a node
    static AutomaticReflectors of(
            Optional<RouteReflectors> wanted,
            Collection<ClusterNode> members,
            Function<ClusterNode, AsNumber> asNumber) {
        if (wanted.isEmpty()) {
            return NONE;
        }
        int threshold = Objects.requireNonNullElse(wanted.get().threshold(), DEFAULT_THRESHOLD);
        if (members.size() <= threshold) {
            return NONE;
        }
        if (members.stream().map(asNumber).distinct().count() > 1) {
            return meshWith(
                    "the nodes of the mesh have more than one AS number, between which nothing is reflected: give them one, or remove routeReflectors");
        }
        int count = Objects.requireNonNullElse(wanted.get().count(), DEFAULT_COUNT);
        if (count < 1) {
            return meshWith("count is %d: it must be 1 or more".formatted(count));
        }
        try {
            List<ClusterNode> candidates = candidates(wanted.get().nodeSelector(), members);
            return candidates.isEmpty()
                    ? meshWith(
                            "nodeSelector \"%s\" selects no node of the mesh"
                                    .formatted(wanted.get().nodeSelector()))
                    : new AutomaticReflectors(choose(candidates, count), List.of());
        } catch (SelectorException e) {
            return meshWith(
                    "nodeSelector '%s' is no selector: %s"
                            .formatted(wanted.get().nodeSelector(), e.getMessage()));
        }
    }

    private static AutomaticReflectors meshWith(String problem) {
        return new AutomaticReflectors(
                Set.of(),
                List.of(
                        "BGPConfiguration default: routeReflectors: "
                                + problem
                                + "; until then every node peers with every other"));
    }

    /// Those that can serve; if none can (so it seems while the API server hears of no node), any.
    private static List<ClusterNode> candidates(
            @Nullable String selector, Collection<ClusterNode> members) throws SelectorException {
        Selector named = Selector.parse(selector == null ? "" : selector);
        List<ClusterNode> all =
                members.stream()
                        .filter(node -> node.ipv4Address().isPresent())
                        .filter(node -> named.matches(Labels.of(node.labels())))
                        .toList();
        List<ClusterNode> serving = all.stream().filter(ClusterNode::available).toList();
        return serving.isEmpty() ? all : serving;
    }

    private static Set<String> choose(List<ClusterNode> candidates, int count) {
        Comparator<ClusterNode> byRank =
                Comparator.comparing((ClusterNode node) -> rank(node.name()))
                        .thenComparing(ClusterNode::name);
        Map<String, List<ClusterNode>> zones =
                candidates.stream()
                        .sorted(byRank)
                        .collect(
                                Collectors.groupingBy(
                                        AutomaticReflectors::zone,
                                        TreeMap::new,
                                        Collectors.toList()));
        Set<String> chosen = new LinkedHashSet<>();
        int wanted = Math.min(count, candidates.size());
        for (int round = 0; chosen.size() < wanted; round++) {
            List<ClusterNode> ofRound = new ArrayList<>();
            for (List<ClusterNode> zone : zones.values()) {
                if (round < zone.size()) {
                    ofRound.add(zone.get(round));
                }
            }
            ofRound.stream()
                    .sorted(byRank)
                    .limit(wanted - chosen.size())
                    .forEach(node -> chosen.add(node.name()));
        }
        return chosen;
    }

    private static String zone(ClusterNode node) {
        return ZONE_LABELS.stream()
                .map(label -> node.labels().get(label))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    /// The same in every JVM, and of every version of Gingham: two versions in a cluster must
    /// choose alike.
    private static long rank(String name) {
        CRC32C sum = new CRC32C();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
