package io.gingham.dataplane.iptables;

import io.gingham.dataplane.rules.Act;
import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.Dispatch;
import io.gingham.dataplane.rules.Match;
import io.gingham.dataplane.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// From an interface's name to its chain, by a tree over the names' characters, so that a packet
/// passes a few rules and not one per pod.
final class DispatchTree {

    /// Up to this many names are listed one by one.
    private static final int LEAF_SIZE = 8;

    private final Dispatch dispatch;
    private final List<Chain> chains = new ArrayList<>();

    private DispatchTree(Dispatch dispatch) {
        this.dispatch = dispatch;
    }

    static List<Chain> of(Dispatch dispatch) {
        DispatchTree tree = new DispatchTree(dispatch);
        tree.node(dispatch.name(), dispatch.chains());
        return tree.chains;
    }

    /// Whether a chain of that name is one of the tree's, whatever it led to.
    static boolean isPart(String chain, Dispatch dispatch) {
        return chain.equals(dispatch.name()) || chain.startsWith(dispatch.name() + "-");
    }

    private void node(String chain, SortedMap<String, String> interfaces) {
        List<Rule> rules = new ArrayList<>();
        if (interfaces.size() <= LEAF_SIZE) {
            interfaces.forEach((name, to) -> rules.add(rule(name, false, to)));
        } else {
            branches(interfaces).forEach((prefix, names) -> branch(prefix, names, rules));
        }
        rules.add(new Rule(List.of(), new Act.Drop(), "unknown workload interface"));
        chains.add(new Chain(chain, rules));
    }

    private void branch(String prefix, SortedMap<String, String> names, List<Rule> rules) {
        if (names.size() == 1) {
            names.forEach((name, to) -> rules.add(rule(name, false, to)));
            return;
        }
        String child = dispatch.name() + "-" + prefix;
        rules.add(rule(prefix, true, child));
        node(child, names);
    }

    private Rule rule(String name, boolean prefix, String to) {
        return new Rule(
                List.of(new Match.OnInterface(dispatch.way(), name, prefix)), new Act.Goto(to), "");
    }

    /// By the shortest beginnings that tell the names apart.
    private static SortedMap<String, SortedMap<String, String>> branches(
            SortedMap<String, String> names) {
        int common = commonPrefixLength(names.firstKey(), names.lastKey());
        SortedMap<String, SortedMap<String, String>> branches = new TreeMap<>();
        names.forEach(
                (name, to) -> {
                    String prefix = name.substring(0, Math.min(common + 1, name.length()));
                    branches.computeIfAbsent(prefix, p -> new TreeMap<>()).put(name, to);
                });
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
}
