package io.gingham.agent.kernel;

import io.gingham.agent.kernel.ActualTable.OtherRule;
import io.gingham.agent.rules.Chain;
import io.gingham.agent.rules.Hook;
import io.gingham.agent.rules.Rule;
import io.gingham.agent.rules.TableRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The smallest restore file that turns a table into the wanted one. Pure.
///
/// @param chainsWritten new ones and those whose rules differ; each is written whole
/// @param chainsRemoved ours that are no longer wanted
/// @param hooksWritten the kernel's chains in which our rules were set anew
/// @param lines the file for `iptables-restore --noflush`; empty if nothing differs
record TableDiff(
        List<String> chainsWritten,
        List<String> chainsRemoved,
        List<String> hooksWritten,
        List<String> lines) {

    static TableDiff between(ActualTable actual, TableRules wanted) {
        List<Chain> dirty =
                wanted.chains().values().stream()
                        .filter(chain -> !chain.hashes().equals(actual.chains().get(chain.name())))
                        .toList();
        SortedSet<String> stale = new TreeSet<>(actual.chains().keySet());
        stale.removeAll(wanted.chains().keySet());
        List<String> hookLines = new ArrayList<>();
        List<String> hookedChains = hooks(actual, wanted, hookLines);
        List<String> written = dirty.stream().map(Chain::name).toList();
        if (dirty.isEmpty() && stale.isEmpty() && hookedChains.isEmpty()) {
            return new TableDiff(List.of(), List.of(), List.of(), List.of());
        }
        List<String> lines =
                RestoreFile.lines(wanted.table(), ordered(dirty, wanted), hookLines, stale);
        return new TableDiff(written, List.copyOf(stale), hookedChains, lines);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    /// Every chain after those it leads to.
    private static List<Chain> ordered(Collection<Chain> dirty, TableRules wanted) {
        Map<String, Chain> visited = new LinkedHashMap<>();
        dirty.forEach(chain -> visit(chain, wanted, visited));
        visited.values().retainAll(dirty);
        return List.copyOf(visited.values());
    }

    private static void visit(Chain chain, TableRules wanted, Map<String, Chain> visited) {
        if (visited.containsKey(chain.name())) {
            return;
        }
        for (Rule rule : chain.rules()) {
            Chain next = wanted.chains().get(rule.target());
            if (next != null) {
                visit(next, wanted, visited);
            }
        }
        visited.put(chain.name(), chain);
    }

    private static List<String> hooks(ActualTable actual, TableRules wanted, List<String> lines) {
        SortedSet<String> kernelChains = new TreeSet<>(actual.others().keySet());
        wanted.hooks().forEach(hook -> kernelChains.add(hook.kernelChain()));
        List<String> written = new ArrayList<>();
        for (String chain : kernelChains) {
            List<OtherRule> rules = actual.others().getOrDefault(chain, List.of());
            List<Hook> hooks =
                    wanted.hooks().stream().filter(h -> h.kernelChain().equals(chain)).toList();
            if (!inPlace(rules, hooks)) {
                written.add(chain);
                replace(chain, rules, hooks, lines);
            }
        }
        return written;
    }

    private static boolean inPlace(List<OtherRule> rules, Collection<Hook> hooks) {
        List<String> ours = rules.stream().filter(OtherRule::isOurs).map(OtherRule::hash).toList();
        if (ours.size() != hooks.size()) {
            return false;
        }
        for (Hook hook : hooks) {
            boolean there =
                    switch (hook.position()) {
                        case FIRST -> rules.getFirst().hash().equals(hook.hash());
                        case APPENDED -> ours.contains(hook.hash());
                    };
            if (!there) {
                return false;
            }
        }
        return true;
    }

    /// Deletes by what the rule says, not by its number: another program may have inserted one
    /// since the table was read. The whole file takes effect at once, so nothing is open in
    /// between.
    private static void replace(
            String chain, List<OtherRule> rules, List<Hook> hooks, List<String> lines) {
        for (OtherRule rule : rules) {
            if (rule.isOurs()) {
                lines.add("-D " + chain + " " + rule.specification());
            }
        }
        for (Hook hook : hooks) {
            lines.add(
                    switch (hook.position()) {
                        case FIRST -> "-I " + chain + " 1 " + hook.specification();
                        case APPENDED -> "-A " + chain + " " + hook.specification();
                    });
        }
    }
}
