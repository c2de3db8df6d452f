package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Who has sessions with whom among the nodes, and so of which nodes a node hears by nodes alone:
/// of its peers, and behind a reflector of the reflector's peers too. Routers need not tell of
/// these, and are not believed if they do.
///
/// Many nodes with many others is one entry, whatever their numbers.
final class NodeGraph {

    private record Join(Set<String> ones, Set<String> others) {}

    private final Map<String, List<Join>> joins = new HashMap<>();
    private final Set<String> reflectors = new HashSet<>();

    NodeGraph(Collection<ClusterNode> nodes) {
        nodes.stream()
                .filter(node -> node.reflectorCluster().isPresent())
                .forEach(node -> reflectors.add(node.name()));
    }

    /// Each of the ones has a session with each of the others.
    void join(Collection<ClusterNode> ones, Collection<ClusterNode> others) {
        Join join = new Join(names(ones), names(others));
        Set<String> all = new HashSet<>(join.ones());
        all.addAll(join.others());
        all.forEach(name -> joins.computeIfAbsent(name, _ -> new ArrayList<>()).add(join));
    }

    private static Set<String> names(Collection<ClusterNode> nodes) {
        return nodes.stream().map(ClusterNode::name).collect(Collectors.toSet());
    }

    /// The nodes whose routes come to this one by nodes.
    Set<String> heardBy(String node) {
        Set<String> heard = new HashSet<>();
        Deque<String> passing = new ArrayDeque<>(List.of(node));
        Set<String> passed = new HashSet<>(passing);
        while (!passing.isEmpty()) {
            String at = passing.remove();
            for (Join join : joins.getOrDefault(at, List.of())) {
                List<String> peers = new ArrayList<>();
                if (join.ones().contains(at)) {
                    peers.addAll(join.others());
                }
                if (join.others().contains(at)) {
                    peers.addAll(join.ones());
                }
                heard.addAll(peers);
                peers.stream()
                        .filter(reflectors::contains)
                        .filter(passed::add)
                        .forEach(passing::add);
            }
        }
        heard.remove(node);
        return heard;
    }
}
