package io.gingham.policy.program;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one node enforces, whatever its backend is.
///
/// @param node the node's name
/// @param sets by id
/// @param chains by id
/// @param profiles by id
/// @param endpoints by interface name
public record Program(
        String node,
        SortedMap<String, ProgramSet> sets,
        SortedMap<String, PolicyChain> chains,
        SortedMap<String, Profile> profiles,
        SortedMap<String, EndpointProgram> endpoints) {

    public Program {
        sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
        profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    }

    /// Of a node without pods.
    public static Program empty(String node) {
        return new Program(
                node,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    ProgramSet set(String id) {
        return found(sets.get(id), "set", id);
    }

    PolicyChain chain(String id) {
        return found(chains.get(id), "chain", id);
    }

    Profile profile(String id) {
        return found(profiles.get(id), "profile", id);
    }

    private static <T> T found(@Nullable T value, String kind, String id) {
        if (value == null) {
            throw new IllegalStateException(
                    "the program refers to " + kind + " " + id + ", which it lacks");
        }
        return value;
    }
}
