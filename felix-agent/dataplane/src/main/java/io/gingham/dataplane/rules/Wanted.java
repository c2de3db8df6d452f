package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Changes.MemberChange;
import io.gingham.dataplane.rules.Changes.RuleChange;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All that the kernel of a node is to hold: a program's rules and sets, of every family that the
/// node has. For one thread, the program's.
///
/// The members of sets are not copied: they are the program's own.
public final class Wanted {

    /// @param program the id of the program's set; empty for one that follows from the settings
    private record Source(NetSet set, String program, List<Member> fixed) {}

    private final Program program;
    private final List<IpFamily> families;
    private final Map<IpFamily, FamilyRules> rules = new EnumMap<>(IpFamily.class);
    private final SortedMap<String, Source> sets = new TreeMap<>();

    /// @param program as it is now; its further updates are to be told by [#apply]
    /// @throws IllegalArgumentException if an interface lacks the workload prefix
    public Wanted(Program program, RulesConfig config, Collection<IpFamily> families) {
        this.program = program;
        this.families = List.copyOf(families);
        for (IpFamily family : families) {
            FamilyRules ofFamily = new FamilyRules(config, family, program);
            rules.put(family, ofFamily);
            ofFamily.tunnels()
                    .set()
                    .ifPresent(
                            set ->
                                    sets.put(
                                            set.name(),
                                            new Source(
                                                    set,
                                                    "",
                                                    TunnelRules.members(
                                                            config.tunnels().nodes()))));
            ofFamily.nat()
                    .sets()
                    .forEach((set, fixed) -> sets.put(set.name(), new Source(set, "", fixed)));
        }
        program.sets().values().forEach(this::add);
    }

    public List<IpFamily> families() {
        return families;
    }

    /// @throws IllegalArgumentException if the family isn't among [#families]
    public FamilyRules rules(IpFamily family) {
        FamilyRules found = rules.get(family);
        if (found == null) {
            throw new IllegalArgumentException("no rules of " + family);
        }
        return found;
    }

    public Collection<NetSet> sets() {
        return Collections.unmodifiableCollection(sets.values().stream().map(Source::set).toList());
    }

    /// What the set is to hold; a member may come twice. It changes with the program.
    ///
    /// @throws IllegalArgumentException if the set is not wanted
    public Stream<Member> elements(NetSet set) {
        Source source = sets.get(set.name());
        if (source == null) {
            throw new IllegalArgumentException("set " + set.name() + " is not wanted");
        }
        Collection<Member> members =
                source.program().isEmpty() ? source.fixed() : program.members(source.program());
        return members.stream().flatMap(member -> Elements.of(member, set.family()).stream());
    }

    /// What changes when the program takes in updates. Must be called for each of them, once.
    ///
    /// @param updates which the program has taken in just now
    /// @throws IllegalArgumentException if an interface lacks the workload prefix; from then on
    ///   this is of no use
    public Changes apply(List<ProgramUpdate> updates) {
        Set<String> added = new LinkedHashSet<>();
        Set<String> removed = new LinkedHashSet<>();
        Map<String, Set<Member>> members = new LinkedHashMap<>();
        for (ProgramUpdate update : updates) {
            switch (update) {
                case ProgramUpdate.SetAdded(var set, _) -> added.add(set.id());
                case ProgramUpdate.SetRemoved(String id) -> removed.add(id);
                case ProgramUpdate.MembersChanged(String id, var more, var fewer) -> {
                    Set<Member> touched = members.computeIfAbsent(id, i -> new HashSet<>());
                    touched.addAll(more);
                    touched.addAll(fewer);
                }
                case ProgramUpdate.ChainPut _,
                        ProgramUpdate.ChainRemoved _,
                        ProgramUpdate.GroupPut _,
                        ProgramUpdate.GroupRemoved _,
                        ProgramUpdate.EndpointPut _,
                        ProgramUpdate.EndpointRemoved _,
                        ProgramUpdate.HostEndpointPut _,
                        ProgramUpdate.HostEndpointRemoved _ -> {}
            }
        }
        List<NetSet> destroyed = new ArrayList<>();
        removed.stream()
                .filter(id -> !program.sets().containsKey(id))
                .forEach(id -> destroyed.addAll(remove(id)));
        List<NetSet> created = new ArrayList<>();
        added.stream()
                .filter(id -> program.sets().containsKey(id))
                .forEach(id -> created.addAll(add(program.set(id))));
        List<MemberChange> changed = new ArrayList<>();
        members.forEach(
                (id, touched) -> {
                    if (program.sets().containsKey(id) && !added.contains(id)) {
                        changed.addAll(changes(id, touched));
                    }
                });
        Map<IpFamily, RuleChange> ruleChanges = new HashMap<>();
        rules.forEach(
                (family, ofFamily) -> {
                    RuleChange change = ofFamily.apply(updates);
                    if (!change.isEmpty()) {
                        ruleChanges.put(family, change);
                    }
                });
        return new Changes(created, changed, destroyed, ruleChanges);
    }

    /// What changes when other nodes than before may send encapsulated packets.
    ///
    /// @param nodes all of them
    public List<MemberChange> tunnelNodes(Set<IpAddress> nodes) {
        List<Member> now = TunnelRules.members(nodes);
        List<MemberChange> changes = new ArrayList<>();
        for (FamilyRules ofFamily : rules.values()) {
            NetSet set = ofFamily.tunnels().set().orElse(null);
            Source source = set == null ? null : sets.get(set.name());
            if (set != null && source != null) {
                Set<Member> more = elements(now, set);
                Set<Member> fewer = elements(source.fixed(), set);
                Set<Member> stay = new HashSet<>(more);
                stay.retainAll(fewer);
                more.removeAll(stay);
                fewer.removeAll(stay);
                sets.put(set.name(), new Source(set, "", now));
                if (!(more.isEmpty() && fewer.isEmpty())) {
                    changes.add(new MemberChange(set, List.copyOf(more), List.copyOf(fewer)));
                }
            }
        }
        return changes;
    }

    private static Set<Member> elements(Collection<Member> members, NetSet set) {
        return members.stream()
                .flatMap(member -> Elements.of(member, set.family()).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private List<NetSet> add(ProgramSet set) {
        List<NetSet> added = new ArrayList<>();
        for (IpFamily family : families) {
            NetSet ofFamily = new NetSet(Names.set(family, set.id()), set.type(), family);
            sets.put(ofFamily.name(), new Source(ofFamily, set.id(), List.of()));
            added.add(ofFamily);
        }
        return added;
    }

    private List<NetSet> remove(String id) {
        List<NetSet> removed = new ArrayList<>();
        for (IpFamily family : families) {
            Source source = sets.remove(Names.set(family, id));
            if (source != null) {
                removed.add(source.set());
            }
        }
        return removed;
    }

    /// By what the set holds in the end, whatever came and went in between. A member may bring an
    /// element that another one brings too.
    private List<MemberChange> changes(String id, Set<Member> touched) {
        Set<Member> held = program.members(id);
        List<MemberChange> changes = new ArrayList<>();
        for (IpFamily family : families) {
            List<Member> more = new ArrayList<>();
            List<Member> fewer = new ArrayList<>();
            touched.stream()
                    .flatMap(member -> Elements.of(member, family).stream())
                    .forEach(
                            element ->
                                    (Elements.isHeld(element, held) ? more : fewer).add(element));
            Source source = sets.get(Names.set(family, id));
            if (source != null && !(more.isEmpty() && fewer.isEmpty())) {
                changes.add(new MemberChange(source.set(), more, fewer));
            }
        }
        return changes;
    }
}
