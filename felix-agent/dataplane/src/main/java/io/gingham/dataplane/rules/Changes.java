package io.gingham.dataplane.rules;

import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What of the [Wanted] is other than before.
///
/// @param created sets that were not wanted before; their members are those of the [Wanted]
/// @param members of sets that were wanted before
/// @param destroyed sets that no rule asks any more
/// @param rules by family; a family without changes is missing
public record Changes(
        List<NetSet> created,
        List<MemberChange> members,
        List<NetSet> destroyed,
        Map<IpFamily, RuleChange> rules) {

    public static final Changes NONE = new Changes(List.of(), List.of(), List.of(), Map.of());

    public Changes {
        created = List.copyOf(created);
        members = List.copyOf(members);
        destroyed = List.copyOf(destroyed);
        Map<IpFamily, RuleChange> byFamily = new EnumMap<>(IpFamily.class);
        byFamily.putAll(rules);
        rules = Collections.unmodifiableMap(byFamily);
    }

    /// @param more of sets that these changes don't touch
    public Changes and(List<MemberChange> more) {
        List<MemberChange> all = new ArrayList<>(members);
        all.addAll(more);
        return new Changes(created, all, destroyed, rules);
    }

    public boolean isEmpty() {
        return created.isEmpty() && members.isEmpty() && destroyed.isEmpty() && rules.isEmpty();
    }

    /// @param added elements, in the set's family; possibly none, but then some are removed
    public record MemberChange(NetSet set, List<Member> added, List<Member> removed) {
        public MemberChange {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /// Of the filter stage: the others follow from the settings, and don't change with a program.
    ///
    /// @param put new chains, and those whose rules are others
    /// @param removed names of chains
    /// @param dispatches those that lead elsewhere
    public record RuleChange(List<Chain> put, List<String> removed, List<Dispatch> dispatches) {
        public RuleChange {
            put = List.copyOf(put);
            removed = List.copyOf(removed);
            dispatches = List.copyOf(dispatches);
        }

        boolean isEmpty() {
            return put.isEmpty() && removed.isEmpty() && dispatches.isEmpty();
        }
    }
}
