package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Changes.RuleChange;
import io.gingham.dataplane.rules.Match.Way;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.EndpointProgram;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
    private final Program program;

    private final PolicyChains policyChains;
    private final EndpointChains endpointChains;
    private final GroupChains groupChains;
    private final NatRules nat;
    private final PacketPath path;

    private final TouchedChains filter = new TouchedChains();
    private final Map<Way, Dispatch> dispatches = new EnumMap<>(Way.class);

    /// By the id of the program's chain; without those that have no rule for this family.
    private final Map<String, Chain> policies = new HashMap<>();

    private final AskingGroups asking = new AskingGroups();
    private final NeededHairpins hairpins;

    FamilyRules(RulesConfig config, IpFamily family, Program program) {
        this.family = family;
        this.program = program;
        this.hairpins = new NeededHairpins(program);
        this.policyChains = new PolicyChains(family);
        this.groupChains = new GroupChains(config.marks(), Collections.unmodifiableMap(policies));
        this.endpointChains = new EndpointChains(config, family, hairpins::of);
        this.nat = new NatRules(config, family);
        this.path = new PacketPath(config, family);
        path.chains().forEach(filter::put);
        renderDispatches();
        render(program.chains().keySet(), program.groups().keySet(), program.endpoints().keySet());
        filter.takeTouched();
    }

    public IpFamily family() {
        return family;
    }

    /// By name.
    public SortedMap<String, Chain> chains(Stage stage) {
        return switch (stage) {
            case FILTER -> filter.all();
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

    TunnelRules tunnels() {
        return path.tunnels();
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
        for (String name : filter.takeTouched()) {
            Chain chain = filter.find(name);
            if (chain == null) {
                removed.add(name);
            } else {
                put.add(chain);
            }
        }
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
                groupsToRender.addAll(asking.of(id));
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
            filter.remove(before.name());
        }
        now.ifPresent(filter::put);
        return (before == null) != now.isEmpty();
    }

    /// @param groupsToRender gets those that its way to itself needs, or no longer needs
    /// @return whether it has come or gone
    private boolean renderEndpoint(String name, Set<String> groupsToRender) {
        EndpointProgram endpoint = program.endpoints().get(name);
        String owner = "endpoint " + name;
        boolean wasThere = filter.hasAnyOf(owner);
        groupsToRender.addAll(hairpins.neededBy(name, endpoint));
        filter.replace(owner, endpoint == null ? List.of() : endpointChains.of(endpoint));
        return wasThere != (endpoint != null);
    }

    private void renderGroup(String id) {
        PolicyGroup now = program.groups().get(id);
        if (now == null) {
            hairpins.forget(id);
            now = hairpins.needed(id);
        }
        asking.put(id, now);
        filter.replace("group " + id, now == null ? List.of() : groupChains.of(now));
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

    private static SortedMap<String, Chain> byName(List<Chain> chains) {
        SortedMap<String, Chain> byName = new TreeMap<>();
        chains.forEach(chain -> byName.put(chain.name(), chain));
        return byName;
    }
}
