package io.gingham.policy.program;

import io.gingham.policy.program.ProgramSet.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one node enforces, whatever its backend is: the sum of all updates so far. For one thread.
public final class Program {

    private final String node;
    private final SortedMap<String, ProgramSet> sets = new TreeMap<>();
    private final Map<String, Set<Member>> members = new TreeMap<>();
    private final SortedMap<String, PolicyChain> chains = new TreeMap<>();
    private final SortedMap<String, PolicyGroup> groups = new TreeMap<>();
    private final SortedMap<String, EndpointProgram> endpoints = new TreeMap<>();
    private final SortedMap<String, HostEndpointProgram> hostEndpoints = new TreeMap<>();

    /// Of a node without endpoints.
    public Program(String node) {
        this.node = node;
    }

    /// @throws IllegalStateException if an update contradicts what is there: it refers to something
    ///   absent, adds a set or member twice, or removes what isn't there
    public void apply(List<ProgramUpdate> updates) {
        updates.forEach(this::apply);
    }

    private void apply(ProgramUpdate update) {
        switch (update) {
            case ProgramUpdate.SetAdded(var set, var initial) -> {
                require(sets.put(set.id(), set) == null, update);
                members.put(set.id(), new HashSet<>(initial));
            }
            case ProgramUpdate.MembersChanged(String id, var added, var removed) -> {
                Set<Member> present = found(members.get(id), "set", id);
                removed.forEach(member -> require(present.remove(member), update));
                added.forEach(member -> require(present.add(member), update));
            }
            case ProgramUpdate.ChainPut(var chain) -> {
                setsOf(chain).forEach(this::set);
                chains.put(chain.id(), chain);
            }
            case ProgramUpdate.GroupPut(var group) -> {
                chainsOf(group).forEach(this::chain);
                groups.put(group.id(), group);
            }
            case ProgramUpdate.EndpointPut(var endpoint) ->
                    endpoints.put(endpoint.interfaceName(), endpoint);
            case ProgramUpdate.HostEndpointPut(var endpoint) ->
                    hostEndpoints.put(endpoint.name(), endpoint);
            case ProgramUpdate.HostEndpointRemoved(String name) ->
                    require(hostEndpoints.remove(name) != null, update);
            case ProgramUpdate.EndpointRemoved(String name) ->
                    require(endpoints.remove(name) != null, update);
            case ProgramUpdate.GroupRemoved(String id) ->
                    require(groups.remove(id) != null, update);
            case ProgramUpdate.ChainRemoved(String id) ->
                    require(chains.remove(id) != null, update);
            case ProgramUpdate.SetRemoved(String id) -> {
                require(sets.remove(id) != null, update);
                members.remove(id);
            }
        }
    }

    private static void require(boolean held, ProgramUpdate update) {
        if (!held) {
            throw new IllegalStateException("the program contradicts " + update);
        }
    }

    /// Ids of the sets that its rules refer to.
    static List<String> setsOf(PolicyChain chain) {
        return chain.rules().stream()
                .flatMap(rule -> rule.criteria().stream())
                .flatMap(
                        criterion ->
                                switch (criterion) {
                                    case Criterion.InSet(_, String set, _) -> List.of(set).stream();
                                    case Criterion.PortInSet(_, String set, _) ->
                                            List.of(set).stream();
                                    case Criterion.Family _,
                                            Criterion.Protocol _,
                                            Criterion.Icmp _,
                                            Criterion.Net _,
                                            Criterion.Ports _ ->
                                            List.<String>of().stream();
                                })
                .toList();
    }

    /// Ids of the chains that it refers to.
    static List<String> chainsOf(PolicyGroup group) {
        List<String> ids =
                new ArrayList<>(group.tiers().stream().flatMap(t -> t.chains().stream()).toList());
        if (group.end() instanceof PolicyGroup.End.Profiles(var profiles)) {
            ids.addAll(profiles);
        }
        return ids;
    }

    public String node() {
        return node;
    }

    /// By id.
    public SortedMap<String, ProgramSet> sets() {
        return Collections.unmodifiableSortedMap(sets);
    }

    /// By id.
    public SortedMap<String, PolicyChain> chains() {
        return Collections.unmodifiableSortedMap(chains);
    }

    /// By id.
    public SortedMap<String, PolicyGroup> groups() {
        return Collections.unmodifiableSortedMap(groups);
    }

    /// By interface name.
    public SortedMap<String, EndpointProgram> endpoints() {
        return Collections.unmodifiableSortedMap(endpoints);
    }

    /// By name.
    public SortedMap<String, HostEndpointProgram> hostEndpoints() {
        return Collections.unmodifiableSortedMap(hostEndpoints);
    }

    public ProgramSet set(String id) {
        return found(sets.get(id), "set", id);
    }

    /// In no order; it changes with the program.
    public Set<Member> members(String set) {
        return Collections.unmodifiableSet(found(members.get(set), "set", set));
    }

    public PolicyChain chain(String id) {
        return found(chains.get(id), "chain", id);
    }

    public PolicyGroup group(String id) {
        return found(groups.get(id), "group", id);
    }

    private static <T> T found(@Nullable T value, String kind, String id) {
        if (value == null) {
            throw new IllegalStateException(
                    "the program refers to " + kind + " " + id + ", which it lacks");
        }
        return value;
    }
}
