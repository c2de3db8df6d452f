package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Changes.RuleChange;
import io.gingham.dataplane.rules.Match.Way;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.Hairpin;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rules of one family that a program asks for. Kept up to date by the program's updates: only
/// the chains that an update touches are made anew. For one thread.
///
/// ```
///  policy chain put or removed ─▶ its chain; if it has come to have rules, or none: the groups that ask it
///  endpoint put or removed ─────▶ its chains, the two dispatches, the groups of its way to itself
///  group put or removed ────────▶ its chains
/// ```
public final class FamilyRules {

    private final IpFamily family;
    private final RulesConfig config;
    private final Program program;

    private final PolicyChains policyChains;
    private final EndpointChains endpointChains;
    private final GroupChains groupChains;
    private final NatRules nat;
    private final PacketPath path;

    private final SortedMap<String, Chain> filter = new TreeMap<>();
    private final Map<Way, Dispatch> dispatches = new EnumMap<>(Way.class);

    /// By the id of the program's chain; without those that have no rule for this family.
    private final Map<String, Chain> policies = new HashMap<>();

    /// The names of its chains by the id of a group, and by the name of an interface.
    private final Map<String, List<String>> groupNames = new HashMap<>();

    private final Map<String, List<String>> endpointNames = new HashMap<>();

    /// Which groups ask a policy, by the id of the program's chain.
    private final Map<String, Set<String>> askedBy = new HashMap<>();

    private final Map<String, PolicyGroup> groups = new HashMap<>();
    private final Hairpins hairpins = new Hairpins();

    /// What has been put or removed since the last change was told.
    private final SortedSet<String> touched = new TreeSet<>();

    FamilyRules(RulesConfig config, IpFamily family, Program program) {
        this.family = family;
        this.config = config;
        this.program = program;
        this.policyChains = new PolicyChains(family);
        this.groupChains = new GroupChains(config.marks(), Collections.unmodifiableMap(policies));
        this.endpointChains = new EndpointChains(config, family, hairpins::of);
        this.nat = new NatRules(config, family);
        this.path = new PacketPath(config, family);
        path.chains().forEach(this::put);
        renderDispatches();
        render(program.chains().keySet(), program.groups().keySet(), program.endpoints().keySet());
        touched.clear();
    }

    public IpFamily family() {
        return family;
    }

    /// By name.
    public SortedMap<String, Chain> chains(Stage stage) {
        return switch (stage) {
            case FILTER -> Collections.unmodifiableSortedMap(filter);
            case NAT -> byName(nat.chains());
        };
    }

    public Collection<Dispatch> dispatches(Stage stage) {
        return switch (stage) {
            case FILTER -> Collections.unmodifiableCollection(dispatches.values());
            case NAT -> List.of();
        };
    }

    public List<Hook> hooks(Stage stage) {
        return switch (stage) {
            case FILTER -> path.hooks();
            case NAT -> nat.hooks();
        };
    }

    NatRules nat() {
        return nat;
    }

    /// @param updates that the program has taken in just now
    RuleChange apply(List<ProgramUpdate> updates) {
        Set<String> chains = new LinkedHashSet<>();
        Set<String> touchedGroups = new LinkedHashSet<>();
        Set<String> endpoints = new LinkedHashSet<>();
        for (ProgramUpdate update : updates) {
            switch (update) {
                case ProgramUpdate.ChainPut(var chain) -> chains.add(chain.id());
                case ProgramUpdate.ChainRemoved(String id) -> chains.add(id);
                case ProgramUpdate.GroupPut(var group) -> touchedGroups.add(group.id());
                case ProgramUpdate.GroupRemoved(String id) -> touchedGroups.add(id);
                case ProgramUpdate.EndpointPut(var endpoint) ->
                        endpoints.add(endpoint.interfaceName());
                case ProgramUpdate.EndpointRemoved(String name) -> endpoints.add(name);
                case ProgramUpdate.SetAdded _,
                        ProgramUpdate.MembersChanged _,
                        ProgramUpdate.SetRemoved _ -> {}
                // No rule asks host endpoints yet.
                case ProgramUpdate.HostEndpointPut _, ProgramUpdate.HostEndpointRemoved _ -> {}
            }
        }
        boolean otherInterfaces = render(chains, touchedGroups, endpoints);
        List<Chain> put = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (String name : touched) {
            Chain chain = filter.get(name);
            if (chain == null) {
                removed.add(name);
            } else {
                put.add(chain);
            }
        }
        touched.clear();
        return new RuleChange(
                put, removed, otherInterfaces ? List.copyOf(dispatches.values()) : List.of());
    }

    /// @return whether there are other interfaces than before
    private boolean render(
            Collection<String> chains,
            Collection<String> touchedGroups,
            Collection<String> endpoints) {
        Set<String> groupsToRender = new LinkedHashSet<>(touchedGroups);
        for (String id : chains) {
            if (renderPolicy(id)) {
                groupsToRender.addAll(askedBy.getOrDefault(id, Set.of()));
            }
        }
        boolean otherInterfaces = false;
        for (String name : endpoints) {
            otherInterfaces |= renderEndpoint(name, groupsToRender);
        }
        groupsToRender.forEach(this::renderGroup);
        if (otherInterfaces) {
            renderDispatches();
        }
        return otherInterfaces;
    }

    /// @return whether it has come to have rules, or none
    private boolean renderPolicy(String id) {
        PolicyChain source = program.chains().get(id);
        Optional<Chain> now = source == null ? Optional.empty() : policyChains.of(source);
        Chain before = now.isPresent() ? policies.put(id, now.get()) : policies.remove(id);
        if (before != null && now.isEmpty()) {
            remove(before.name());
        }
        now.ifPresent(this::put);
        return (before == null) != now.isEmpty();
    }

    /// @param groupsToRender gets those that its way to itself needs, or no longer needs
    /// @return whether it has come or gone
    private boolean renderEndpoint(String name, Set<String> groupsToRender) {
        EndpointProgram endpoint = program.endpoints().get(name);
        boolean wasThere = endpointNames.containsKey(name);
        groupsToRender.addAll(hairpins.neededBy(name, endpoint));
        replace(endpointNames, name, endpoint == null ? List.of() : endpointChains.of(endpoint));
        return wasThere != (endpoint != null);
    }

    private void renderGroup(String id) {
        PolicyGroup now = program.groups().get(id);
        if (now == null) {
            hairpins.forget(id);
            now = hairpins.needed(id);
        }
        PolicyGroup before = now == null ? groups.remove(id) : groups.put(id, now);
        if (before != null && !before.equals(now)) {
            asked(before).forEach(chain -> forgetAsking(chain, id));
        }
        if (now != null) {
            asked(now)
                    .forEach(chain -> askedBy.computeIfAbsent(chain, c -> new HashSet<>()).add(id));
        }
        replace(groupNames, id, now == null ? List.of() : groupChains.of(now));
    }

    private void forgetAsking(String chain, String group) {
        askedBy.computeIfPresent(
                chain,
                (id, asking) -> {
                    asking.remove(group);
                    return asking.isEmpty() ? null : asking;
                });
    }

    private static List<String> asked(PolicyGroup group) {
        List<String> chains = new ArrayList<>();
        group.tiers().forEach(tier -> chains.addAll(tier.chains()));
        switch (group.end()) {
            case PolicyGroup.End.Allow() -> {}
            case PolicyGroup.End.Profiles(var profiles) -> chains.addAll(profiles);
        }
        return chains;
    }

    /// Puts the chains of something in the place of those that it had.
    private void replace(Map<String, List<String>> names, String of, List<Chain> chains) {
        List<String> now = chains.stream().map(Chain::name).toList();
        List<String> before = now.isEmpty() ? names.remove(of) : names.put(of, now);
        if (before != null) {
            before.stream().filter(name -> !now.contains(name)).forEach(this::remove);
        }
        chains.forEach(this::put);
    }

    private void renderDispatches() {
        for (Direction direction : Direction.values()) {
            SortedMap<String, String> chains = new TreeMap<>();
            for (String name : program.endpoints().keySet()) {
                chains.put(name, Names.endpoint(direction, name));
            }
            Way way =
                    switch (direction) {
                        case EGRESS -> Way.IN;
                        case INGRESS -> Way.OUT;
                    };
            dispatches.put(way, new Dispatch(Names.dispatch(direction), way, chains));
        }
    }

    private void put(Chain chain) {
        if (!chain.equals(filter.put(chain.name(), chain))) {
            touched.add(chain.name());
        }
    }

    private void remove(String name) {
        filter.remove(name);
        touched.add(name);
    }

    private static SortedMap<String, Chain> byName(List<Chain> chains) {
        SortedMap<String, Chain> byName = new TreeMap<>();
        chains.forEach(chain -> byName.put(chain.name(), chain));
        return byName;
    }

    /// The groups that only pods' ways to themselves need ([Hairpin]), each with who needs it.
    private final class Hairpins {

        private final Map<String, PolicyGroup> byGroup = new HashMap<>();
        private final Map<String, PolicyGroup> needed = new HashMap<>();
        private final Map<String, Set<String>> users = new HashMap<>();
        private final Map<String, Set<String>> used = new HashMap<>();

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
}
