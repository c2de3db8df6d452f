package io.gingham.dataplane.rules;

import io.gingham.policy.model.Direction;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.Hairpin;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The groups that only pods' ways to themselves need ([Hairpin]), each with who needs it.
final class NeededHairpins {

    private final Program program;
    private final Map<String, PolicyGroup> byGroup = new HashMap<>();
    private final Map<String, PolicyGroup> needed = new HashMap<>();
    private final Map<String, Set<String>> users = new HashMap<>();
    private final Map<String, Set<String>> used = new HashMap<>();

    NeededHairpins(Program program) {
        this.program = program;
    }

    /// Follows from the group's id, as the group itself does.
    PolicyGroup of(String group) {
        return byGroup.computeIfAbsent(group, id -> Hairpin.of(program.group(id), program));
    }

    @Nullable PolicyGroup needed(String id) {
        return needed.get(id);
    }

    /// @param endpoint null if it is gone
    /// @return the ids of those that are needed for the first time, or no longer
    Set<String> neededBy(String name, @Nullable EndpointProgram endpoint) {
        Set<String> changed = new HashSet<>();
        Set<String> now = new HashSet<>();
        if (endpoint != null) {
            for (Direction direction : Direction.values()) {
                if (endpoint.gate(direction) instanceof Gate.Governed(String group)) {
                    PolicyGroup hairpin = of(group);
                    if (!hairpin.tiers().isEmpty()) {
                        now.add(hairpin.id());
                        if (needed.put(hairpin.id(), hairpin) == null) {
                            changed.add(hairpin.id());
                        }
                        users.computeIfAbsent(hairpin.id(), id -> new HashSet<>()).add(name);
                    }
                }
            }
        }
        Set<String> before = now.isEmpty() ? used.remove(name) : used.put(name, now);
        for (String id : before == null ? Set.<String>of() : before) {
            if (!now.contains(id)) {
                changed.addAll(releasedBy(name, id));
            }
        }
        return changed;
    }

    void forget(String group) {
        byGroup.remove(group);
    }

    private Set<String> releasedBy(String name, String id) {
        Set<String> left = users.get(id);
        if (left != null && left.remove(name) && left.isEmpty()) {
            users.remove(id);
            needed.remove(id);
            return Set.of(id);
        }
        return Set.of();
    }
}
