package io.gingham.policy.calc;

import io.gingham.policy.calc.ChainStage.ChainKey;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.ProgramUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The groups that endpoints refer to. A group is what it consists of, so it never changes: an
/// endpoint that is governed otherwise goes to another group.
final class GroupStage {

    /// What a group is.
    ///
    /// @param profiles asked at the end; empty for a pod, which ends in Allow
    record Shape(Direction direction, List<Step> tiers, Optional<List<ChainKey>> profiles) {
        Shape {
            tiers = List.copyOf(tiers);
            profiles = profiles.map(List::copyOf);
        }

        private List<ChainKey> chains() {
            List<ChainKey> all = new ArrayList<>();
            tiers.forEach(tier -> all.addAll(tier.chains()));
            profiles.ifPresent(all::addAll);
            return all;
        }
    }

    record Step(String tier, List<ChainKey> chains, Action defaultAction) {
        Step {
            chains = List.copyOf(chains);
        }
    }

    private static final class Group {
        final Shape shape;
        final PolicyGroup group;
        int references;
        boolean announced;

        Group(Shape shape) {
            this.shape = shape;
            this.group = GroupStage.group(shape);
        }
    }

    private final Map<Shape, Group> byShape = new HashMap<>();
    private final Map<String, Group> byId = new HashMap<>();
    private Set<Group> touched = new HashSet<>();

    /// An endpoint refers to it now.
    ///
    /// @return its id
    String acquire(Shape shape) {
        Group group =
                byShape.computeIfAbsent(
                        shape,
                        s -> {
                            Group created = new Group(s);
                            byId.put(created.group.id(), created);
                            return created;
                        });
        group.references++;
        touched.add(group);
        return group.group.id();
    }

    /// An endpoint no longer refers to it. It stays until [#flush].
    void release(String id) {
        Group group = byId.get(id);
        if (group == null || group.references == 0) {
            throw new IllegalStateException("no endpoint refers to group " + id);
        }
        group.references--;
        touched.add(group);
    }

    /// @param acquired the chains that groups refer to now; each once for each group
    /// @param released the chains that groups no longer refer to
    record Changes(
            List<ProgramUpdate> additions,
            List<ProgramUpdate> removals,
            List<ChainKey> acquired,
            List<ChainKey> released) {}

    /// All that has changed since the last time.
    Changes flush() {
        SortedMap<String, ProgramUpdate> put = new TreeMap<>();
        SortedMap<String, ProgramUpdate> removed = new TreeMap<>();
        List<ChainKey> acquired = new ArrayList<>();
        List<ChainKey> released = new ArrayList<>();
        for (Group group : touched) {
            String id = group.group.id();
            if (group.references > 0) {
                if (!group.announced) {
                    group.announced = true;
                    put.put(id, new ProgramUpdate.GroupPut(group.group));
                    acquired.addAll(group.shape.chains());
                }
                continue;
            }
            byShape.remove(group.shape);
            byId.remove(id);
            if (group.announced) {
                removed.put(id, new ProgramUpdate.GroupRemoved(id));
                released.addAll(group.shape.chains());
            }
        }
        touched = new HashSet<>();
        return new Changes(
                List.copyOf(put.values()), List.copyOf(removed.values()), acquired, released);
    }

    private static PolicyGroup group(Shape shape) {
        List<PolicyGroup.TierStep> tiers = new ArrayList<>();
        for (Step step : shape.tiers()) {
            tiers.add(
                    new PolicyGroup.TierStep(
                            step.tier(), ids(step.chains()), step.defaultAction()));
        }
        PolicyGroup.End end =
                shape.profiles().isPresent()
                        ? new PolicyGroup.End.Profiles(ids(shape.profiles().get()))
                        : new PolicyGroup.End.Allow();
        return PolicyGroup.of(shape.direction(), tiers, end);
    }

    private static List<String> ids(List<ChainKey> chains) {
        List<String> ids = new ArrayList<>();
        chains.forEach(chain -> ids.add(chain.id()));
        return ids;
    }
}
