package io.gingham.agent.kernel;

import io.gingham.agent.kernel.ActualSets.ActualSet;
import io.gingham.agent.rules.KernelSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What to tell `ipset restore` before the rules change (more members never break rules that are
/// already there) and after. Pure.
///
/// @param misfits names of sets of another kind than wanted, to be destroyed before all else
/// @param created names of sets
/// @param additions `create` and `add` lines
/// @param removals `del` lines
/// @param stale names of sets that no rule will use any more
record SetDiff(
        List<String> misfits,
        List<String> created,
        List<String> additions,
        List<String> removals,
        List<String> stale) {

    /// ipset's own default, 65536, is fewer than the pods of a large cluster.
    private static final int MAX_MEMBERS = 1 << 20;

    static SetDiff between(ActualSets actual, Collection<KernelSet> wanted) {
        List<String> misfits = new ArrayList<>();
        List<String> created = new ArrayList<>();
        List<String> additions = new ArrayList<>();
        List<String> removals = new ArrayList<>();
        Map<String, ActualSet> stale = new TreeMap<>(actual.sets());
        for (KernelSet set : wanted) {
            ActualSet there = stale.remove(set.name());
            if (there != null && !there.kind().equals(ActualSets.kind(set))) {
                misfits.add(set.name());
                there = null;
            }
            if (there == null) {
                created.add(set.name());
                additions.add(creation(set));
                there = new ActualSet(ActualSets.kind(set), new TreeSet<>());
            }
            // The very same members: what was written last, and has not changed.
            if (there.members() != set.members()) {
                addMembers(set, there, additions);
                removeMembers(set, there, removals);
            }
        }
        return new SetDiff(misfits, created, additions, removals, List.copyOf(stale.keySet()));
    }

    private static String creation(KernelSet set) {
        return "create "
                + set.name()
                + " "
                + ActualSets.kind(set).replace(" ", " family ")
                + " maxelem "
                + MAX_MEMBERS;
    }

    private static void addMembers(KernelSet set, ActualSet there, List<String> lines) {
        SortedSet<String> missing = new TreeSet<>(set.members());
        missing.removeAll(there.members());
        missing.forEach(member -> lines.add("add " + set.name() + " " + member));
    }

    private static void removeMembers(KernelSet set, ActualSet there, List<String> lines) {
        for (String member : there.members()) {
            String bare = member.split(" ", 2)[0];
            if (!set.members().contains(bare)) {
                lines.add("del " + set.name() + " " + bare);
            }
        }
    }
}
