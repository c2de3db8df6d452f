package io.gingham.agent.rules;

import io.gingham.policy.model.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// From an interface's name to its chain, by a tree over the names' characters, so that a packet
/// passes a few rules and not one per pod. What isn't found is dropped.
final class DispatchRenderer {

    /// Up to this many names are listed one by one.
    private static final int LEAF_SIZE = 8;

    private final Direction direction;
    private final List<Chain> chains = new ArrayList<>();

    private DispatchRenderer(Direction direction) {
        this.direction = direction;
    }

    static List<Chain> render(Direction direction, SortedSet<String> interfaces) {
        DispatchRenderer renderer = new DispatchRenderer(direction);
        renderer.node(Names.dispatch(direction), interfaces);
        return renderer.chains;
    }

    private void node(String chain, SortedSet<String> interfaces) {
        List<Rule> rules = new ArrayList<>();
        if (interfaces.size() <= LEAF_SIZE) {
            interfaces.forEach(name -> rules.add(toEndpoint(name)));
        } else {
            branches(interfaces).forEach((prefix, names) -> branch(prefix, names, rules));
        }
        rules.add(new Rule("", "-j DROP", "unknown workload interface"));
        chains.add(Chain.of(chain, rules));
    }

    private void branch(String prefix, SortedSet<String> names, List<Rule> rules) {
        if (names.size() == 1) {
            rules.add(toEndpoint(names.first()));
            return;
        }
        String child = Names.dispatch(direction) + "-" + prefix;
        rules.add(Rule.of(option() + prefix + "+", "-g " + child));
        node(child, names);
    }

    /// By the shortest beginnings that tell the names apart.
    private static SortedMap<String, SortedSet<String>> branches(SortedSet<String> names) {
        int common = commonPrefixLength(names.first(), names.last());
        SortedMap<String, SortedSet<String>> branches = new TreeMap<>();
        for (String name : names) {
            String prefix = name.substring(0, Math.min(common + 1, name.length()));
            branches.computeIfAbsent(prefix, p -> new TreeSet<>()).add(name);
        }
        return branches;
    }

    /// Of the first and the last in order, hence of all between.
    private static int commonPrefixLength(String first, String last) {
        int length = 0;
        while (length < Math.min(first.length(), last.length())
                && first.charAt(length) == last.charAt(length)) {
            length++;
        }
        return length;
    }

    private Rule toEndpoint(String name) {
        return Rule.of(option() + name, "-g " + Names.endpoint(direction, name));
    }

    private String option() {
        return direction == Direction.EGRESS ? "-i " : "-o ";
    }
}
