package io.gingham.dataplane.iptables;

import io.gingham.dataplane.iptables.ChainText.HookText;
import io.gingham.dataplane.rules.Chain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What matters of a table as it is in the kernel. For one thread.
final class ActualTable {

    private static final Pattern HASH =
            Pattern.compile("--comment \"?" + RuleText.TAG + "([A-Za-z0-9_-]{16})(?:[ \"]|$)");

    private final SortedMap<String, List<String>> chains;
    private final SortedMap<String, List<OtherRule>> others;

    private ActualTable(
            SortedMap<String, List<String>> chains, SortedMap<String, List<OtherRule>> others) {
        this.chains = chains;
        this.others = others;
    }

    /// Our chains: the hashes of their rules, empty text for a rule that isn't ours.
    SortedMap<String, List<String>> chains() {
        return Collections.unmodifiableSortedMap(chains);
    }

    /// The rules of every other chain, in order.
    SortedMap<String, List<OtherRule>> others() {
        return Collections.unmodifiableSortedMap(others);
    }

    /// @param hash empty if the rule is foreign
    /// @param specification all that follows `-A CHAIN `
    record OtherRule(String hash, String specification) {

        boolean isOurs() {
            return !hash.isEmpty();
        }
    }

    /// From what `iptables-save -t TABLE` prints.
    static ActualTable parse(String saved) {
        SortedMap<String, List<String>> chains = new TreeMap<>();
        SortedMap<String, List<OtherRule>> others = new TreeMap<>();
        for (String line : (Iterable<String>) saved.lines()::iterator) {
            if (line.startsWith(":")) {
                String name = line.substring(1, end(line, 1));
                if (name.startsWith(Chain.PREFIX)) {
                    chains.putIfAbsent(name, new ArrayList<>());
                }
            } else if (line.startsWith("-A ")) {
                int end = end(line, 3);
                String chain = line.substring(3, end);
                String specification = line.substring(Math.min(end + 1, line.length()));
                if (chain.startsWith(Chain.PREFIX)) {
                    chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(hash(specification));
                } else {
                    others.computeIfAbsent(chain, c -> new ArrayList<>())
                            .add(new OtherRule(hash(specification), specification));
                }
            }
        }
        return new ActualTable(chains, others);
    }

    /// What is in the kernel after those chains, and the hooks, were written into this.
    ///
    /// @param hooks by the kernel's chain: all that are ours there
    void wrote(
            Collection<ChainText> put,
            Collection<String> removed,
            Map<String, List<HookText>> hooks) {
        put.forEach(chain -> chains.put(chain.name(), chain.hashes()));
        removed.forEach(chains::remove);
        hooks.forEach(
                (chain, ours) -> {
                    List<OtherRule> rules = new ArrayList<>(others.getOrDefault(chain, List.of()));
                    rules.removeIf(OtherRule::isOurs);
                    for (HookText hook : ours) {
                        OtherRule rule = new OtherRule(hook.hash(), hook.specification());
                        switch (hook.hook().position()) {
                            case FIRST -> rules.addFirst(rule);
                            case APPENDED -> rules.addLast(rule);
                        }
                    }
                    others.put(chain, rules);
                });
    }

    private static int end(String line, int from) {
        int space = line.indexOf(' ', from);
        return space < 0 ? line.length() : space;
    }

    private static String hash(String specification) {
        Matcher matcher = HASH.matcher(specification);
        return matcher.find() ? matcher.group(1) : "";
    }
}
