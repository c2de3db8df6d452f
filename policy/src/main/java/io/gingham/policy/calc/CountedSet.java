package io.gingham.policy.calc;

import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.policy.program.SetSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set with its members, each counted by how many things it comes from (two pods may have one
/// address for a while), and what of it the program doesn't know yet.
final class CountedSet {

    final SetSource source;
    final ProgramSet set;

    /// How many chains refer to it.
    int references;

    private final Map<Member, Integer> counts = new HashMap<>();
    private boolean announced;
    private Set<Member> added = new HashSet<>();
    private Set<Member> removed = new HashSet<>();

    CountedSet(SetSource source) {
        this.source = source;
        this.set = source.set();
    }

    boolean isAnnounced() {
        return announced;
    }

    void addAll(Collection<? extends Member> members) {
        for (Member member : members) {
            if (counts.merge(member, 1, Integer::sum) == 1 && announced) {
                if (!removed.remove(member)) {
                    added.add(member);
                }
            }
        }
    }

    /// @throws IllegalStateException if one of them isn't a member
    void removeAll(Collection<? extends Member> members) {
        for (Member member : members) {
            Integer count = counts.get(member);
            if (count == null) {
                throw new IllegalStateException(member + " is no member of " + set);
            }
            if (count > 1) {
                counts.put(member, count - 1);
                continue;
            }
            counts.remove(member);
            if (announced && !added.remove(member)) {
                removed.add(member);
            }
        }
    }

    /// What the program has to be told; null if it knows all.
    @Nullable ProgramUpdate takeUpdate() {
        if (!announced) {
            announced = true;
            return new ProgramUpdate.SetAdded(set, counts.keySet());
        }
        if (added.isEmpty() && removed.isEmpty()) {
            return null;
        }
        ProgramUpdate update = new ProgramUpdate.MembersChanged(set.id(), added, removed);
        added = new HashSet<>();
        removed = new HashSet<>();
        return update;
    }
}
