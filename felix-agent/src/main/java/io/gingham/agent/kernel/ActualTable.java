package io.gingham.agent.kernel;

import io.gingham.agent.rules.Chain;
import io.gingham.agent.rules.Hook;
import io.gingham.agent.rules.RuleHash;
import io.gingham.agent.rules.TableRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What matters of a table as it is in the kernel.
///
/// @param chains our chains: the hashes of their rules, empty text for a rule that isn't ours
/// @param others the rules of every other chain, in order
record ActualTable(
        SortedMap<String, List<String>> chains, SortedMap<String, List<OtherRule>> others) {

    private static final Pattern HASH =
            Pattern.compile("--comment \"?" + RuleHash.TAG + "([A-Za-z0-9_-]{16})(?:[ \"]|$)");

    ActualTable {
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
        others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
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
                if (name.startsWith(TableRules.CHAIN_PREFIX)) {
                    chains.putIfAbsent(name, new ArrayList<>());
                }
            } else if (line.startsWith("-A ")) {
                int end = end(line, 3);
                String chain = line.substring(3, end);
                String specification = line.substring(Math.min(end + 1, line.length()));
                if (chain.startsWith(TableRules.CHAIN_PREFIX)) {
                    chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(hash(specification));
                } else {
                    others.computeIfAbsent(chain, c -> new ArrayList<>())
                            .add(new OtherRule(hash(specification), specification));
                }
            }
        }
        return new ActualTable(chains, others);
    }

    /// What is in the kernel after the wanted rules were written over this.
    ActualTable after(TableRules wanted) {
        SortedMap<String, List<String>> newChains = new TreeMap<>();
        for (Chain chain : wanted.chains().values()) {
            newChains.put(chain.name(), chain.hashes());
        }
        SortedMap<String, List<OtherRule>> newOthers = new TreeMap<>();
        others.forEach(
                (chain, rules) -> {
                    List<OtherRule> foreign = new ArrayList<>(rules);
                    foreign.removeIf(OtherRule::isOurs);
                    newOthers.put(chain, foreign);
                });
        for (Hook hook : wanted.hooks()) {
            List<OtherRule> rules =
                    newOthers.computeIfAbsent(hook.kernelChain(), c -> new ArrayList<>());
            OtherRule rule = new OtherRule(hook.hash(), hook.specification());
            switch (hook.position()) {
                case FIRST -> rules.addFirst(rule);
                case APPENDED -> rules.addLast(rule);
            }
        }
        return new ActualTable(newChains, newOthers);
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
