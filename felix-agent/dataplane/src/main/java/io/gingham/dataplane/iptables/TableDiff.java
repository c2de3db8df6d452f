package io.gingham.dataplane.iptables;

import io.gingham.dataplane.iptables.ActualTable.OtherRule;
import io.gingham.dataplane.iptables.ChainText.HookText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The smallest restore file that turns a table into the wanted one. Pure.
///
/// @param put chains that are new or whose rules differ, in order of writing; each is written whole
/// @param removed names of chains of ours that are no longer wanted
/// @param hooks by the kernel's chain in which our rules were set anew: those rules
/// @param lines the file for `iptables-restore --noflush`; empty if nothing differs
record TableDiff(
        List<ChainText> put,
        List<String> removed,
        SortedMap<String, List<HookText>> hooks,
        List<String> lines) {

    /// The whole table.
    static TableDiff between(ActualTable actual, TableText wanted) {
        SortedSet<String> stale = new TreeSet<>(actual.chains().keySet());
        stale.removeAll(wanted.chains().keySet());
        SortedMap<String, List<HookText>> hooks = new TreeMap<>();
        List<String> hookLines = new ArrayList<>();
        hooks(actual, wanted.hooks(), hooks, hookLines);
        return of(wanted.name(), actual, wanted.chains().values(), stale, hooks, hookLines);
    }

    /// Some chains of it; all others, and the hooks, are as they are to be.
    ///
    /// @param wanted chains that may differ
    /// @param unwanted names of chains that may be there and are not to
    static TableDiff ofSome(
            String table,
            ActualTable actual,
            Collection<ChainText> wanted,
            Collection<String> unwanted) {
        SortedSet<String> stale = new TreeSet<>(unwanted);
        stale.retainAll(actual.chains().keySet());
        return of(table, actual, wanted, stale, new TreeMap<>(), List.of());
    }

    private static TableDiff of(
            String table,
            ActualTable actual,
            Collection<ChainText> wanted,
            Collection<String> stale,
            SortedMap<String, List<HookText>> hooks,
            List<String> hookLines) {
        SortedMap<String, ChainText> dirty = new TreeMap<>();
        for (ChainText chain : wanted) {
            if (!chain.hashes().equals(actual.chains().get(chain.name()))) {
                dirty.put(chain.name(), chain);
            }
        }
        List<ChainText> ordered = ordered(dirty);
        return new TableDiff(
                ordered,
                List.copyOf(stale),
                hooks,
                dirty.isEmpty() && stale.isEmpty() && hooks.isEmpty()
                        ? List.of()
                        : RestoreFile.lines(table, ordered, hookLines, stale));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    List<String> namesPut() {
        return put.stream().map(ChainText::name).sorted(Comparator.naturalOrder()).toList();
    }

    /// Every chain after those it leads to. One that isn't dirty is in the kernel, and so is all
    /// that it leads to.
    private static List<ChainText> ordered(SortedMap<String, ChainText> dirty) {
        Map<String, ChainText> visited = new LinkedHashMap<>();
        dirty.values().forEach(chain -> visit(chain, dirty, visited));
        return List.copyOf(visited.values());
    }

    private static void visit(
            ChainText chain, Map<String, ChainText> dirty, Map<String, ChainText> visited) {
        if (visited.containsKey(chain.name())) {
            return;
        }
        for (String target : chain.targets()) {
            ChainText next = dirty.get(target);
            if (next != null) {
                visit(next, dirty, visited);
            }
        }
        visited.put(chain.name(), chain);
    }

    private static void hooks(
            ActualTable actual,
            List<HookText> wanted,
            SortedMap<String, List<HookText>> written,
            List<String> lines) {
        SortedSet<String> kernelChains = new TreeSet<>(actual.others().keySet());
        wanted.forEach(hook -> kernelChains.add(hook.hook().kernelChain()));
        for (String chain : kernelChains) {
            List<OtherRule> rules = actual.others().getOrDefault(chain, List.of());
            List<HookText> hooks =
                    wanted.stream().filter(h -> h.hook().kernelChain().equals(chain)).toList();
            if (!inPlace(rules, hooks)) {
                written.put(chain, hooks);
                replace(chain, rules, hooks, lines);
            }
        }
    }

    private static boolean inPlace(List<OtherRule> rules, Collection<HookText> hooks) {
        List<String> ours = rules.stream().filter(OtherRule::isOurs).map(OtherRule::hash).toList();
        if (ours.size() != hooks.size()) {
            return false;
        }
        for (HookText hook : hooks) {
            boolean there =
                    switch (hook.hook().position()) {
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
            String chain, List<OtherRule> rules, List<HookText> hooks, List<String> lines) {
        for (OtherRule rule : rules) {
            if (rule.isOurs()) {
                lines.add("-D " + chain + " " + rule.specification());
            }
        }
        for (HookText hook : hooks) {
            lines.add(
                    switch (hook.hook().position()) {
                        case FIRST -> "-I " + chain + " 1 " + hook.specification();
                        case APPENDED -> "-A " + chain + " " + hook.specification();
                    });
        }
    }
}
